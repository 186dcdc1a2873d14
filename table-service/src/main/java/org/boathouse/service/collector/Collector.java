package org.boathouse.service.collector;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.catalog.KeptTables;
import org.boathouse.service.retention.ExpireReport;
import org.boathouse.service.storage.LakeObjects;
import org.boathouse.service.storage.LakeObjects.LakeObject;

/**
 * Deletes what nothing needs: an object of the lake's layout that is {@linkplain Reachability unreachable}, was written
 * long ago, and was unreachable already when its mark was set, long ago. First goes what keeps files for no
 * reason any more: snapshots that policies let go, and the rows of tables dropped long ago.
 *
 * <p>A run may end anywhere, be repeated, and run beside another: marks only say since when, every batch is looked at again
 * just before it is deleted, and deleting twice is deleting once.
 */
public final class Collector {
    /** A request to the store that its sender did not outlive is over by then. */
    static final Duration SETTLED_AFTER = Duration.ofMinutes(1);

    private static final int DROPPED_AT_ONCE_MAX = 1_000;

    private final LakeObjects objects;
    private final LakeLayout layout;
    private final KeptTables tables;
    private final Marks marks;
    private final Turns turns;
    private final Iterable<LakeRoots> moreRoots;
    private final Histories histories;
    private final CollectorSettings settings;
    private final Clock clock;

    /** What expires tables' snapshots by their policies, which is what makes files unneeded. */
    @FunctionalInterface
    interface Histories {
        /** It fails for no table's sake. */
        ExpireReport expire(boolean dryRun);
    }

