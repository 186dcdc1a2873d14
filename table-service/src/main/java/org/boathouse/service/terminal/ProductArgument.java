package org.boathouse.service.terminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.product.ProductFolder;

/** A product as it is named on a command line: its folder, its {@code *.odcs.yaml}, or the id of its contract. */
public final class ProductArgument {
    private ProductArgument() {}

    /** The ids of its contracts. */
    public static List<String> contracts(String product) {
        Path path = Path.of(product);
        return Files.exists(path)
                ? ProductFolder.read(List.of(path)).contracts().stream()
                        .map(DataContract::id)
                        .toList()
                : List.of(product);
    }
}
