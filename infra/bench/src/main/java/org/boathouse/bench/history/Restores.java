package org.boathouse.bench.history;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.boathouse.bench.Figure;
import org.boathouse.bench.catalog.Wire;

/** Restores without {@code --verify}: metadata alone, however many files it is about. */
final class Restores {
    private static final int FILES_AT_FULL_SCALE = 100_000;
    private static final int FEW = 10;
    private static final double MOST = 1.2;
    private static final int WARM = 30;
    private static final int ROUNDS = 60;

    private final HistoryLab lab;
    private final Consumer<Figure> figures;
    private final double scale;

    Restores(HistoryLab lab, Consumer<Figure> figures, double scale) {
        this.lab = lab;
        this.figures = figures;
        this.scale = scale;
    }

    void run() throws IOException {
        int many = Math.max(10 * FEW, (int) (FILES_AT_FULL_SCALE * scale));
        try (Wire wire = lab.wire()) {
            new Pair(restores("large", many, wire), restores("small", FEW, wire))
                    .warm(rounds(WARM))
                    .compare("restore.%d.files.vs.%d".formatted(many, FEW), rounds(ROUNDS), MOST, figures);
        }
    }

    private int rounds(int atFullScale) {
        return Math.max(2, (int) (atFullScale * Math.min(1, 2 * scale)));
    }

    /** Back by a commit, and forth again: the files are in what is gone back to, and in what is left. */
    private Pair.Work restores(String name, int files, Wire wire) {
        Table table = new LongTables(lab).withFiles(name, files);
        long back = table.currentSnapshot().snapshotId();
        table.newFastAppend()
                .appendFile(LongTables.file(table.location() + "/data/last.parquet", 48_211))
                .commit();
        long forth = table.currentSnapshot().snapshotId();
        long[] at = {forth};
        return () -> {
            at[0] = at[0] == forth ? back : forth;
            String request = "{\"tables\": [\"%s\"], \"to\": \"%d\"}".formatted(HistoryLab.table(name), at[0]);
            long start = System.nanoTime();
            wire.post("/api/v1/restore", request);
            return System.nanoTime() - start;
        };
    }
}
