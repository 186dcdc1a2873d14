package org.boathouse.service.restore;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.TableChange;
import org.boathouse.service.catalog.TableGate;
import org.boathouse.service.catalog.events.Attribution;
import org.boathouse.service.catalog.idempotency.OnceOnly;
import org.boathouse.service.state.AsOf;
import org.boathouse.service.state.MeantNames;

/**
 * Sets tables back to what they were: all of them in one commit of metadata, or none, and only from the heads that were read.
 * No file is read or written for it, however many a table has. Nothing is lost: the heads that are left stay under a tag.
 */
@Singleton
final class Restore {
    private static final DateTimeFormatter TAG_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final LakeCatalog catalog;
    private final RestoredTables tables;
    private final TableGate gate;
    private final OnceOnly once;
    private final Clock clock;

    Restore(LakeCatalog catalog, RestoredTables tables, TableGate gate, OnceOnly once) {
        this.catalog = catalog;
        this.tables = tables;
        this.gate = gate;
        this.once = once;
        this.clock = Clock.systemUTC();
    }

    /**
     * Repeating it changes nothing more.
     *
     * @throws LakeFailure NOT_FOUND for a point that a table does not have (any more), naming the nearest, and for files of it
     *     that are gone; CONFLICT where a branch moved meanwhile, naming the head that was found
     */
    RestoreReport restore(RestoreRequest request) {
        request.check();
        Instant now = clock.instant();
        AsOf point = AsOf.parse(request.to(), now);
        refuseFuture(request, point, now);
        List<Restoration> plan = plan(request, point);
        checkExpected(plan, request);
        List<Restoration> changes = plan.stream().filter(Restoration::isChange).toList();
        String keptAs = changes.stream().anyMatch(Restoration::leavesAHead) ? tag(changes, now) : null;
        Long files = request.verify() ? verify(plan) : null;
        RestoreReport report = new RestoreReport(
                request.dryRun(),
                request.to(),
                point.moment().orElse(null),
                keptAs,
                files,
                plan.stream().map(Restore::entry).toList());
        if (request.dryRun()) {
            changes.forEach(this::judge);
            return report;
        }
        if (changes.isEmpty()) {
            once.answered(report);
            return report;
        }
        Attribution.as("restore", "to " + request.to(), () -> {
            commit(changes, keptAs, now, report);
            return null;
        });
        return report;
    }

    /** Refuses a schema that the commit would be refused for. */
    private void judge(Restoration restoration) {
        TableMetadata before = restoration.table().metadata();
        if (restoration.schemaId() != before.currentSchemaId()) {
            TableMetadata after = TableMetadata.buildFrom(before)
                    .setCurrentSchema(restoration.schemaId())
                    .build();
            gate.changing(restoration.table().identifier(), before, after, TableGate.REGISTRY_UNREAD);
        }
    }

    private List<Restoration> plan(RestoreRequest request, AsOf point) {
        List<StoredTable> wanted = tables.of(request);
        boolean several = wanted.size() > 1 || request.tables().isEmpty();
        if (several && isSnapshotId(point)) {
            throw LakeFailure.invalid(
                    "to: a snapshot is of one table; for several name a time, or a tag that all of them have");
        }
        boolean emptyIfBeforeAll = several && !allBeforeTheirFirst(wanted, point);
        List<Restoration> plan = new ArrayList<>();
        for (StoredTable table : wanted) {
            checkBranch(table, request.branch());
            Optional<Snapshot> target = target(table, point, emptyIfBeforeAll);
            plan.add(Restoration.of(table, request.branch(), target, request.schema()));
            if (request.branch().equals(SnapshotRef.MAIN_BRANCH)) {
                tables.quarantineOf(table)
                        .filter(quarantine -> quarantine.metadata().currentSnapshot() != null)
                        .ifPresent(quarantine -> plan.add(quarantine(
                                quarantine,
                                point.moment()
                                        .or(() -> target.flatMap(snapshot ->
                                                LastMoment.of(table.table(), snapshot, quarantine.table()))))));
            }
        }
        return plan;
    }

    /** @param then empty where the table is where it was: its quarantine is, too */
    private static Restoration quarantine(StoredTable quarantine, Optional<Instant> then) {
        Optional<Snapshot> target = then.map(moment -> target(quarantine, new AsOf.Moment(moment), true))
                .orElse(Optional.ofNullable(quarantine.metadata().currentSnapshot()));
        return Restoration.of(quarantine, SnapshotRef.MAIN_BRANCH, target, false);
    }

    /** @param emptyIfBefore whether a table that had no snapshot yet is taken for empty; it is refused otherwise */
    private static Optional<Snapshot> target(StoredTable stored, AsOf point, boolean emptyIfBefore) {
        Table table = stored.table();
        boolean before = point.moment()
                .filter(at -> new AsOf.Moment(at).isBeforeTheFirstIn(table))
                .isPresent();
        if (before && emptyIfBefore) {
            return Optional.empty();
        }
        Optional<Snapshot> target = point.resolve(table).snapshot();
        if (target.isEmpty()) {
            throw LakeFailure.notFound("%s has no snapshot yet: there is nothing to go back to", stored.identifier());
        }
        return target;
    }

    /** The whole of a product, set back to long before it was made, is more likely a slip of the pen. */
    private static boolean allBeforeTheirFirst(List<StoredTable> tables, AsOf point) {
        return point.moment()
                .map(AsOf.Moment::new)
                .filter(moment -> tables.stream().allMatch(table -> moment.isBeforeTheFirstIn(table.table())))
                .isPresent();
    }

    private static void refuseFuture(RestoreRequest request, AsOf point, Instant now) {
        if (point.moment().filter(now::isBefore).isPresent()) {
            throw LakeFailure.invalid("to: %s has not come yet; it is %s", request.to(), now);
        }
    }

