package org.boathouse.bench.catalog;

import java.util.Locale;
import java.util.function.Consumer;
import org.boathouse.bench.Figure;

/** The parts of {@code boathouse bench catalog}, in the order in which they run. */
enum Phase {
    LOADS((lab, figures, scale) -> new Loads(lab, figures).run()),
    COMMITS((lab, figures, scale) -> new Commits(lab, figures).run()),
    TREE((lab, figures, scale) -> new TreeWork(lab, figures, scale).run()),
    APPENDERS((lab, figures, scale) -> new Appenders(lab, figures, scale).run()),
    SIBLINGS((lab, figures, scale) -> new Siblings(lab, figures).run(scale));

    private final Work work;

    Phase(Work work) {
        this.work = work;
    }

    @FunctionalInterface
    private interface Work {
        void run(Lab lab, Consumer<Figure> figures, double scale) throws Exception;
    }

    /** @param scale 1 as the goals are stated */
    void run(Lab lab, Consumer<Figure> figures, double scale) throws Exception {
        work.run(lab, figures, scale);
        String name = "memory." + this;
        Memory.compare(name + ".resident", Memory::resident, lab, figures);
        Memory.compare(name + ".heap.after.gc", Memory::heapAfterGc, lab, figures);
    }

    /** As it is chosen on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
