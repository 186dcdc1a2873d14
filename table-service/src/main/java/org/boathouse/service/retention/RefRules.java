package org.boathouse.service.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.retention.Span;

/**
 * What a policy and the refs' own settings make of a table's refs and snapshots, as Iceberg's specification has it ("Snapshot
 * Retention Policy") and its {@code expireSnapshots} does it, but for two things. Where no age is said nothing is too old,
 * while Iceberg takes 5 days. And what only refs keep whose end was set with them goes when they go, whatever its age: how
 * long it was wanted was said then.
 */
final class RefRules {
    /** What a restore calls the tag under which it keeps the head that it leaves. */
    private static final String BEFORE_RESTORE = "before-restore-";

    private final TableMetadata table;
    private final Policy policy;
    private final long nowMillis;

    RefRules(TableMetadata table, Policy policy, Instant now) {
        this.table = table;
        this.policy = policy;
        this.nowMillis = now.toEpochMilli();
    }

    /** The refs that are past their end, with why. */
    Map<String, String> ended() {
        Map<String, String> ended = new TreeMap<>();
        table.refs().forEach((name, ref) -> {
            if (!name.equals(SnapshotRef.MAIN_BRANCH)) {
                end(name, ref)
                        .filter(end -> age(table.snapshot(ref.snapshotId()))
                                > end.value().toMillis())
                        .ifPresent(end -> ended.put(
                                name,
                                "its snapshot is older than %s (%s)".formatted(Span.text(end.value()), end.by())));
            }
        });
        return ended;
    }

    private Optional<Policy.Said<Duration>> end(String name, SnapshotRef ref) {
        if (ref.maxRefAgeMs() != null) {
            return Optional.of(new Policy.Said<>(Duration.ofMillis(ref.maxRefAgeMs()), "its own end"));
        }
        return policy.maxRefAge()
                .or(() -> name.startsWith(BEFORE_RESTORE) ? policy.maxSnapshotAge() : Optional.empty());
    }

    /** Whether the policy's age has nothing to say for it any more. */
    boolean isOld(Snapshot snapshot) {
        return policy.maxSnapshotAge()
                .filter(age -> age(snapshot) > age.value().toMillis())
                .isPresent();
    }

    /** How long what {@code main} was must be there to be asked for; empty where that never ends. */
    Optional<Duration> window() {
        SnapshotRef main = table.ref(SnapshotRef.MAIN_BRANCH);
        Duration own = main == null || main.maxSnapshotAgeMs() == null
                ? policy.maxSnapshotAge().map(Policy.Said::value).orElse(Span.FOREVER)
                : Duration.ofMillis(main.maxSnapshotAgeMs());
        return own.compareTo(Span.FOREVER) >= 0 ? Optional.empty() : Optional.of(own);
    }

    /** The snapshots that refs keep, each with the names of those refs; these refs apart. */
    Map<Long, List<String>> keptByRefs(Collection<String> withoutRefs) {
        Map<Long, List<String>> kept = new HashMap<>();
        table.refs().forEach((name, ref) -> {
            if (!withoutRefs.contains(name)) {
                (ref.isBranch() ? keptBy(ref) : Set.of(ref.snapshotId()))
                        .forEach(id -> kept.computeIfAbsent(id, any -> new ArrayList<>(1))
                                .add(name));
            }
        });
        return kept;
    }

    private Set<Long> keptBy(SnapshotRef branch) {
        long ageMax = branch.maxSnapshotAgeMs() != null
                ? branch.maxSnapshotAgeMs()
                : policy.maxSnapshotAge()
                        .map(Policy.Said::value)
                        .orElse(Span.FOREVER)
                        .toMillis();
        int min = branch.minSnapshotsToKeep() != null
                ? branch.minSnapshotsToKeep()
                : policy.minSnapshotsToKeep().map(Policy.Said::value).orElse(1);
        Set<Long> kept = new HashSet<>();
        for (Snapshot ancestor : SnapshotUtil.ancestorsOf(branch.snapshotId(), table::snapshot)) {
            if (kept.size() >= min && age(ancestor) > ageMax) {
                break;
            }
            kept.add(ancestor.snapshotId());
        }
        return kept;
    }

    /** What these refs name: branches all of their history, tags one snapshot. */
    Set<Long> reached(Collection<String> refs) {
        Set<Long> reached = new HashSet<>();
        for (String name : refs) {
            SnapshotRef ref = table.ref(name);
            if (ref.isBranch()) {
                SnapshotUtil.ancestorsOf(ref.snapshotId(), table::snapshot)
                        .forEach(snapshot -> reached.add(snapshot.snapshotId()));
            } else {
                reached.add(ref.snapshotId());
            }
        }
        return reached;
    }

    /** What nothing but these ended refs names, as far as their ends were set with them. */
    Map<Long, String> leftBy(Collection<String> ended) {
        List<String> others = table.refs().keySet().stream()
                .filter(name -> !ended.contains(name))
                .toList();
        Set<Long> named = reached(others);
        Map<Long, String> left = new HashMap<>();
        for (String name : ended) {
            if (table.ref(name).maxRefAgeMs() != null) {
                reached(List.of(name)).stream()
                        .filter(id -> !named.contains(id))
                        .forEach(id -> left.putIfAbsent(id, name));
            }
        }
        return left;
    }

    /** @param leftBy the ended ref that alone kept it; null where there is none */
    String whyGone(Snapshot snapshot, String leftBy) {
        if (leftBy != null) {
            return "only %s named it, which ends".formatted(leftBy);
        }
        return policy.maxSnapshotAge()
                .filter(age -> isOld(snapshot))
                .map(age -> "older than %s (%s)".formatted(Span.text(age.value()), age.by()))
                .orElse("older than its branch keeps snapshots");
    }

    private long age(Snapshot snapshotOrNull) {
        return snapshotOrNull == null ? Long.MAX_VALUE : nowMillis - snapshotOrNull.timestampMillis();
    }
}