    Collector(
            LakeObjects objects,
            LakeLayout layout,
            KeptTables tables,
            Marks marks,
            Turns turns,
            Iterable<LakeRoots> moreRoots,
            Histories histories,
            CollectorSettings settings,
            Clock clock) {
        this.objects = objects;
        this.layout = layout;
        this.tables = tables;
        this.marks = marks;
        this.turns = turns;
        this.moreRoots = moreRoots;
        this.histories = histories;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * One run; empty where another replica's is under way.
     *
     * @throws org.boathouse.contract.failure.LakeFailure UNAVAILABLE where a store fails, or something cannot be read that
     *     tells what is needed: what is deleted by then was unneeded, and nothing more is
     */
    public Optional<CollectionReport> collect() {
        return turns.collect(this::run);
    }

    private CollectionReport run() {
        Instant began = clock.instant();
        ExpireReport expired = histories.expire(false);
        List<String> forgotten = forgetDropped(began);
        Reachability reachable = look(began);
        Sweep sweep = new Sweep(objects, layout, reachable, began.minus(settings.ageMin()));
        Tally tally = new Tally();
        List<LakeObject> due = new ArrayList<>();
        sweep.unreachable(batch -> {
            List<LakeObject> old =
                    batch.stream().filter(object -> !sweep.isYoung(object)).toList();
            tally.young += batch.size() - old.size();
            Map<String, Instant> since = marks.mark(keys(old), clock.instant());
            for (LakeObject object : old) {
                if (since.get(object.key()).isAfter(began.minus(settings.graceMin()))) {
                    tally.waiting++;
                } else {
                    due.add(object);
                }
                if (due.size() == settings.batchMax()) {
                    delete(due, reachable, began, tally);
                }
            }
        });
        delete(due, reachable, began, tally);
        marks.removeUnseenSince(began);
        return report(false, began, expired, sweep, tally, forgotten, reachable, List.of(), null);
    }

    private void delete(List<LakeObject> due, Reachability reachable, Instant began, Tally tally) {
        if (due.isEmpty()) {
            return;
        }
        Map<String, LakeObject> batch = new HashMap<>();
        due.forEach(object -> batch.put(object.key(), object));
        due.clear();
        Set<String> deleted = turns.delete(() -> {
            reachable.look();
            List<String> still =
                    batch.keySet().stream().filter(key -> !reachable.needs(key)).toList();
            Set<String> deleting = marks.beginDeleting(still, began.minus(settings.graceMin()), clock.instant());
            if (!deleting.isEmpty()) {
                objects.delete(deleting);
                marks.remove(deleting);
            }
            return deleting;
        });
        tally.deleted += deleted.size();
        tally.deletedBytes +=
                deleted.stream().mapToLong(key -> batch.get(key).bytes()).sum();
    }

    /**
     * Has these objects stay for the grace at least, whether or not anything needs them, from when this returns; what was
     * being deleted is gone by then.
     *
     * @throws org.boathouse.contract.failure.LakeFailure UNAVAILABLE where a deletion that broke off is not settled yet
     */
    void keep(List<String> keys) {
        Instant now = clock.instant();
        marks.keep(keys, now.minus(SETTLED_AFTER), now);
    }

    /**
     * What a run at this moment would find, and what it would delete; marks nothing.
     *
     * @param after the key to list unreachable objects from, exclusively; empty for all
     * @param limit how many of them to list
     */
    public CollectionReport preview(String after, int limit) {
        Instant now = clock.instant();
        List<String> dropped = tables.droppedBefore(now.minus(settings.droppedKept()), DROPPED_AT_ONCE_MAX).stream()
                .map(KeptTables.Dropped::name)
                .toList();
        Reachability reachable = look(now);
        Sweep sweep = new Sweep(objects, layout, reachable, now.minus(settings.ageMin()));
        Tally tally = new Tally();
        List<CollectionReport.Unreachable> listed = new ArrayList<>();
        boolean[] more = {false};
        sweep.unreachable(batch -> {
            Map<String, Instant> since = marks.marked(keys(batch));
            for (LakeObject object : batch) {
                CollectionReport.Unreachable unreachable = describe(object, sweep, since.get(object.key()), now);
                tally.count(unreachable);
                if (isAfter(object.key(), after)) {
                    more[0] |= listed.size() == limit;
                    if (listed.size() < limit) {
                        listed.add(unreachable);
                    }
                }
            }
        });
        String next = more[0] ? listed.get(listed.size() - 1).key() : null;
        return report(true, now, histories.expire(true), sweep, tally, dropped, reachable, listed, next);
    }

    /** In the order of a store's listing: by the bytes of the UTF-8. */
    private static boolean isAfter(String key, String after) {
        return Arrays.compareUnsigned(key.getBytes(StandardCharsets.UTF_8), after.getBytes(StandardCharsets.UTF_8)) > 0;
    }

    private CollectionReport.Unreachable describe(LakeObject object, Sweep sweep, Instant since, Instant now) {
        boolean isDue = since != null && !since.isAfter(now.minus(settings.graceMin()));
        String fate = sweep.isYoung(object) ? Tally.YOUNG : isDue ? Tally.GOES : Tally.WAITING;
        String why = layout.tableRootOf(object.key())
                .map(root -> "no kept snapshot and no metadata log of any table names it; it lies in " + root)
                .orElse("no kept snapshot of any ledger names it");
        return new CollectionReport.Unreachable(object.key(), object.bytes(), object.lastModified(), since, why, fate);
    }

    private Reachability look(Instant now) {
        Reachability reachable = new Reachability(
                tables,
                moreRoots,
                objects.files(),
                new NeededFiles(layout, settings.filterBytes()),
                now.minus(settings.droppedKept()));
        reachable.look();
        return reachable;
    }

    private List<String> forgetDropped(Instant now) {
        tables.forgetViewsAndNamespacesDroppedBefore(now.minus(settings.droppedKept()));
        List<String> forgotten = new ArrayList<>();
        List<KeptTables.Dropped> dropped;
        // All of them: the files of a table that could still come back must not go.
        do {
            dropped = tables.droppedBefore(now.minus(settings.droppedKept()), DROPPED_AT_ONCE_MAX);
            dropped.stream()
                    .filter(tables::forget)
                    .map(KeptTables.Dropped::name)
                    .forEach(forgotten::add);
        } while (!dropped.isEmpty());
        return forgotten;
    }

    private static List<String> keys(List<LakeObject> objects) {
        return objects.stream().map(LakeObject::key).toList();
    }

    private static CollectionReport report(
            boolean dryRun,
            Instant at,
            ExpireReport expired,
            Sweep sweep,
            Tally tally,
            List<String> dropped,
            Reachability reachable,
            List<CollectionReport.Unreachable> listed,
            String next) {
        return new CollectionReport(
                dryRun,
                at,
                expired.expiredSnapshots(),
                expired.expiredRefs(),
                expired.failed(),
                sweep.seen,
                sweep.needed,
                sweep.foreign,
                tally.young,
                tally.waiting,
                tally.deleted,
                tally.deletedBytes,
                dropped,
                reachable.damaged(),
                listed,
                next);
    }

    /** Counts of unreachable objects, by what becomes of them. */
    private static final class Tally {
        static final String YOUNG = "young";
        static final String WAITING = "waiting";
        static final String GOES = "goes";

        long young;
        long waiting;
        long deleted;
        long deletedBytes;

        void count(CollectionReport.Unreachable object) {
            switch (object.fate()) {
                case YOUNG -> young++;
                case WAITING -> waiting++;
                default -> {
                    deleted++;
                    deletedBytes += object.bytes();
                }
            }
        }
    }
}
