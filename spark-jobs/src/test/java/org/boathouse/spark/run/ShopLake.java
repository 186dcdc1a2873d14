package org.boathouse.spark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.contract.product.QuarantineTable;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.spark.plan.LakeTables;
import org.boathouse.spark.plan.RefinedTables;
import org.boathouse.testkit.LakeProcess;

/** A real lake with the shop's tables, and a session on it. */
final class ShopLake implements AutoCloseable {
    static final Path PRODUCT = Path.of("src/test/resources/products/shop");
    static final String ORDERS = "shop.silver.orders";
    static final String CUSTOMERS = "shop.silver.customers";
    static final String BY_CITY = "shop.gold.by_city";

    final LakeProcess process;
    final CatalogConnection connection;
    final LakeTables tables;
    final SparkSession spark;

    ShopLake(Path dir) {
        this(dir, Map.of());
    }

    /** @param settings environment variables of the service */
    ShopLake(Path dir, Map<String, String> settings) {
        process = LakeProcess.up(dir, settings);
        connection = CatalogConnection.of(process.client());
        tables = new LakeTables(connection);
        spark = LakeSession.start(connection, "local[2]");
    }

    /** Empty upstreams. */
    void createUpstreams() {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.shop.bronze");
        spark.sql("CREATE TABLE lake.shop.bronze.orders"
                + " (id BIGINT, customer STRING, amount BIGINT, _source_file STRING, _source_record BIGINT)");
        spark.sql("CREATE TABLE lake.shop.bronze.customers (id STRING, city STRING, version BIGINT, op STRING)");
    }

    /** Empty upstreams, and the product's tables as applying makes them. */
    void create(ProductFolder product) throws IOException {
        createUpstreams();
        try (RESTCatalog catalog = new RESTCatalog()) {
            catalog.initialize(LakeLayout.CATALOG, connection.properties());
            for (DataContract contract : product.contracts()) {
                for (TableContract table : contract.tables()) {
                    create(catalog, table);
                }
            }
        }
    }

    private static void create(RESTCatalog catalog, TableContract table) {
        Namespace namespace = Namespace.of(table.name().namespace().toArray(String[]::new));
        if (!catalog.namespaceExists(namespace)) {
            catalog.createNamespace(namespace);
        }
        catalog.createTable(
                LakeTables.identifier(table.name()),
                table.icebergSchema(),
                PartitionSpec.unpartitioned(),
                new HashMap<>(TableKeys.DEFAULTS));
        catalog.createTable(
                LakeTables.identifier(table.name().quarantine()),
                QuarantineTable.SCHEMA,
                PartitionSpec.unpartitioned(),
                new HashMap<>(QuarantineTable.PROPERTIES));
    }

    void dropAll() {
        for (String layer : List.of("bronze", "silver", "gold")) {
            if (spark.sql("SHOW NAMESPACES IN lake.shop").collectAsList().stream()
                    .anyMatch(row -> row.getString(0).endsWith(layer))) {
                spark.sql("SHOW TABLES IN lake.shop." + layer)
                        .collectAsList()
                        .forEach(row -> spark.sql("DROP TABLE lake.shop.%s.%s".formatted(layer, row.getString(1))));
            }
        }
    }

    /** The product's files, with some texts replaced. */
    static ProductFolder product(Map<String, String> instead) {
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.list(PRODUCT)) {
            for (Path file : files.toList()) {
                texts.put("shop/" + file.getFileName(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        instead.forEach((file, text) -> texts.put("shop/" + file, text));
        return new ProductFolder(texts);
    }

    Map<String, Outcome> run(ProductFolder product) {
        return run(product, false);
    }

    Map<String, Outcome> run(ProductFolder product, boolean full) {
        return run(product, full, tables, spark);
    }

    /** A run that reaches the lake by another line. */
    Map<String, Outcome> runOver(FaultyLine line, ProductFolder product) {
        SparkSession session = spark.newSession();
        session.conf().set("spark.sql.catalog.lake.uri", line.url() + "/iceberg");
        try (LakeTables over = new LakeTables(new CatalogConnection(
                new LakeAddress(line.url(), connection.address().token()), connection.storage()))) {
            return run(product, false, over, session);
        }
    }

    private Map<String, Outcome> run(ProductFolder product, boolean full, LakeTables over, SparkSession session) {
        List<Outcome> outcomes = new Run(
                        over, new LakeLayout(connection.storage().bucket()), () -> session, Clock.systemUTC())
                .bringUpToDate(RefinedTables.inOrder(product.contracts()), full, outcome -> {});
        Map<String, Outcome> byTable = new HashMap<>();
        outcomes.forEach(outcome -> byTable.put(outcome.table().toString(), outcome));
        return byTable;
    }

    /** A row of every kind in every upstream: good, broken, updated and deleted. */
    void someRows() {
        spark.sql("INSERT INTO lake.shop.bronze.customers VALUES ('ann', 'Bern', 1, 'U'), ('bob', 'Basel', 1, 'U')");
        spark.sql("INSERT INTO lake.shop.bronze.orders VALUES"
                + " (1, 'ann', 10, 's3://lake/orders.csv', 1), (2, 'ann', -5, 's3://lake/orders.csv', 2),"
                + " (3, 'bob', NULL, 's3://lake/orders.csv', 3), (4, 'bob', 7, 's3://lake/orders.csv', 4)");
    }

    /** What {@link #someRows} become. */
    void assertSomeRowsAreRefined() {
        assertEquals(List.of("[1,ann,10]", "[4,bob,7]"), rows(ORDERS));
        assertEquals(List.of("[ann,Bern,1]", "[bob,Basel,1]"), rows(CUSTOMERS));
        assertEquals(List.of("[Basel,1,7]", "[Bern,1,10]"), rows(BY_CITY));
        assertEquals(2, quarantine(ORDERS).size());
        assertEquals(List.of(), quarantine(CUSTOMERS));
    }

    void order(long id, String customer, Long amount) {
        spark.sql("INSERT INTO lake.shop.bronze.orders VALUES (%d, '%s', %s, 's3://lake/orders.csv', %d)"
                .formatted(id, customer, amount, id));
    }

    void customer(String id, String city, long version, String op) {
        String place = city == null ? "NULL" : "'" + city + "'";
        spark.sql(
                "INSERT INTO lake.shop.bronze.customers VALUES ('%s', %s, %d, '%s')".formatted(id, place, version, op));
    }

    /** A table's rows, as sorted texts. */
    List<String> rows(String table) {
        return spark.sql("SELECT * FROM lake." + table).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    /** A quarantine table's rows without what differs from run to run, sorted. */
    List<String> quarantine(String table) {
        return spark
                .sql("SELECT rules, reasons, source_file, source_record, row FROM lake." + table + "__quarantine")
                .collectAsList()
                .stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    Optional<Long> head(String table) {
        Table loaded = tables.load(TableName.parse(table));
        return Optional.ofNullable(loaded.currentSnapshot()).map(snapshot -> snapshot.snapshotId());
    }

    List<String> branches(String table) {
        return new ArrayList<>(tables.load(TableName.parse(table)).refs().keySet());
    }

    @Override
    public void close() {
        spark.stop();
        tables.close();
        process.close();
    }
}
