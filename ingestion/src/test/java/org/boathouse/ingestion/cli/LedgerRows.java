package org.boathouse.ingestion.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.ingestion.ledger.LedgerCatalog;
import org.boathouse.ingestion.store.MinioObjectStore;
import org.boathouse.ingestion.store.StoreLimits;
import org.boathouse.testkit.LakeProcess;

/** A ledger's rows as anybody reads them from the lake, in landing order. */
record LedgerRows(List<Row> rows, int snapshots) {
    /** @param stored the size of the object that the row names; empty where it is missing */
    record Row(String name, String sha256, long sizeBytes, String batchId, OptionalLong stored) {}

    static LedgerRows of(LakeProcess lake, Dataset dataset) throws IOException {
        CatalogConnection connection = CatalogConnection.of(lake.client());
        LakeLayout layout = new LakeLayout(connection.storage().bucket());
        TableIdentifier identifier = TableIdentifier.parse(dataset.ledger().toString());
        try (MinioObjectStore store = new MinioObjectStore(connection.storage(), StoreLimits.DEFAULTS);
                LedgerCatalog catalog = LedgerCatalog.connect(connection, store, layout)) {
            if (!catalog.tables().tableExists(identifier)) {
                return new LedgerRows(List.of(), 0);
            }
            Table table = catalog.tables().loadTable(identifier);
            List<Record> records = new ArrayList<>();
            try (CloseableIterable<Record> all = IcebergGenerics.read(table).build()) {
                all.forEach(records::add);
            }
            records.sort(Comparator.comparing((Record r) -> text(r, LandingLedger.LANDED_AT))
                    .thenComparing(r -> text(r, LandingLedger.SOURCE_NAME)));
            List<Row> rows = records.stream()
                    .map(r -> new Row(
                            text(r, LandingLedger.SOURCE_NAME),
                            text(r, LandingLedger.SHA256),
                            (Long) r.getField(LandingLedger.SIZE_BYTES),
                            text(r, LandingLedger.BATCH_ID),
                            store.sizeBytes(text(r, LandingLedger.OBJECT_KEY))))
                    .toList();
            int snapshots = (int)
                    StreamSupport.stream(table.snapshots().spliterator(), false).count();
            return new LedgerRows(rows, snapshots);
        }
    }

    List<String> names() {
        return rows.stream().map(Row::name).toList();
    }

    private static String text(Record record, String field) {
        return record.getField(field).toString();
    }
}
