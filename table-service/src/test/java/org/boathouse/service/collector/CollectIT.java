package org.boathouse.service.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptionUtil;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Type.TypeID;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.TestStores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collector in the real service, over a real object store, without its patience. */
class CollectIT {
    private static TestStores stores;
    private static LakeProcess service;
    private static LakeClient lake;
    private static RESTCatalog catalog;

    @BeforeAll
    static void start() {
        stores = TestStores.start();
        service = LakeProcess.serve(
                stores,
                Map.of(
                        "BOATHOUSE_COLLECTOR_ENABLED", "false",
                        "BOATHOUSE_COLLECTOR_AGE_MIN", "0S",
                        "BOATHOUSE_COLLECTOR_GRACE_MIN", "0S"));
        lake = service.client();
        catalog = new RESTCatalog();
        catalog.initialize("lake", CatalogConnection.of(lake).properties());
        catalog.createNamespace(Namespace.of("shop"));
        catalog.createNamespace(Namespace.of("shop", "raw"));
    }

    @AfterAll
    static void stop() throws IOException {
        catalog.close();
        service.close();
        stores.close();
    }

    @Test
    void whatNobodyNeedsGoesAndTheTableStaysWhole() throws IOException {
        Table ledger =
                catalog.createTable(TableIdentifier.of(Namespace.of("shop", "raw"), "orders"), LandingLedger.SCHEMA);
        String landed = put("shop/raw/orders/" + "a".repeat(64) + ".csv");
        String abandoned = put("shop/raw/orders/" + "b".repeat(64) + ".csv");
        String leftover = put(key(ledger.location()) + "/data/left over %20.parquet");
        ledger.newAppend().appendFile(file(ledger, landed)).commit();

        JsonNode preview = lake.post("/collect", Map.of("dryRun", true));
        assertEquals(2, preview.path("waiting").asInt(), preview.toString());
        assertEquals(List.of(abandoned, leftover), preview.path("unreachable").findValuesAsText("key"));

        assertEquals(
                0,
                lake.post("/collect", Map.of("dryRun", false)).path("deleted").asInt(),
                "only marked so far");
        JsonNode kept = lake.post("/landed-objects/keep", Map.of("keys", List.of(abandoned)));
        assertEquals(1, kept.path("kept").asInt());
        JsonNode collected = lake.post("/collect", Map.of("dryRun", false));
        assertEquals(2, collected.path("deleted").asInt(), collected.toString());

        assertTrue(isThere(ledger, landed));
        assertFalse(isThere(ledger, abandoned));
        assertFalse(isThere(ledger, leftover));
        ledger.refresh();
        ledger.newScan()
                .planFiles()
                .forEach(task -> assertTrue(
                        ledger.io().newInputFile(task.file().location()).exists()));
        assertEquals(
                0,
                lake.post("/collect", Map.of("dryRun", false)).path("waiting").asInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{}",
                "{\"dryRun\":null}",
                "{\"dryRun\":\"true\"}",
                "{\"dryRun\":true,\"limit\":0}",
                "{\"dryRun\":true,\"limit\":100000}",
                "{\"dryRun\":true,\"limit\":null}",
                "{\"dryRun\":true,\"after\":1}",
                "{\"dryrun\":true}",
            })
    void aRequestThatIsNoneIsRefused(String body) {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> lake.post("/collect", raw(body)));
        assertEquals(FailureKind.INVALID, failure.kind(), failure.getMessage());
        assertThrows(LakeFailure.class, () -> lake.post("/landed-objects/keep", raw(body)));
    }

    private static Object raw(String json) {
        return new RawValue(json);
    }

    private static String key(String location) {
        return location.substring(("s3://" + stores.objectStore().bucket() + "/").length());
    }

    private static String uri(String key) {
        return "s3://" + stores.objectStore().bucket() + "/" + key;
    }

    private static String put(String key) throws IOException {
        try (var io = new S3FileIO()) {
            io.initialize(CatalogConnection.of(lake).properties());
            try (PositionOutputStream out = io.newOutputFile(uri(key)).createOrOverwrite()) {
                out.write(1);
            }
        }
        return key;
    }

    private static boolean isThere(Table table, String key) {
        return table.io().newInputFile(uri(key)).exists();
    }

    private static DataFile file(Table ledger, String objectKey) throws IOException {
        Record row = GenericRecord.create(LandingLedger.SCHEMA);
        LandingLedger.SCHEMA.columns().stream()
                .filter(column -> column.isRequired() && column.type().typeId() == TypeID.STRING)
                .forEach(column -> row.setField(column.name(), objectKey));
        row.setField(LandingLedger.SIZE_BYTES, 1L);
        row.setField(LandingLedger.LANDED_AT, OffsetDateTime.parse("2026-11-20T12:00:00Z"));
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(ledger)
                .dataFileFormat(FileFormat.PARQUET)
                .build()
                .newDataWriter(
                        EncryptionUtil.plainAsEncryptedOutput(
                                ledger.io().newOutputFile(ledger.location() + "/data/rows.parquet")),
                        ledger.spec(),
                        null);
        try (writer) {
            writer.write(row);
        }
        return writer.toDataFile();
    }
}
