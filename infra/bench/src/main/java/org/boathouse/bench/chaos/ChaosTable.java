package org.boathouse.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.util.SnapshotUtil;

/** A table as one of the clients has loaded it. */
record ChaosTable(Table table) {
    static final String OPERATION = "chaos.op";
    static final String BORN = "chaos.born";
    private static final int SNAPSHOTS_KEPT = 2;
    private static final Duration SNAPSHOTS_KEPT_FOR = Duration.ofSeconds(5);
    private static final int FILES_LOOKED_FOR = 5;

    /** The name it was created under. */
    String born() {
        return table.properties().get(BORN);
    }

    /** Iceberg puts the catalog's name before a table's. */
    TableIdentifier name() {
        return TableIdentifier.parse(table.name().substring(table.name().indexOf('.') + 1));
    }

    TableMetadata metadata() {
        return ((HasTableOperations) table).operations().current();
    }

    /** Writes the file of an operation. */
    DataFile write(String id) {
        String location = "%s/data/%s.bin".formatted(table.location(), id);
        byte[] content = id.getBytes(StandardCharsets.UTF_8);
        try (PositionOutputStream out = table.io().newOutputFile(location).createOrOverwrite()) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(location)
                .withFormat("parquet")
                .withFileSizeInBytes(content.length)
                .withRecordCount(1)
                .build();
    }

    /** Its part of an append to several tables. */
    BaseTransaction append(String id) {
        Transaction transaction = table.newTransaction();
        ChaosTable begun = new ChaosTable(transaction.table());
        transaction.newAppend().appendFile(begun.write(id)).set(OPERATION, id).commit();
        return (BaseTransaction) transaction;
    }

    /** The snapshots of which it has newer ones enough, and for long enough. */
    Set<Long> outdated() {
        long before = Instant.now().minus(SNAPSHOTS_KEPT_FOR).toEpochMilli();
        Set<Long> kept = SnapshotUtil.currentAncestorIds(table).stream()
                .limit(SNAPSHOTS_KEPT)
                .collect(Collectors.toSet());
        return StreamSupport.stream(table.snapshots().spliterator(), false)
                .filter(snapshot -> snapshot.timestampMillis() < before)
                .map(Snapshot::snapshotId)
                .filter(id -> !kept.contains(id))
                .collect(Collectors.toSet());
    }

    /** A file that a reader of its head would want and not find: of the manifests any, of the data files some are looked for. */
    Optional<String> missingFile(Random random) {
        Snapshot head = table.currentSnapshot();
        if (head == null) {
            return Optional.empty();
        }
        FileIO files = table.io();
        List<String> data = new ArrayList<>();
        if (!files.newInputFile(head.manifestListLocation()).exists()) {
            return Optional.of(head.manifestListLocation());
        }
        for (ManifestFile manifest : head.allManifests(files)) {
            if (!files.newInputFile(manifest.path()).exists()) {
                return Optional.of(manifest.path());
            }
            try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, files, table.specs())) {
                reader.forEach(file -> data.add(file.location()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Collections.shuffle(data, random);
        return data.stream()
                .limit(FILES_LOOKED_FOR)
                .filter(file -> !files.newInputFile(file).exists())
                .findFirst();
    }
}
