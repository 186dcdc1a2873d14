package org.boathouse.service.collector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.KeptTables;

/**
 * What the lake's tables need, as {@link NeededFiles}: of each table, live or dropped within its retention, the metadata
 * files of its log, its statistics, and of every snapshot it keeps the manifests and all files in them. Looked at again, it
 * adds what was committed meanwhile.
 *
 * <p>A snapshot whose manifests are gone needs files that nobody knows any more: then everything under its table's location
 * stays, and the table is named in {@link #damaged()}. Any other failure to read ends the run.
 */
final class Reachability {
    private final KeptTables tables;
    private final Iterable<LakeRoots> moreRoots;
    private final FileIO files;
    private final NeededFiles needed;
    private final LedgerObjects ledgers;
    private final Instant droppedSince;
    private final Map<UUID, Examined> examined = new HashMap<>();
    private final Set<String> damaged = new TreeSet<>();

    Reachability(
            KeptTables tables, Iterable<LakeRoots> moreRoots, FileIO files, NeededFiles needed, Instant droppedSince) {
        this.tables = tables;
        this.moreRoots = moreRoots;
        this.files = files;
        this.needed = needed;
        this.ledgers = new LedgerObjects(files, needed);
        this.droppedSince = droppedSince;
    }

    /** @param snapshots the {@linkplain #fingerprint fingerprints} of those that were read, sorted */
    private record Examined(long version, long[] snapshots) {}

    /** The tables of which files are gone that they name. */
    Set<String> damaged() {
        return damaged;
    }

    boolean needs(String key) {
        return needed.needs(key);
    }

    /** Adds what is needed now to what was needed when this was called before. */
    void look() {
        for (KeptTables.Version version : tables.versions(droppedSince)) {
            Examined before = examined.get(version.id());
            if (before == null || before.version() != version.version()) {
                tables.read(version.id()).ifPresent(table -> {
                    examine(table, before == null ? new long[0] : before.snapshots());
                    long[] snapshots = table.metadata().snapshots().stream()
                            .mapToLong(Reachability::fingerprint)
                            .sorted()
                            .toArray();
                    examined.put(table.id(), new Examined(table.version(), snapshots));
                });
            }
        }
        moreRoots.forEach(roots -> roots.name(needed));
    }

    /** Ids alone could come again with other files, where a table is registered anew. */
    private static long fingerprint(Snapshot snapshot) {
        return 31 * snapshot.snapshotId() + Objects.hashCode(snapshot.manifestListLocation());
    }

    private void examine(KeptTables.Kept table, long[] known) {
        TableMetadata metadata = table.metadata();
        needed.file(metadata.metadataFileLocation());
        metadata.previousFiles().forEach(file -> needed.file(file.file()));
        metadata.statisticsFiles().forEach(file -> needed.file(file.path()));
        metadata.partitionStatisticsFiles().forEach(file -> needed.file(file.path()));
        Set<String> read = new HashSet<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            if (Arrays.binarySearch(known, fingerprint(snapshot)) < 0) {
                examine(table, snapshot, read);
            }
        }
    }

    private void examine(KeptTables.Kept table, Snapshot snapshot, Set<String> read) {
        String list = snapshot.manifestListLocation();
        if (list != null) {
            needed.file(list);
        }
        // Taken by itself, since an exception from reading says not always that the file is gone.
        String reading = list == null ? table.metadata().metadataFileLocation() : list;
        try {
            if (list != null && needed.keyOf(list).isEmpty()) {
                keepAll(table);
                return;
            }
            for (ManifestFile manifest : snapshot.allManifests(files)) {
                reading = manifest.path();
                needed.file(reading);
                if (needed.keyOf(reading).isEmpty()) {
                    keepAll(table);
                } else if (read.add(reading)) {
                    examine(table, manifest);
                }
            }
        } catch (RuntimeException e) {
            if (e instanceof LakeFailure || isThere(reading)) {
                throw unreadable(table.name(), reading, e);
            }
            keepAll(table);
        }
    }

    private void examine(KeptTables.Kept table, ManifestFile manifest) {
        TableMetadata metadata = table.metadata();
        if (LedgerObjects.isLedger(metadata) && manifest.content() == ManifestContent.DATA) {
            if (!ledgers.read(manifest, metadata)) {
                keepAll(table);
            }
            return;
        }
        try (CloseableIterable<String> paths = ManifestFiles.readPaths(manifest, files, metadata.specsById())) {
            paths.forEach(needed::file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keepAll(KeptTables.Kept table) {
        damaged.add(table.name());
        needed.everythingUnder(table.metadata().location());
        if (LedgerObjects.isLedger(table.metadata())) {
            needed.everythingLanded();
        }
    }

    private boolean isThere(String file) {
        try {
            return files.newInputFile(file).exists();
        } catch (RuntimeException e) {
            return true;
        }
    }

    private static LakeFailure unreadable(String table, String file, RuntimeException e) {
        return new LakeFailure(
                e instanceof LakeFailure known ? known.kind() : FailureKind.UNAVAILABLE,
                "Nothing more is deleted: what table %s needs is not known, since %s can't be read: %s"
                        .formatted(table, file, e.getMessage()),
                e);
    }
}
