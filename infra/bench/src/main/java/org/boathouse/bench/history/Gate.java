package org.boathouse.bench.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.boathouse.bench.Figure;
import org.boathouse.bench.catalog.Warming;
import org.boathouse.bench.catalog.Wire;

/** What a contract in force adds to a commit: an append, and a change of columns that it has nothing against. */
final class Gate {
    private static final double MOST = 1.05;
    /** Each with tables of its own: good or bad luck of one table is not the gate's. */
    private static final int BLOCKS = 20;

    private static final int APPENDS = 70;
    private static final int COLUMNS = 50;
    /** Before each block, until its tables are known to the service. */
    private static final int COLD = 4;

    private static final int WARM_CLIENTS = 4;
    private static final double WARM_STEP_SECONDS = 3;
    private static final double WARM_SECONDS_MAX = 30;
    /** Where the service does not tell what it compiles. */
    private static final double WARM_SECONDS = 20;

    private final HistoryLab lab;
    private final Consumer<Figure> figures;
    /** Of all that is done at full scale. */
    private final double share;

    Gate(HistoryLab lab, Consumer<Figure> figures, double scale) {
        this.lab = lab;
        this.figures = figures;
        this.share = Math.min(1, 2 * scale);
    }

    void run() throws IOException, InterruptedException, ExecutionException {
        int blocks = Math.max(PairedRatio.BLOCKS_LEAST, (int) (BLOCKS * share));
        List<Twins> tables = Twins.make(lab, WARM_CLIENTS + blocks);
        warm(tables.subList(0, WARM_CLIENTS));
        PairedRatio appends = new PairedRatio();
        PairedRatio columns = new PairedRatio();
        try (Wire wire = lab.wire()) {
            for (Twins twins : tables.subList(WARM_CLIENTS, tables.size())) {
                twins.appends(wire).warm(COLD).run(rounds(APPENDS), appends::add);
                appends.endBlock();
                twins.addedColumns(wire).warm(COLD).run(rounds(COLUMNS), columns::add);
                columns.endBlock();
            }
        }
        figures.accept(appends.figure("gate.append.vs.no.contract", MOST));
        figures.accept(columns.figure("gate.add.column.vs.no.contract", MOST));
    }

    private int rounds(int atFullScale) {
        return Math.max(4, (int) (atFullScale * share));
    }

    /** By several clients: one alone keeps the service too idle to compile all of it within a minute. */
    private void warm(List<Twins> tables) throws IOException, InterruptedException, ExecutionException {
        List<Client> clients = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(tables.size());
        try {
            for (Twins twins : tables) {
                clients.add(Client.of(twins, lab.wire()));
            }
            Warming warming = new Warming(WARM_STEP_SECONDS, WARM_SECONDS_MAX * share, WARM_SECONDS * share);
            warming.untilCompiled(lab.jvms(), seconds -> {
                long end = System.nanoTime() + Math.round(seconds * 1e9);
                List<Future<Void>> busy = new ArrayList<>();
                for (Client client : clients) {
                    busy.add(threads.submit(() -> client.commitUntil(end)));
                }
                for (Future<Void> each : busy) {
                    each.get();
                }
            });
        } finally {
            threads.shutdownNow();
            for (Client client : clients) {
                client.wire().close();
            }
        }
    }

    private record Client(Wire wire, Pair appends, Pair columns) {
        static Client of(Twins twins, Wire wire) {
            return new Client(wire, twins.appends(wire), twins.addedColumns(wire));
        }

        Void commitUntil(long end) throws IOException {
            while (System.nanoTime() < end) {
                appends.warm(COLD);
                columns.warm(COLD);
            }
            return null;
        }
    }
}
