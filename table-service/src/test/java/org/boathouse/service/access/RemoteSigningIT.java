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
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** Iceberg's own client without keys to the store: every request it sends there is signed by the service. */
@ExtendWith(StoresExtension.class)
class RemoteSigningIT {
    private final RESTCatalog keyless = new RESTCatalog();
    private final RESTCatalog withKeys = new RESTCatalog();
    private final Namespace namespace = Namespace.of("signed " + UUID.randomUUID());
    private final TableIdentifier mine = TableIdentifier.of(namespace, "Mine / 100%");
    private final TableIdentifier other = TableIdentifier.of(namespace, "other");

    @BeforeEach
    void connect(LakeProcess lake, LakeStorage storage) {
        Map<String, String> properties = new CatalogConnection(lake.address(), storage).properties();
        properties.put("rest.client.max-retries", "1");
        withKeys.initialize("lake", properties);
        Map<String, String> without = new HashMap<>(properties);
        without.keySet().removeIf(name -> name.contains("access-key"));
        without.put("header.X-Iceberg-Access-Delegation", "vended-credentials,remote-signing");
        keyless.initialize("lake", without);
        keyless.createNamespace(namespace);
    }

    @AfterEach
    void disconnect() throws Exception {
        keyless.close();
        withKeys.close();
    }

    @Test
    void aTableIsWrittenReadAndItsAbortedFilesDeletedWithoutKeys() {
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
        List<String> strays = List.of(
                ClientTables.write(table, "stray", 1, 1).location(),
                ClientTables.write(table, "stray & co", 1, 1).location());
        String single = ClientTables.write(table, "single", 1, 1).location();
        assertTrue(list(io, table.location()).containsAll(strays));
        io.deleteFiles(strays);
        io.deleteFile(single);
        assertFalse(list(io, table.location()).stream().anyMatch(strays::contains));
        assertFalse(io.newInputFile(single).exists());
        assertEquals(expected, ClientTables.ids(keyless.loadTable(mine)));
    }

    @Test
    void aLargeFileIsWrittenInParts() throws Exception {
        Table table = keyless.createTable(mine, ClientTables.SCHEMA);
        byte[] part = new byte[1 << 20];
        String file = table.location() + "/data/large";
        // Beyond the 32 MiB that one part of S3FileIO has.
        try (var out = table.io().newOutputFile(file).create()) {
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
    void aPrefixThatTheTableNamesIsItsOwn(LakeStorage storage) {
        String place = "s3://" + storage.bucket() + "/_elsewhere/" + UUID.randomUUID();
        Table table = keyless.buildTable(mine, ClientTables.SCHEMA)
                .withProperty("write.data.path", place + "/data")
                .withProperty("write.metadata.path", place + "/metadata")
                .create();
        table.newAppend().appendFile(ClientTables.write(table, "a", 1, 3)).commit();
        assertEquals(List.of(1L, 2L, 3L), ClientTables.ids(keyless.loadTable(mine)));
        assertForbidden(() -> table.io().newInputFile(place + "/other").exists());
    }

    @Test
    void anotherTablesFilesAnotherBucketAndTheRootAreRefused(LakeStorage storage) {
        Table table = keyless.createTable(mine, ClientTables.SCHEMA);
        keyless.createTable(other, ClientTables.SCHEMA);
        Table others = withKeys.loadTable(other);
        others.newAppend().appendFile(ClientTables.write(others, "a", 1, 3)).commit();
        String theirs = metadataFile(others);
        S3FileIO io = (S3FileIO) table.io();
        String bucket = "s3://" + storage.bucket();

        assertForbidden(() -> io.newInputFile(theirs).exists());
        assertForbidden(() -> io.newInputFile(theirs).newStream().read());
        assertForbidden(() -> io.newOutputFile(theirs).createOrOverwrite().close());
        assertForbidden(() -> io.deleteFile(theirs));
        assertForbidden(() -> io.newInputFile("s3://elsewhere/a").exists());
        assertForbidden(() -> io.newInputFile(table.location() + "x/a").exists());
        assertForbidden(() -> list(io, bucket + "/"));
        assertForbidden(() -> list(io, bucket + "/_tables/"));
        assertForbidden(() -> list(io, others.location()));

        String own = metadataFile(table);
        assertThrows(BulkDeletionFailureException.class, () -> io.deleteFiles(List.of(own, theirs)));
        assertTrue(withKeys.loadTable(mine).io().newInputFile(own).exists(), "not by half");
        assertEquals(List.of(1L, 2L, 3L), ClientTables.ids(withKeys.loadTable(other)));
    }

    @Test
    void aTableDoesNotReachIntoOthersByNamingTheirPlaces(LakeStorage storage) {
        keyless.createTable(other, ClientTables.SCHEMA);
        Table others = withKeys.loadTable(other);
        Table table = keyless.createTable(mine, ClientTables.SCHEMA);
        String bucket = "s3://" + storage.bucket();
        for (String place : List.of(
                others.location(),
                others.location() + "/metadata",
                bucket,
                bucket + "/",
                bucket + "/_tables",
                bucket + "/flights",
                bucket + "/flights/raw/flights")) {
            withKeys.loadTable(mine)
                    .updateProperties()
                    .set("write.data.path", place)
                    .commit();
            assertForbidden(() -> table.io().newInputFile(metadataFile(others)).exists());
            assertForbidden(() ->
                    table.io().newInputFile(bucket + "/flights/raw/flights/a").exists());
        }
    }

    @Test
    void aDroppedTablesFilesAreNoLongerSigned() {
        Table table = keyless.createTable(mine, ClientTables.SCHEMA);
        assertTrue(table.io().newInputFile(metadataFile(table)).exists());
        keyless.dropTable(mine);
        // Another object than before: the client keeps signatures of reads for a while.
        assertThrows(
                RuntimeException.class,
                () -> table.io().newInputFile(table.location() + "/data/new").exists());
    }

    private static String metadataFile(Table table) {
        return ((HasTableOperations) table).operations().current().metadataFileLocation();
    }

    private static List<String> list(S3FileIO io, String prefix) {
        String folder = prefix.endsWith("/") ? prefix : prefix + "/";
        return StreamSupport.stream(io.listPrefix(folder).spliterator(), false)
                .map(FileInfo::location)
                .toList();
    }

    private static void assertForbidden(Executable asked) {
        Throwable refused = assertThrows(Throwable.class, asked);
        Throwable cause = refused;
        while (cause != null && !(cause instanceof ForbiddenException)) {
            cause = cause.getCause();
        }
        assertTrue(cause instanceof ForbiddenException, () -> "Not refused by the service but " + refused);
    }
}
