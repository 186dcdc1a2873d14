package org.boathouse.service.retention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/**
 * What of a table's history goes, and what a policy lets go that is kept all the same.
 *
 * @param refs those that go, with why
 * @param snapshots those that go, oldest first
 * @param keptRefs those past their end that stay, with why
 * @param kept snapshots that are older than the policy keeps, or left by a ref that ends, and stay; oldest first
 */
record Judgement(Map<String, String> refs, List<Reason> snapshots, Map<String, String> keptRefs, List<Reason> kept) {
    private static final Comparator<Reason> OLDEST_FIRST =
            Comparator.comparingLong(reason -> reason.snapshot().timestampMillis());

    /** @param why everything that there is to say of it */
    record Reason(Snapshot snapshot, List<String> why) {}

    boolean isNothing() {
        return refs.isEmpty() && snapshots.isEmpty();
    }

    /** Whether nothing goes, and nothing is kept that its policy would let go. */
    boolean isSilent() {
        return isNothing() && kept.isEmpty() && keptRefs.isEmpty();
    }

    /**
     * @param recentRefs the refs that stay though they are past their end, with why
     * @param keepers everything that needs snapshots
     */
    static Judgement of(TableMetadata table, RefRules rules, Map<String, String> recentRefs, List<Keeper> keepers) {
        Map<String, String> ended = new TreeMap<>(rules.ended());
        Map<String, String> keptRefs = new TreeMap<>(recentRefs);
        keptRefs.keySet().retainAll(ended.keySet());
        ended.keySet().removeAll(keptRefs.keySet());

        Map<Long, List<String>> byRefs = rules.keptByRefs(ended.keySet());
        Map<Long, String> left = rules.leftBy(ended.keySet());
        Set<Long> named = rules.reached(table.refs().keySet().stream()
                .filter(name -> !ended.containsKey(name))
                .toList());
        List<Reason> going = new ArrayList<>();
        List<Reason> kept = new ArrayList<>();
        for (Snapshot snapshot : table.snapshots()) {
            long id = snapshot.snapshotId();
            List<String> refs = byRefs.getOrDefault(id, List.of());
            boolean isOld = rules.isOld(snapshot);
            if (refs.contains(SnapshotRef.MAIN_BRANCH)
                    || !isOld && (!refs.isEmpty() || !named.contains(id) && !left.containsKey(id))) {
                continue;
            }
            List<String> why = new ArrayList<>();
            refs.forEach(name -> why.add((table.ref(name).isBranch() ? "branch " : "tag ") + name + " keeps it"));
            keepers.forEach(keeper -> keeper.keeps(snapshot).ifPresent(why::add));
            if (why.isEmpty()) {
                going.add(new Reason(snapshot, List.of(rules.whyGone(snapshot, left.get(id)))));
            } else {
                kept.add(new Reason(snapshot, List.copyOf(why)));
            }
        }
        Map<String, String> needed = new TreeMap<>(keptRefs);
        kept.stream()
                .filter(reason -> left.containsKey(reason.snapshot().snapshotId()))
                .forEach(reason -> needed.put(
                        left.get(reason.snapshot().snapshotId()),
                        "its snapshot %d is kept: %s"
                                .formatted(
                                        reason.snapshot().snapshotId(),
                                        reason.why().get(0))));
        if (needed.size() > keptRefs.size()) {
            // Without its name nobody would know any more that it was to go.
            return of(table, rules, needed, keepers);
        }
        going.sort(OLDEST_FIRST);
        kept.sort(OLDEST_FIRST);
        return new Judgement(ended, List.copyOf(going), keptRefs, List.copyOf(kept));
    }
}
