package org.boathouse.bench.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.bench.Figure;

/**
 * Sixteen writers append to one table through Iceberg's own client, each as fast as it can: on an ordinary table their own
 * retries must suffice, on one whose appends commute none may ever hear of a conflict. Afterwards the table is recounted.
 */
final class Appenders {
    private static final int WRITERS = 16;
    private static final int APPENDS_AT_FULL_SCALE = 20;
    private static final int APPENDS_MIN = 3;
    private static final long ROWS_PER_FILE = 7;
    /** As the service tells its clients to try; the reference server tells them nothing. */
    private static final Map<String, String> PATIENT =
            Map.of("commit.retry.num-retries", "20", "commit.retry.max-wait-ms", "1000");
    /** No second attempt: a conflict would fail the writer. */
    private static final Map<String, String> COMMUTATIVE =
            Map.of("boathouse.append", "commutative", "commit.retry.num-retries", "0");

    private final Lab lab;
    private final Consumer<Figure> figures;
    private final int appends;

    Appenders(Lab lab, Consumer<Figure> figures, double scale) {
        this.lab = lab;
        this.figures = figures;
        this.appends = Math.max(APPENDS_MIN, (int) (APPENDS_AT_FULL_SCALE * scale));
    }

    void run() throws IOException, InterruptedException, ExecutionException {
        race("warm", lab::newServiceCatalog, PATIENT, APPENDS_MIN);
        race("warm", lab::newReferenceCatalog, PATIENT, APPENDS_MIN);
        Outcome ordinary = race("ordinary", lab::newServiceCatalog, Map.of(), appends);
        Outcome reference = race("ordinary", lab::newReferenceCatalog, PATIENT, appends);
        Outcome commutative = race("commutative", lab::newServiceCatalog, COMMUTATIVE, appends);
        figures("append.ordinary", ordinary, reference);
        figures.accept(Figure.none("append.ordinary.jobs.failed", ordinary.refused()));
        figures("append.commutative", commutative, reference);
        figures.accept(Figure.none("append.commutative.conflicts.seen", commutative.refused()));
        figures.accept(Figure.plain("append.reference.jobs.failed", reference.refused(), ""));
        figures.accept(Figure.plain("append.reference.lost.or.doubled", reference.wrong(), ""));
    }

    private void figures(String name, Outcome outcome, Outcome reference) {
        outcome.beside(reference, name, figures);
        figures.accept(Figure.none(name + ".outcome.unknown", outcome.unknown()));
        figures.accept(Figure.none(name + ".lost.or.doubled", outcome.wrong()));
    }

    /**
     * What came of a race.
     *
     * @param refused appends whose writer was told that they failed
     * @param wrong files that are in the table and should not be, or should and are not, or are twice; and rows that the
     *     table counts too many or too few
     */
    private record Outcome(Timings timings, double seconds, long refused, long unknown, long wrong)
            implements Measured {
        @Override
        public double throughput() {
            return timings.count() / seconds;
        }
    }

    private record Mine(Timings timings, List<String> acknowledged, List<String> unknown, int refused) {}

    private Outcome race(String name, Supplier<RESTCatalog> open, Map<String, String> properties, int each)
            throws IOException, InterruptedException, ExecutionException {
        TableIdentifier table = TableIdentifier.of(Lab.NAMESPACE, "appended_" + name);
        List<RESTCatalog> catalogs = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int i = 0; i < WRITERS; i++) {
                catalogs.add(open.get());
            }
            catalogs.get(0).createTable(table, WideTables.SCHEMA, null, new HashMap<>(properties));
            List<Table> tables =
                    catalogs.stream().map(catalog -> catalog.loadTable(table)).toList();
            long start = System.nanoTime();
            List<Future<Mine>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(threads.submit(() -> append(tables.get(writer), writer, each)));
            }
            List<Mine> all = new ArrayList<>();
            for (Future<Mine> writer : writers) {
                all.add(writer.get());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return outcome(all, seconds, catalogs.get(0).loadTable(table));
        } finally {
            threads.shutdownNow();
            for (RESTCatalog catalog : catalogs) {
                catalog.close();
            }
        }
    }

    private static Mine append(Table table, int writer, int each) {
        Timings timings = new Timings();
        List<String> acknowledged = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < each; i++) {
            DataFile file = DataFiles.builder(table.spec())
                    .withPath("%s/data/%d-%d.parquet".formatted(table.location(), writer, i))
                    .withFormat(FileFormat.PARQUET)
                    .withFileSizeInBytes(ROWS_PER_FILE)
                    .withRecordCount(ROWS_PER_FILE)
                    .build();
            long start = System.nanoTime();
            try {
                table.newAppend().appendFile(file).commit();
                timings.add(System.nanoTime() - start);
                acknowledged.add(file.location());
            } catch (CommitFailedException e) {
                refused++;
            } catch (CommitStateUnknownException e) {
                unknown.add(file.location());
            }
        }
        return new Mine(timings, acknowledged, unknown, refused);
    }

    private static Outcome outcome(List<Mine> all, double seconds, Table table) {
        Timings timings = new Timings();
        Set<String> acknowledged = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        long refused = 0;
        for (Mine mine : all) {
            timings.addAll(mine.timings());
            acknowledged.addAll(mine.acknowledged());
            unknown.addAll(mine.unknown());
            refused += mine.refused();
        }
        return new Outcome(timings, seconds, refused, unknown.size(), wrong(table, acknowledged, unknown));
    }

    private static long wrong(Table table, Set<String> acknowledged, Set<String> unknown) {
        Map<String, Integer> there = new HashMap<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> there.merge(task.file().location(), 1, Integer::sum));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long lost =
                acknowledged.stream().filter(file -> !there.containsKey(file)).count();
        long alien = there.keySet().stream()
                .filter(file -> !acknowledged.contains(file) && !unknown.contains(file))
                .count();
        long doubled = there.values().stream().filter(times -> times > 1).count();
        long rows = there.values().stream()
                .mapToLong(times -> times * ROWS_PER_FILE)
                .sum();
        long counted = Long.parseLong(table.currentSnapshot().summary().getOrDefault("total-records", "-1"));
        return lost + alien + doubled + Math.abs(rows - counted);
    }
}
