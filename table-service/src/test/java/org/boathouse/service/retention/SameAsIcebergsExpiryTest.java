package org.boathouse.service.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.service.catalog.metadata.MetadataInHand;
import org.boathouse.service.retention.Policy.Level;
import org.junit.jupiter.api.Test;

/**
 * Without anybody who needs more, what goes is what Iceberg's own expiry would remove, over random histories with branches and
 * tags; and, with refs whose end was set with them, what these alone named.
 */
class SameAsIcebergsExpiryTest {
    private static final int HISTORIES = 3_000;
    private static final int SNAPSHOTS_MAX = 14;

    @Test
    void refsAndSnapshotsGoAsIcebergRemovesThem() {
        int somethingWent = 0;
        int refsWent = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            TableMetadata table = table(random);
            SnapshotRetention retention = SnapshotRetention.ofProperties(table.properties());
            RefRules rules = new RefRules(table, Policy.of(List.of(new Level("table t", retention))), Histories.NOW);
            Judgement judgement = Judgement.of(table, rules, Map.of(), List.of());
            TableMetadata expired = expiredByIceberg(table);

            Set<String> refs = new HashSet<>(table.refs().keySet());
            refs.removeAll(judgement.refs().keySet());
            assertEquals(expired.refs().keySet(), refs, "seed " + seed);
            Set<Long> left = ids(table.snapshots());
            judgement
                    .snapshots()
                    .forEach(reason -> left.remove(reason.snapshot().snapshotId()));
            Set<Long> expected = ids(expired.snapshots());
            expected.removeAll(namedByEndedRefsAlone(table, expired));
            assertEquals(expected, left, "seed " + seed);
            somethingWent += judgement.snapshots().isEmpty() ? 0 : 1;
            refsWent += judgement.refs().isEmpty() ? 0 : 1;
        }
        assertTrue(somethingWent > HISTORIES / 4 && somethingWent < HISTORIES, "went in " + somethingWent);
        assertTrue(refsWent > HISTORIES / 10, "refs went in " + refsWent);
    }

    private static TableMetadata table(Random random) {
        Histories history = new Histories()
                .property(SnapshotRetention.MAX_SNAPSHOT_AGE_MS, Long.toString(Histories.span(1 + random.nextInt(20))));
        if (random.nextBoolean()) {
            history.property(SnapshotRetention.MIN_SNAPSHOTS_TO_KEEP, Integer.toString(1 + random.nextInt(4)));
        }
        if (random.nextInt(3) == 0) {
            history.property(SnapshotRetention.MAX_REF_AGE_MS, Long.toString(Histories.span(1 + random.nextInt(20))));
        }
        int snapshots = 1 + random.nextInt(SNAPSHOTS_MAX);
        double age = 25;
        List<Long> ids = new ArrayList<>();
        for (int i = 1; i <= snapshots; i++) {
            // Never on the edge: Iceberg looks at its own clock.
            age -= random.nextDouble() * 3;
            long parent = ids.isEmpty() || random.nextInt(8) == 0 ? 0 : ids.get(random.nextInt(ids.size()));
            history.snapshot(i, random.nextInt(3) > 0 ? i - 1 : parent, Math.max(0.5, Math.floor(age) + 0.5));
            ids.add((long) i);
        }
        long head = 1 + random.nextInt(snapshots);
        history.head(head).wasMain(head, 0.25);
        for (int i = random.nextInt(4); i > 0; i--) {
            long at = 1 + random.nextInt(snapshots);
            Double kept = random.nextBoolean() ? null : Double.valueOf(1 + random.nextInt(20));
            if (random.nextBoolean()) {
                history.tag("tag" + i, at, kept);
            } else {
                history.ref(
                        "branch" + i,
                        "branch",
                        at,
                        kept,
                        random.nextBoolean() ? null : Double.valueOf(1 + random.nextInt(20)),
                        random.nextBoolean() ? null : 1 + random.nextInt(3));
            }
        }
        return history.build();
    }

    private static TableMetadata expiredByIceberg(TableMetadata table) {
        MetadataInHand inHand = new MetadataInHand(table);
        new BaseTable(inHand, "t")
                .expireSnapshots()
                .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
                .commit();
        return inHand.current();
    }

    /** By what each ref reaches, straight from the definition. */
    private static Set<Long> namedByEndedRefsAlone(TableMetadata before, TableMetadata after) {
        Set<Long> alone = new HashSet<>();
        before.refs().forEach((name, ref) -> {
            if (!after.refs().containsKey(name) && ref.maxRefAgeMs() != null) {
                alone.addAll(reached(before, name));
            }
        });
        after.refs().keySet().forEach(name -> alone.removeAll(reached(before, name)));
        return alone;
    }

    private static Set<Long> reached(TableMetadata table, String ref) {
        Set<Long> reached = new HashSet<>();
        Long id = table.ref(ref).snapshotId();
        while (id != null
                && table.snapshot(id) != null
                && reached.add(id)
                && table.ref(ref).isBranch()) {
            id = table.snapshot(id).parentId();
        }
        return reached;
    }

    private static Set<Long> ids(List<Snapshot> snapshots) {
        return snapshots.stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
    }
}
