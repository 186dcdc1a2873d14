package org.boathouse.service.collector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotRefType;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptionUtil;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.catalog.CatalogOverPostgres;
import org.boathouse.service.catalog.TableChange;
import org.boathouse.service.retention.ExpireReport;

/** A lake whose objects are in memory, whose catalog is in PostgreSQL, and whose time is the test's. */
final class TestLake {
    static final LakeLayout LAYOUT = new LakeLayout("lake");
    static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    static final Duration DAY = Duration.ofDays(1);

    final Time time = new Time();
    final MemoryObjects objects = new MemoryObjects(LAYOUT, time);
    final CatalogOverPostgres postgres;
    final List<LakeRoots> moreRoots = new ArrayList<>();

    TestLake(PostgresAddress address) {
        postgres = new CatalogOverPostgres(address, objects, "V4__storage_access.sql", "V6__collector.sql");
        moreRoots.add(new CatalogRoots(postgres.keptTables()));
    }

    Collector collector() {
        CollectorSettings settings = new CollectorSettings(DAY.multipliedBy(5), DAY, DAY.multipliedBy(7), 1 << 16, 3);
        return new Collector(
                objects,
                LAYOUT,
                postgres.keptTables(),
                new Marks(postgres.database()),
                new Turns(postgres.database()),
                moreRoots,
                dryRun -> new ExpireReport(dryRun, time.instant(), 0, 0, List.of(), List.of()),
                settings,
                time);
    }

    CollectionReport collect() {
        return collector().collect().orElseThrow();
    }

    /** Long enough, and with runs enough, for everything that is not needed to go. */
    void collectAll() {
        time.pass(DAY.multipliedBy(6));
        collect();
        time.pass(DAY.multipliedBy(2));
        collect();
    }

    Table create(String name, Map<String, String> properties) {
        return create(name, SCHEMA, properties);
    }

    Table create(String name, Schema schema, Map<String, String> properties) {
        TableIdentifier table = TableIdentifier.parse(name);
        Namespace domain = Namespace.of(table.namespace().level(0));
        postgres.catalog().ensureNamespace(domain);
        postgres.catalog().ensureNamespace(table.namespace());
        postgres.catalog()
                .commit(List.of(
                        new TableChange.Create(table, schema, PartitionSpec.unpartitioned(), null, properties)));
        return postgres.table(table);
    }

    /** An object under the table's location that no commit names yet. */
    String leftover(Table table) {
        return objects.put(LAYOUT.keyOf(table.location()).orElseThrow() + "/data/" + UUID.randomUUID() + ".parquet");
    }

    /** A new head whose manifest list is said to lie there, and is not written. */
    void commitSnapshot(Table table, String manifestList) {
        table.refresh();
        long id = table.currentSnapshot().snapshotId() + 1;
        Snapshot snapshot = SnapshotParser.fromJson("""
                {"snapshot-id":%d,"parent-snapshot-id":%d,"sequence-number":%d,"timestamp-ms":%d,"manifest-list":"%s",
                 "summary":{"operation":"append"}}""".formatted(
                        id,
                        table.currentSnapshot().snapshotId(),
                        table.currentSnapshot().sequenceNumber() + 1,
                        table.currentSnapshot().timestampMillis() + 1,
                        manifestList));
        TableIdentifier name = TableIdentifier.parse(table.name());
        postgres.catalog()
                .commit(List.of(new TableChange.Update(
                        name,
                        List.of(),
                        List.of(
                                new MetadataUpdate.AddSnapshot(snapshot),
                                new MetadataUpdate.SetSnapshotRef(
                                        SnapshotRef.MAIN_BRANCH, id, SnapshotRefType.BRANCH, null, null, null)))));
        table.refresh();
    }

    DataFile dataFile(Table table) {
        return dataFile(table, LAYOUT.uri(leftover(table)));
    }

    static DataFile dataFile(Table table, String location) {
        return DataFiles.builder(table.spec())
                .withPath(location)
                .withFileSizeInBytes(3)
                .withRecordCount(1)
                .withFormat(FileFormat.PARQUET)
                .build();
    }

    DeleteFile deleteFile(Table table, boolean byPosition) {
        FileMetadata.Builder file = FileMetadata.deleteFileBuilder(table.spec())
                .withPath(LAYOUT.uri(leftover(table)))
                .withFileSizeInBytes(3)
                .withRecordCount(1)
                .withFormat(FileFormat.PARQUET);
        return (byPosition ? file.ofPositionDeletes() : file.ofEqualityDeletes(1)).build();
    }

    /** Landed content that no ledger names yet. */
    String landed(int number) {
        return objects.put("shop/raw/orders/%064x.csv".formatted(number));
    }

    /** A ledger's data file with a row for each key. */
    DataFile ledgerFile(Table ledger, String... keys) {
        String location = ledger.location() + "/data/" + UUID.randomUUID() + ".parquet";
        try {
            DataWriter<Record> writer = new GenericFileWriterFactory.Builder(ledger)
                    .dataFileFormat(FileFormat.PARQUET)
                    .build()
                    .newDataWriter(
                            EncryptionUtil.plainAsEncryptedOutput(objects.newOutputFile(location)),
                            ledger.spec(),
                            null);
            try (writer) {
                for (String key : keys) {
                    writer.write(row(key));
                }
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Record row(String key) {
        Record row = GenericRecord.create(LandingLedger.SCHEMA);
        row.setField(LandingLedger.LANDING_ID, UUID.randomUUID().toString());
        row.setField(LandingLedger.OBJECT_KEY, key);
        row.setField(LandingLedger.SOURCE_NAME, key);
        row.setField(LandingLedger.SIZE_BYTES, 3L);
        row.setField(LandingLedger.SHA256, "0".repeat(64));
        row.setField(LandingLedger.LANDED_AT, OffsetDateTime.now(ZoneOffset.UTC));
        row.setField(LandingLedger.BATCH_ID, UUID.randomUUID().toString());
        return row;
    }

    /** Starts now, since the database stamps what is dropped with its own time, and passes as the test wants. */
    static final class Time extends Clock {
        private Instant now = Instant.now();

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
