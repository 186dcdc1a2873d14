package org.boathouse.service.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What Iceberg's own client can do with a table without keys to the store, whichever way it reaches the table's files. */
abstract class KeylessClientContract {
    final RESTCatalog keyless = new RESTCatalog();
    final RESTCatalog withKeys = new RESTCatalog();
    final TableIdentifier mine;
    final TableIdentifier other;
    private final Namespace namespace;
    String bucket;

    /** @param name of a namespace, begun */
    KeylessClientContract(String name) {
        namespace = Namespace.of(name + " " + UUID.randomUUID());
        mine = TableIdentifier.of(namespace, "Mine / 100%");
        other = TableIdentifier.of(namespace, "other");
    }

    /** @param ways that the client without keys names */
    final void connect(LakeProcess lake, LakeStorage storage, String ways) {
        bucket = "s3://" + storage.bucket();
        CatalogConnection connection = new CatalogConnection(lake.address(), storage);
        withKeys.initialize("lake", trying(connection.properties()));
        Map<String, String> without = trying(connection.propertiesWithoutKeys());
        without.put("header.X-Iceberg-Access-Delegation", ways);
        keyless.initialize("lake", without);
        keyless.createNamespace(namespace);
    }

    private static Map<String, String> trying(Map<String, String> properties) {
        Map<String, String> once = new HashMap<>(properties);
        once.put("rest.client.max-retries", "1");
        return once;
    }

    @AfterEach
    void disconnect() throws Exception {
        keyless.close();
        withKeys.close();
    }

    /** Refused, and not for want of keys or of the file. */
    abstract void assertRefused(Executable asked);

    @Test
    void aTableIsWrittenReadListedAndCleanedUpWithoutKeys() throws Exception {
        PartitionSpec byName =
                PartitionSpec.builderFor(ClientTables.SCHEMA).identity("name").build();
        Table table = keyless.createTable(mine, ClientTables.SCHEMA, byName);
        table.newAppend()
                .appendFile(ClientTables.write(table, "São Paulo/Zoë & 1+1=2%", 1, 1_000))
                .appendFile(ClientTables.write(table, "plain", 1_001, 1_010))
                .commit();
        List<Long> expected = LongStream.rangeClosed(1, 1_010).boxed().toList();
        assertEquals(expected, ClientTables.ids(keyless.loadTable(mine)));
        assertEquals(expected, ClientTables.ids(withKeys.loadTable(mine)));

        S3FileIO io = (S3FileIO) table.io();
        String stray = ClientTables.write(table, "stray & co", 1, 1).location();
        assertTrue(list(io, table.location()).contains(stray));
        io.deleteFile(stray);
        assertFalse(list(io, table.location()).contains(stray));
        assertEquals(expected, ClientTables.ids(keyless.loadTable(mine)));
    }

    @Test
    void filesOfTheTableAreDeletedInOneRequestAndOthersAreNot() {
        Table table = keyless.createTable(mine, ClientTables.SCHEMA);
        S3FileIO io = (S3FileIO) table.io();
        List<String> strays = List.of(
                ClientTables.write(table, "a", 1, 1).location(),
                ClientTables.write(table, "b", 1, 1).location());
        keyless.createTable(other, ClientTables.SCHEMA);
        String theirs = metadataFile(withKeys.loadTable(other));

        io.deleteFiles(strays);
        assertFalse(list(io, table.location()).stream().anyMatch(strays::contains));
        assertThrows(BulkDeletionFailureException.class, () -> io.deleteFiles(List.of(theirs)));
        assertTrue(withKeys.loadTable(other).io().newInputFile(theirs).exists());
    }

    @Test
    void aLargeFileIsWrittenInParts() throws Exception {
        Table table = keyless.createTable(mine, ClientTables.SCHEMA);
        byte[] part = new byte[1 << 20];
        String file = table.location() + "/data/large";
        // Beyond the 32 MiB that one part of S3FileIO has.
        try (PositionOutputStream out = table.io().newOutputFile(file).create()) {
            for (int i = 0; i < 40; i++) {
                out.write(part);
            }
        }
        assertEquals(40L << 20, table.io().newInputFile(file).getLength());
    }

    @Test
    void aStagedTableIsWrittenBeforeItIsThere() {
        Transaction create = keyless.newCreateTableTransaction(mine, ClientTables.SCHEMA);
        Table staged = create.table();
        create.newAppend().appendFile(ClientTables.write(staged, "a", 1, 3)).commit();
        create.commitTransaction();
        assertEquals(List.of(1L, 2L, 3L), ClientTables.ids(keyless.loadTable(mine)));
    }

    @Test
    void aRegisteredTableIsReadAndWritten() {
        Table made = withKeys.createTable(mine, ClientTables.SCHEMA);
        made.newAppend().appendFile(ClientTables.write(made, "a", 1, 3)).commit();
        String metadata = metadataFile(made);
        withKeys.dropTable(mine);
        Table table = keyless.registerTable(other, metadata);
        table.newAppend().appendFile(ClientTables.write(table, "a", 4, 5)).commit();
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), ClientTables.ids(table));
    }

    @Test
    void aPrefixThatTheTableNamesIsItsOwn() throws Exception {
        String place = bucket + "/_elsewhere/" + UUID.randomUUID();
        Table table = keyless.buildTable(mine, ClientTables.SCHEMA)
                .withProperty("write.data.path", place + "/data")
                .withProperty("write.metadata.path", place + "/metadata")
                .create();
        table.newAppend().appendFile(ClientTables.write(table, "a", 1, 3)).commit();
        assertEquals(List.of(1L, 2L, 3L), ClientTables.ids(keyless.loadTable(mine)));
        write(withKeys.loadTable(mine), place + "/other");
        assertRefused(() -> read(table, place + "/other"));
    }

    static String metadataFile(Table table) {
        return ((HasTableOperations) table).operations().current().metadataFileLocation();
    }

    static void read(Table table, String file) throws Exception {
        try (SeekableInputStream in = table.io().newInputFile(file).newStream()) {
            in.read();
        }
    }

    static void write(Table table, String file) throws Exception {
        try (PositionOutputStream out = table.io().newOutputFile(file).createOrOverwrite()) {
            out.write(1);
        }
    }

    static List<String> list(S3FileIO io, String prefix) {
        String folder = prefix.endsWith("/") ? prefix : prefix + "/";
        return StreamSupport.stream(io.listPrefix(folder).spliterator(), false)
                .map(FileInfo::location)
                .toList();
    }
}
