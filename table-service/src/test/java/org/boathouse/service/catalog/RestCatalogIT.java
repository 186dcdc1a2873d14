package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The running service as Iceberg's own client sees it. */
@ExtendWith(StoresExtension.class)
class RestCatalogIT {
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "name", Types.StringType.get()));

    private final RESTCatalog catalog = new RESTCatalog();
    /** Every test has a domain of its own: the lake is shared. */
    private final String domain =
            "d" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    private final Namespace namespace = Namespace.of(domain, "silver");
    private final TableIdentifier orders = TableIdentifier.of(namespace, "orders");

    // Maps and sets given to the client are no immutable ones of the JDK: it asks them whether they hold null.

    @BeforeEach
    void connect(LakeProcess lake, LakeStorage storage) {
        Map<String, String> properties = new CatalogConnection(lake.address(), storage).properties();
        // A failing test fails at once rather than after the client has tried five times.
        properties.put("rest.client.max-retries", "1");
        catalog.initialize("lake", properties);
    }

    @AfterEach
    void disconnect() throws Exception {
        catalog.close();
    }

    @Test
    void aTableIsCreatedWrittenAlteredRenamedAndDropped() {
        catalog.createNamespace(namespace, new HashMap<>(Map.of("owner", "sales")));
        Table table = catalog.createTable(orders, SCHEMA, PartitionSpec.unpartitioned());
        table.newAppend().appendFile(file(10)).commit();
        table.updateSchema().addColumn("carrier", Types.StringType.get()).commit();
        table.updateProperties().set("color", "blue").commit();

        Table loaded = catalog.loadTable(orders);
        assertEquals("10", loaded.currentSnapshot().summary().get("total-records"));
        assertEquals(3, loaded.schema().columns().size());
        assertEquals("blue", loaded.properties().get("color"));
        assertEquals("false", loaded.properties().get("gc.enabled"));

        TableIdentifier sales = TableIdentifier.of(namespace, "sales");
        catalog.renameTable(orders, sales);
        assertFalse(catalog.tableExists(orders));
        assertEquals(List.of(sales), catalog.listTables(namespace));
        assertTrue(catalog.dropTable(sales, true));
        assertFalse(catalog.dropTable(sales));
        assertTrue(catalog.dropNamespace(namespace));
    }

    @Test
    void aTableOfADomainLiesWhereTheLayoutSaysWhateverIsAsked(LakeStorage storage) {
        catalog.createNamespace(namespace);
        Table table = catalog.buildTable(orders, SCHEMA)
                .withLocation("s3://elsewhere/orders")
                .create();
        String prefix = "s3://" + storage.bucket() + "/" + domain + "/tables/silver/orders-";
        assertTrue(table.location().startsWith(prefix), table.location());
        assertThrows(
                BadRequestException.class,
                () -> table.updateLocation().setLocation("s3://elsewhere/x").commit());
    }

    @Test
    void aTableOfAnotherNamespaceLiesBesideTheDomains(LakeStorage storage) {
        Namespace other = Namespace.of(domain, "my things", "Über/alles");
        catalog.createNamespace(other);
        TableIdentifier odd = TableIdentifier.of(other, "a b.c%d/e+f");
        Table table = catalog.createTable(odd, SCHEMA);
        table.newAppend().appendFile(file(1)).commit();
        assertTrue(table.location().startsWith("s3://" + storage.bucket() + "/_tables/a-b-c-d-e-f-"), table.location());
        assertEquals(List.of(odd), catalog.listTables(other));
        assertEquals(List.of(other), catalog.listNamespaces(Namespace.of(domain, "my things")));
        assertEquals("1", catalog.loadTable(odd).currentSnapshot().summary().get("total-records"));
        assertTrue(catalog.dropTable(odd));
    }

    @Test
    void aNameThatTheLayoutRefusesIsABadRequest() {
        catalog.createNamespace(namespace);
        BadRequestException refused = assertThrows(
                BadRequestException.class,
                () -> catalog.createTable(TableIdentifier.of(namespace, "Orders of 2026"), SCHEMA));
        assertTrue(refused.getMessage().contains("Orders of 2026"), refused.getMessage());
    }

    @Test
    void whatIsNotThereAndWhatIsThereAlreadyAreTold() {
        assertThrows(NoSuchNamespaceException.class, () -> catalog.loadNamespaceMetadata(namespace));
        assertThrows(NoSuchNamespaceException.class, () -> catalog.createTable(orders, SCHEMA));
        assertThrows(NoSuchNamespaceException.class, () -> catalog.listTables(namespace));
        assertFalse(catalog.dropNamespace(namespace));
        catalog.createNamespace(namespace);
        assertThrows(AlreadyExistsException.class, () -> catalog.createNamespace(namespace));
        assertThrows(NoSuchTableException.class, () -> catalog.loadTable(orders));
        catalog.createTable(orders, SCHEMA);
        assertThrows(AlreadyExistsException.class, () -> catalog.createTable(orders, SCHEMA));
        assertThrows(NamespaceNotEmptyException.class, () -> catalog.dropNamespace(namespace));
        assertThrows(NamespaceNotEmptyException.class, () -> catalog.dropNamespace(Namespace.of(domain)));
        TableIdentifier elsewhere = TableIdentifier.of(Namespace.of(domain, "gold"), "orders");
        assertThrows(NoSuchNamespaceException.class, () -> catalog.renameTable(orders, elsewhere));
        assertThrows(
                NoSuchTableException.class, () -> catalog.renameTable(TableIdentifier.of(namespace, "none"), orders));
    }

    @Test
    void namespacePropertiesAreSetAndRemoved() {
        catalog.createNamespace(namespace, new HashMap<>(Map.of("owner", "sales", "old", "1")));
        assertTrue(catalog.setProperties(namespace, new HashMap<>(Map.of("owner", "finance", "new", "2"))));
        catalog.removeProperties(namespace, new HashSet<>(Set.of("old", "never")));
        assertEquals(Map.of("owner", "finance", "new", "2"), catalog.loadNamespaceMetadata(namespace));
    }

    @Test
    void aStagedTableAppearsWithItsFirstCommitOnly() {
        catalog.createNamespace(namespace);
        Transaction staged = catalog.newCreateTableTransaction(orders, SCHEMA);
        staged.newAppend().appendFile(file(5)).commit();
        assertFalse(catalog.tableExists(orders));
        staged.commitTransaction();
        Table loaded = catalog.loadTable(orders);
        assertEquals("5", loaded.currentSnapshot().summary().get("total-records"));
        assertEquals(staged.table().location(), loaded.location());
    }

    @Test
    void twoStagedCreatesOfOneNameLeaveTheFirst() {
        catalog.createNamespace(namespace);
        Transaction first = catalog.newCreateTableTransaction(orders, SCHEMA);
        Transaction second = catalog.newCreateTableTransaction(orders, SCHEMA);
        first.newAppend().appendFile(file(1)).commit();
        second.newAppend().appendFile(file(2)).commit();
        first.commitTransaction();
        assertThrows(AlreadyExistsException.class, second::commitTransaction);
        assertEquals("1", catalog.loadTable(orders).currentSnapshot().summary().get("total-records"));
    }

    @Test
    void aTransactionMovesAllItsTablesOrNone() {
        catalog.createNamespace(namespace);
        TableIdentifier quarantine = TableIdentifier.of(namespace, "orders__quarantine");
        Table good = catalog.createTable(orders, SCHEMA);
        Table bad = catalog.createTable(quarantine, SCHEMA);

        Transaction toGood = good.newTransaction();
        toGood.newAppend().appendFile(file(7)).commit();
        Transaction toBad = bad.newTransaction();
        toBad.newAppend().appendFile(file(3)).commit();
        bad.newAppend().appendFile(file(1)).commit();
        assertThrows(CommitFailedException.class, () -> commitTogether(good, toGood, bad, toBad));
        assertNull(catalog.loadTable(orders).currentSnapshot());
        assertEquals(
                "1", catalog.loadTable(quarantine).currentSnapshot().summary().get("total-records"));

        Table fresh = catalog.loadTable(quarantine);
        Transaction toFresh = fresh.newTransaction();
        toFresh.newAppend().appendFile(file(3)).commit();
        commitTogether(good, toGood, fresh, toFresh);
        assertEquals("7", catalog.loadTable(orders).currentSnapshot().summary().get("total-records"));
        assertEquals(
                "4", catalog.loadTable(quarantine).currentSnapshot().summary().get("total-records"));
    }

    private void commitTogether(Table one, Transaction toOne, Table two, Transaction toTwo) {
        catalog.commitTransaction(
                TableCommit.create(
                        identifier(one),
                        ((BaseTransaction) toOne).startMetadata(),
                        ((BaseTransaction) toOne).currentMetadata()),
                TableCommit.create(
                        identifier(two),
                        ((BaseTransaction) toTwo).startMetadata(),
                        ((BaseTransaction) toTwo).currentMetadata()));
    }

    private static TableIdentifier identifier(Table table) {
        String name = table.name().substring(table.name().indexOf('.') + 1);
        return TableIdentifier.parse(name);
    }

    @Test
    void aCommitToADroppedTableFindsNoTableAndARecreatedOneIsLeftAlone() {
        catalog.createNamespace(namespace);
        Table table = catalog.createTable(orders, SCHEMA);
        catalog.dropTable(orders);
        assertThrows(
                NoSuchTableException.class,
                () -> table.newAppend().appendFile(file(1)).commit());
        Table again = catalog.createTable(orders, SCHEMA);
        assertNotEquals(table.location(), again.location());
        // The service refuses it for the table's UUID; the client looks again, and finds another table.
        assertThrows(
                IllegalStateException.class,
                () -> table.newAppend().appendFile(file(1)).commit());
        assertNull(catalog.loadTable(orders).currentSnapshot());
    }

    @Test
    void aDroppedTableIsRegisteredFromItsMetadataAgain() {
        catalog.createNamespace(namespace);
        Table table = catalog.createTable(orders, SCHEMA);
        table.newAppend().appendFile(file(9)).commit();
        String metadata = ((HasTableOperations) table).operations().current().metadataFileLocation();
        TableIdentifier copy = TableIdentifier.of(namespace, "copy");
        assertThrows(AlreadyExistsException.class, () -> catalog.registerTable(copy, metadata));
        catalog.dropTable(orders);
        Table registered = catalog.registerTable(orders, metadata);
        assertEquals("9", registered.currentSnapshot().summary().get("total-records"));
        assertThrows(AlreadyExistsException.class, () -> catalog.registerTable(orders, metadata));
    }

    private static DataFile file(long records) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("s3://lake/nowhere/" + UUID.randomUUID() + ".parquet")
                .withFileSizeInBytes(100)
                .withRecordCount(records)
                .build();
    }
}