    private static boolean isSnapshotId(AsOf point) {
        return point instanceof AsOf.Snapshotted
                || point instanceof AsOf.Written written && written.meant() instanceof AsOf.Snapshotted;
    }

    private static void checkBranch(StoredTable table, String branch) {
        SnapshotRef ref = table.metadata().ref(branch);
        boolean isThere = ref == null ? branch.equals(SnapshotRef.MAIN_BRANCH) : ref.isBranch();
        if (!isThere) {
            throw LakeFailure.notFound(
                    "%s has no branch '%s'%s",
                    table.identifier(),
                    branch,
                    MeantNames.hint(branch, table.metadata().refs().keySet()));
        }
    }

    private static void checkExpected(List<Restoration> plan, RestoreRequest request) {
        Map<String, Restoration> byName =
                plan.stream().collect(Collectors.toMap(Restoration::name, restoration -> restoration));
        for (RestoreRequest.Expected head : request.expectedHeads()) {
            Long found = snapshotId(
                    planned(byName, RestoreRequest.EXPECTED_HEADS, head).head());
            if (!Objects.equals(head.snapshotId(), found)) {
                throw moved(head.table(), request.branch(), head.snapshotId(), found, null);
            }
        }
        for (RestoreRequest.Expected target : request.expectedTargets()) {
            Long found = snapshotId(
                    planned(byName, RestoreRequest.EXPECTED_TARGETS, target).target());
            if (!Objects.equals(target.snapshotId(), found)) {
                throw new LakeFailure(
                        FailureKind.CONFLICT,
                        "'%s' is %s of %s by now and no longer snapshot %d, and nothing was restored: look again, then decide"
                                .formatted(request.to(), text(found), target.table(), target.snapshotId()));
            }
        }
    }

    /** One that is misspelt would not hold what it is to hold. */
    private static Restoration planned(Map<String, Restoration> plan, String key, RestoreRequest.Expected expected) {
        return Optional.ofNullable(plan.get(expected.table()))
                .orElseThrow(() -> LakeFailure.invalid(
                        "%s: %s is not among the tables that would be restored%s",
                        key, expected.table(), MeantNames.hint(expected.table(), plan.keySet())));
    }

    private static Long snapshotId(Snapshot snapshotOrNull) {
        return snapshotOrNull == null ? null : snapshotOrNull.snapshotId();
    }

    private static String text(Long snapshotIdOrNull) {
        return snapshotIdOrNull == null ? "no snapshot" : "snapshot " + snapshotIdOrNull;
    }

    private static String tag(List<Restoration> changes, Instant now) {
        String tag = "before-restore-" + TAG_TIME.format(now);
        String unique = tag;
        for (int i = 2; isTaken(changes, unique); i++) {
            unique = tag + "-" + i;
        }
        return unique;
    }

    private static boolean isTaken(List<Restoration> changes, String tag) {
        return changes.stream().anyMatch(change -> change.table().metadata().ref(tag) != null);
    }

    /** Of tables that are where they are to be, too: whoever asks wants to know that all of that point is there. */
    private static Long verify(List<Restoration> plan) {
        if (plan.isEmpty()) {
            return 0L;
        }
        try (FilesThere files = new FilesThere(plan.get(0).table().table().io())) {
            plan.stream()
                    .filter(restoration -> restoration.target() != null)
                    .forEach(restoration -> files.look(restoration.table().metadata(), restoration.target()));
            return files.foundAll();
        }
    }

    private void commit(List<Restoration> changes, String keptAs, Instant now, RestoreReport report) {
        List<TableChange> commit = changes.stream()
                .map(change -> change.change(keptAs, why(change, now)))
                .collect(Collectors.toList());
        try {
            catalog.commit(commit, once.willAnswer(report));
        } catch (CommitFailedException e) {
            throw overtaken(changes, e);
        }
    }

    private static String why(Restoration change, Instant now) {
        String to = change.target() == null
                ? "what it was before its first snapshot"
                : "snapshot %d (%s)"
                        .formatted(
                                change.target().snapshotId(),
                                Instant.ofEpochMilli(change.target().timestampMillis()));
        return "restored to %s by %s at %s"
                .formatted(to, Attribution.current().principal(), now.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Says which branch moved, and where it is. */
    private LakeFailure overtaken(List<Restoration> changes, CommitFailedException refused) {
        for (Restoration change : changes) {
            Long found = catalog.find(change.table().identifier())
                    .map(table -> table.metadata().ref(change.branch()))
                    .map(SnapshotRef::snapshotId)
                    .orElse(null);
            Long expected = change.head() == null ? null : change.head().snapshotId();
            if (expected == null ? found != null : !expected.equals(found)) {
                return moved(change.name(), change.branch(), expected, found, refused);
            }
        }
        return new LakeFailure(
                FailureKind.CONFLICT,
                "Somebody else changed the same tables meanwhile, and nothing was restored: " + refused.getMessage(),
                refused);
    }

    private static LakeFailure moved(String table, String branch, Long expected, Long found, Throwable cause) {
        return new LakeFailure(
                FailureKind.CONFLICT,
                "%s of %s moved from %s to %s meanwhile, and nothing was restored: look what came ('boathouse history %s'), then decide again"
                        .formatted(branch, table, text(expected), text(found), table),
                cause);
    }

    private static RestoreReport.Entry entry(Restoration restoration) {
        return new RestoreReport.Entry(
                restoration.name(),
                restoration.branch(),
                restoration.isChange() ? "restored" : "unchanged",
                RestoreReport.State.of(restoration.head()),
                RestoreReport.State.of(restoration.target()),
                restoration.schemaId(),
                restoration.isHeld());
    }
}
