package org.boathouse.service.query.evolution;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;

/**
 * A point of a table's history: how people name it, and how Iceberg does, which decides the schema.
 *
 * @param asOf for the whole query, null for now
 * @param at behind the table's name, or nothing
 */
record Point(String asOf, String at, TableScan scan) {
    private static final int SNAPSHOTS_MAX = 3;

    /** Now, every branch and tag, and some of the snapshots and times. */
    static List<Point> of(RandomTable random) {
        Table table = random.iceberg;
        List<Point> points = new ArrayList<>();
        points.add(new Point(null, "", table.newScan()));
        for (Map.Entry<String, SnapshotRef> ref : new TreeMap<>(table.refs()).entrySet()) {
            TableScan scan = table.newScan().useRef(ref.getKey());
            points.add(
                    random.dice.percent(50)
                            ? new Point(ref.getKey(), "", scan)
                            : new Point(null, " AT (VERSION => '" + ref.getKey() + "')", scan));
        }
        List<Long> snapshots = RefSteps.snapshots(random);
        List<HistoryEntry> history = table.history();
        for (int i = 0; i < SNAPSHOTS_MAX && !snapshots.isEmpty(); i++) {
            long id = random.dice.one(snapshots);
            points.add(new Point(Long.toString(id), "", table.newScan().useSnapshot(id)));
            if (!history.isEmpty()) {
                long millis = random.dice.one(history).timestampMillis();
                points.add(new Point(
                        Instant.ofEpochMilli(millis).toString(),
                        "",
                        table.newScan().asOfTime(millis)));
            }
        }
        return points;
    }
}
