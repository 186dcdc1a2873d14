package org.boathouse.bench.catalog;

import java.util.function.Consumer;
import org.boathouse.bench.Figure;

/** Work that has been done by one server, and that another can be compared with. */
interface Measured {
    Timings timings();

    /** Pieces of work per second. */
    double throughput();

    /** Throughput and latencies beside those of the reference server. */
    default void beside(Measured reference, String name, Consumer<Figure> figures) {
        figures.accept(
                Figure.atLeast(name + ".throughput.vs.reference", throughput(), "/s", reference.throughput(), null));
        figures.accept(Figure.atMost(
                name + ".p50.vs.reference",
                timings().within(0.5),
                "ms",
                reference.timings().within(0.5),
                null));
        figures.accept(Figure.atMost(
                name + ".p99.vs.reference",
                timings().within(0.99),
                "ms",
                reference.timings().within(0.99),
                null));
    }
}
