package org.boathouse.contract.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.Documents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductFolderTest {
    private static final String ORDERS = Documents.refined("shop.silver.orders", "{select: sql/orders.sql}");

    @TempDir
    Path folder;

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String failure(FailureKind kind, Path... paths) {
        LakeFailure failure = assertThrows(
                LakeFailure.class, () -> ProductFolder.read(List.of(paths)).contracts());
        assertEquals(kind, failure.kind());
        return failure.getMessage();
    }

    @Test
    void aFolderIsSearchedForContractsAndTheSelectsTheyName() throws IOException {
        write("shop/orders.odcs.yaml", ORDERS);
        write("shop/sql/orders.sql", "SELECT 1");
        write("shop/sql/unused.sql", "SELECT 2");

        ProductFolder products = ProductFolder.read(List.of(folder));

        String contract = folder.resolve("shop/orders.odcs.yaml").toString();
        String select = folder.resolve("shop/sql/orders.sql").toString();
        assertEquals(Map.of(contract, ORDERS, select, "SELECT 1"), products.texts());
        DataContract read = products.contracts().get(0);
        assertEquals(contract, read.file());
        assertEquals(
                new Refinement.Select(select, "SELECT 1"),
                read.tables().get(0).refinement().orElseThrow().step());
        assertEquals(products, ProductFolder.read(List.of(folder.resolve("shop/orders.odcs.yaml"))));
        assertEquals(products.contracts(), new ProductFolder(products.texts()).contracts());
    }

    @Test
    void aProductThatIsNamedTwiceHoweverWrittenIsThereOnce() throws IOException {
        write("shop/orders.odcs.yaml", ORDERS);
        write("shop/sql/orders.sql", "SELECT 1");
        Path here = Path.of("").toAbsolutePath();

        ProductFolder products =
                ProductFolder.read(List.of(folder, folder.resolve("shop/sql/.."), here.relativize(folder)));

        assertEquals(ProductFolder.read(List.of(folder)), products);
        assertEquals(1, products.contracts().size());
    }

    @Test
    void aMissingSelectFileIsToldWithContractKeyAndPath() throws IOException {
        write("orders.odcs.yaml", ORDERS);

        String message = failure(FailureKind.INVALID, folder);

        assertEquals(
                "%s: schema[0].customProperties[0].value.select: no file %s: the SELECT stands in a file beside the contract"
                        .formatted(folder.resolve("orders.odcs.yaml"), folder.resolve("sql/orders.sql")),
                message);
    }

    @Test
    void theFaultsOfAllFilesAreToldTogether() throws IOException {
        write("a.odcs.yaml", ORDERS.replace("kind:", "knid:"));
        write("b.odcs.yaml", "[");

        List<String> lines = failure(FailureKind.INVALID, folder).lines().toList();

        assertTrue(
                lines.stream().anyMatch(line -> line.contains("a.odcs.yaml: knid: unknown key; did you mean kind?")));
        assertTrue(lines.stream().anyMatch(line -> line.contains("b.odcs.yaml: no valid YAML")));
    }

    @Test
    void aTableOrAnIdDescribedTwiceIsRefused() throws IOException {
        write("a.odcs.yaml", ORDERS);
        write("b.odcs.yaml", ORDERS);
        write("sql/orders.sql", "SELECT 1");

        String message = failure(FailureKind.INVALID, folder);

        assertTrue(message.contains("b.odcs.yaml: id: orders is the id of"), message);
        assertTrue(message.contains("b.odcs.yaml: schema: shop.silver.orders is described by"), message);
    }

    @Test
    void pathsThatHoldNoProductAreRefused() throws IOException {
        write("a.sql", "SELECT 1");

        assertTrue(failure(FailureKind.INVALID, folder).contains("holds no product"));
        assertTrue(failure(FailureKind.INVALID, folder.resolve("a.sql")).contains("is no product"));
        assertTrue(failure(FailureKind.NOT_FOUND, folder.resolve("nowhere")).contains("is not there"));
    }

    @Test
    void aFileThatIsNoUtf8IsRefusedByName() throws IOException {
        Files.write(folder.resolve("a.odcs.yaml"), "name: Zürich".getBytes(StandardCharsets.ISO_8859_1));

        assertTrue(failure(FailureKind.INVALID, folder).contains("a.odcs.yaml is no UTF-8 text"));
    }
}
