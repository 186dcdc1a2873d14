package org.boathouse.service.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over random histories, what a table needs by Iceberg's own account survives, and in the end nothing else does. */
@ExtendWith(StoresExtension.class)
class RandomHistoriesIT {
    private static final int STEPS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void exactlyWhatIsNeededSurvives(long seed, PostgresAddress address) throws IOException {
        Random random = new Random(seed);
        TestLake lake = new TestLake(address);
        List<Table> tables = List.of(
                lake.create("shop.silver.a", Map.of("format-version", "2")),
                lake.create("shop.gold.b", Map.of("write.metadata.previous-versions-max", "3")),
                lake.create("elsewhere.c", Map.of("commit.manifest.min-count-to-merge", "2")));
        for (int step = 0; step < STEPS; step++) {
            change(lake, tables.get(random.nextInt(tables.size())), random);
            lake.time.pass(Duration.ofHours(random.nextInt(24)));
            if (random.nextInt(5) == 0) {
                lake.collect();
                Set<String> there = lake.objects.keys();
                for (Table table : tables) {
                    assertTrue(there.containsAll(needed(table)), "seed " + seed + ", step " + step);
                }
            }
        }
        lake.collectAll();
        Set<String> needed = new TreeSet<>();
        for (Table table : tables) {
            needed.addAll(needed(table));
        }
        assertEquals(needed, lake.objects.keys());
    }

    private static void change(TestLake lake, Table table, Random random) {
        table.refresh();
        Snapshot head = table.currentSnapshot();
        switch (head == null ? 0 : random.nextInt(12)) {
            case 0, 1 -> table.newFastAppend().appendFile(lake.dataFile(table)).commit();
            case 2 -> table.newAppend().appendFile(lake.dataFile(table)).commit();
            case 3 ->
                table.newRowDelta()
                        .addDeletes(lake.deleteFile(table, random.nextBoolean()))
                        .addRows(lake.dataFile(table))
                        .commit();
            case 4 ->
                any(table, random).forEach(file -> table.newOverwrite()
                        .deleteFile(file)
                        .addFile(lake.dataFile(table))
                        .commit());
            case 5 ->
                table.manageSnapshots()
                        .createTag("t" + random.nextLong(), head.snapshotId())
                        .commit();
            case 6 -> {
                String branch = "b" + random.nextLong();
                table.manageSnapshots().createBranch(branch, head.snapshotId()).commit();
                table.newFastAppend()
                        .toBranch(branch)
                        .appendFile(lake.dataFile(table))
                        .commit();
            }
            case 7 ->
                table.refs().keySet().stream()
                        .filter(ref -> !ref.equals("main"))
                        .findAny()
                        .ifPresent(ref -> {
                            if (table.refs().get(ref).isTag()) {
                                table.manageSnapshots().removeTag(ref).commit();
                            } else {
                                table.manageSnapshots().removeBranch(ref).commit();
                            }
                        });
            case 8 ->
                table.expireSnapshots()
                        .expireOlderThan(Long.MAX_VALUE)
                        .retainLast(1 + random.nextInt(3))
                        .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
                        .commit();
            case 9 -> {
                String key = lake.leftover(table);
                table.updateStatistics()
                        .setStatistics(
                                new GenericStatisticsFile(head.snapshotId(), TestLake.LAYOUT.uri(key), 3, 1, List.of()))
                        .commit();
            }
            case 10 -> table.rewriteManifests().clusterBy(file -> "all").commit();
            default -> lake.leftover(table);
        }
    }

    private static List<DataFile> any(Table table, Random random) {
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.isEmpty() ? List.of() : List.of(files.get(random.nextInt(files.size())));
    }

    private static Set<String> needed(Table table) throws IOException {
        table.refresh();
        Set<String> locations = new TreeSet<>(ReachableFileUtil.metadataFileLocations(table, false));
        locations.addAll(ReachableFileUtil.manifestListLocations(table));
        locations.addAll(ReachableFileUtil.statisticsFilesLocations(table));
        for (Snapshot snapshot : table.snapshots()) {
            snapshot.allManifests(table.io()).forEach(manifest -> locations.add(manifest.path()));
            try (CloseableIterable<FileScanTask> tasks =
                    table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
                tasks.forEach(task -> locations.add(task.file().location()));
            }
            for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
                try (ManifestReader<DeleteFile> deletes =
                        ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
                    deletes.forEach(file -> locations.add(file.location()));
                }
            }
        }
        Set<String> keys = new TreeSet<>();
        locations.forEach(location -> keys.add(TestLake.LAYOUT.keyOf(location).orElseThrow()));
        return keys;
    }
}
