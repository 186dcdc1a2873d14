package org.boathouse.ingestion.ledger;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.encryption.EncryptionUtil;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.contract.snapshot.SummaryKeys;

/** Ledgers as Iceberg tables of one catalog. Never deletes a file: what a lost race leaves behind is the collector's. */
public final class IcebergLedgers implements Ledgers {
    private final Catalog catalog;
    private final SupportsNamespaces namespaces;

    /** @param namespaces the same catalog, as the keeper of its namespaces */
    public IcebergLedgers(Catalog catalog, SupportsNamespaces namespaces) {
        this.catalog = catalog;
        this.namespaces = namespaces;
    }

    @Override
    public LedgerHead read(Dataset dataset, Set<String> sourceNames) {
        return LedgerFailures.reading(dataset, () -> {
            Table table;
            try {
                table = catalog.loadTable(identifier(dataset));
            } catch (NoSuchTableException e) {
                return new LedgerHead(dataset, OptionalLong.empty(), Map.of());
            }
            Snapshot head = table.currentSnapshot();
            if (head == null) {
                return new LedgerHead(dataset, OptionalLong.empty(), Map.of());
            }
            return new LedgerHead(
                    dataset,
                    OptionalLong.of(head.snapshotId()),
                    LatestLandings.of(table, head.snapshotId(), sourceNames));
        });
    }

    @Override
    public OptionalLong append(LedgerHead head, UUID batchId, List<LedgerRow> rows) {
        Dataset dataset = head.dataset();
        Table table = LedgerFailures.reading(dataset, () -> loadOrCreate(dataset));
        DataFile file = LedgerFailures.reading(dataset, () -> write(table, batchId, rows));
        try {
            table.newAppend()
                    .appendFile(file)
                    .set(SummaryKeys.BATCH_ID, batchId.toString())
                    .validateWith(new HeadIs(head.snapshotId()))
                    .deleteWith(path -> {})
                    .commit();
        } catch (ValidationException | CommitFailedException e) {
            return OptionalLong.empty();
        } catch (RuntimeException e) {
            throw LedgerFailures.appending(dataset, e);
        }
        return snapshotOf(table, batchId);
    }

    @Override
    public OptionalLong snapshotOf(Dataset dataset, UUID batchId) {
        return LedgerFailures.reading(dataset, () -> {
            try {
                return snapshotOf(catalog.loadTable(identifier(dataset)), batchId);
            } catch (NoSuchTableException e) {
                return OptionalLong.empty();
            }
        });
    }

    private static OptionalLong snapshotOf(Table table, UUID batchId) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (batchId.toString().equals(snapshot.summary().get(SummaryKeys.BATCH_ID))) {
                return OptionalLong.of(snapshot.snapshotId());
            }
        }
        return OptionalLong.empty();
    }

    private Table loadOrCreate(Dataset dataset) {
        TableIdentifier identifier = identifier(dataset);
        try {
            return catalog.loadTable(identifier);
        } catch (NoSuchTableException missing) {
            createNamespaces(identifier.namespace());
            try {
                return catalog.buildTable(identifier, LandingLedger.SCHEMA)
                        .withProperties(LandingLedger.PROPERTIES)
                        .create();
            } catch (AlreadyExistsException createdMeanwhile) {
                return catalog.loadTable(identifier);
            }
        }
    }

    private void createNamespaces(Namespace namespace) {
        for (int level = 1; level <= namespace.length(); level++) {
            Namespace upTo = Namespace.of(Arrays.copyOf(namespace.levels(), level));
            try {
                namespaces.createNamespace(upTo);
            } catch (AlreadyExistsException there) {
                continue;
            }
        }
    }

    private static DataFile write(Table table, UUID batchId, List<LedgerRow> rows) throws IOException {
        // A name of its own for every attempt: a lost one may still be wanted by an append whose answer was lost.
        String name = "%s-%s.parquet".formatted(batchId, UUID.randomUUID());
        String location = table.locationProvider().newDataLocation(name);
        EncryptedOutputFile output =
                EncryptionUtil.plainAsEncryptedOutput(table.io().newOutputFile(location));
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(FileFormat.PARQUET)
                .build()
                .newDataWriter(output, table.spec(), null);
        try (writer) {
            rows.forEach(row -> writer.write(row.toRecord(table.schema())));
        }
        return writer.toDataFile();
    }

    private static TableIdentifier identifier(Dataset dataset) {
        List<String> levels = dataset.ledger().namespace();
        return TableIdentifier.of(
                Namespace.of(levels.toArray(String[]::new)), dataset.ledger().table());
    }
}
