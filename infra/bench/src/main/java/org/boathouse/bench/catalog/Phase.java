package org.boathouse.bench.catalog;

import java.util.Locale;
import java.util.function.Consumer;
import org.boathouse.bench.Figure;

/** The parts of {@code boathouse bench catalog}, in the order in which they run. */
enum Phase {
    LOADS("""
            loads: the goal is judged by 'static': the service's own stack (Quarkus' HTTP server and JAX-RS layer, same \
            route, token check, number of event loops and ETag), answering the same bytes from memory, with neither metrics nor \
            database. What lies between the two is what the service does for a load. 'bare.vertx' is the upper limit: the \
            HTTP server under both, with two event loops for each core and without JAX-RS and routing, which nothing with such a layer reaches.""", (lab, figures, scale) -> new Loads(lab, figures).run()),
    COMMITS(
            "commits: beside one PUT and one durable transaction of the same bytes, the least that a commit must do.",
            (lab, figures, scale) -> new Commits(lab, figures).run()),
    TREE(
            "tree: the simulations of apache/polaris-tools, beside the reference server.",
            (lab, figures, scale) -> new TreeWork(lab, figures, scale).run()),
    APPENDERS(
            "appenders: sixteen of Iceberg's own clients on one table, recounted afterwards.",
            (lab, figures, scale) -> new Appenders(lab, figures, scale).run()),
    SIBLINGS(
            "siblings: many tables in one namespace, the last beside the first.",
            (lab, figures, scale) -> new Siblings(lab, figures).run(scale));

    private final String baselines;
    private final Work work;

    Phase(String baselines, Work work) {
        this.baselines = baselines;
        this.work = work;
    }

    /** What its figures stand beside, for people. */
    String baselines() {
        return baselines;
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
