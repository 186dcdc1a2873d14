package org.boathouse.bench.history;

import java.util.Locale;
import java.util.function.Consumer;
import org.boathouse.bench.Figure;

/** The parts of {@code boathouse bench history}, in the order in which they run. */
enum Part {
    PLANNING((lab, figures, scale) -> new Planning(lab, figures, scale).run()),
    RESTORES((lab, figures, scale) -> new Restores(lab, figures, scale).run()),
    GATE((lab, figures, scale) -> new Gate(lab, figures, scale).run());

    private final Work work;

    Part(Work work) {
        this.work = work;
    }

    @FunctionalInterface
    private interface Work {
        void run(HistoryLab lab, Consumer<Figure> figures, double scale) throws Exception;
    }

    /** @param scale 1 as the goals are stated */
    void run(HistoryLab lab, Consumer<Figure> figures, double scale) throws Exception {
        work.run(lab, figures, scale);
    }

    /** As it is chosen on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
