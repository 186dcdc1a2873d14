package org.boathouse.bench.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.boathouse.bench.Figure;
import org.junit.jupiter.api.Test;

/** A very short run of {@code boathouse bench history}: that it measures what it says, not how fast this machine is. */
class HistoryIT {
    /** Maven runs tests in the module's folder. */
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    @Test
    void measuresEveryPromiseBesideItsBaseline() throws Exception {
        List<Figure> figures = new ArrayList<>();
        HistoryCommand.run(HOME, EnumSet.allOf(Part.class), 0.01, figures::add);
        figures.forEach(figure -> System.out.println(figure.line()));
        assertEquals(
                List.of(
                        "plan.100.snapshots.vs.10",
                        "sql.100.snapshots.vs.10",
                        "sql.as-of.snapshot.100.snapshots.vs.10",
                        "sql.as-of.time.100.snapshots.vs.10",
                        "sql.as-of.tag.100.snapshots.vs.10",
                        "restore.1000.files.vs.10",
                        "gate.append.vs.no.contract",
                        "gate.add.column.vs.no.contract"),
                figures.stream().map(Figure::name).toList());
        assertTrue(figures.stream()
                .allMatch(figure -> figure.value() > 0 && figure.baseline() > 0 && figure.goal() != null));
    }
}
