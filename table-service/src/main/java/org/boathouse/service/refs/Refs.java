package org.boathouse.service.refs;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.document.Nearest;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.retention.Span;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.TableChange;
import org.boathouse.service.catalog.events.Attribution;
import org.boathouse.service.catalog.idempotency.OnceOnly;
import org.boathouse.service.state.AsOf;

/** Names for points of a table's history: tags stay where they are, branches go on. Each change is one commit. */
@Singleton
final class Refs {
    private final LakeCatalog catalog;
    private final OnceOnly once;
    private final Clock clock;

    Refs(LakeCatalog catalog, OnceOnly once) {
        this.catalog = catalog;
        this.once = once;
        this.clock = Clock.systemUTC();
    }

    /**
     * Makes it, moves it where that is asked for, or leaves it where it is what it should be. Repeating it changes nothing.
     *
     * @throws LakeFailure INVALID, NOT_FOUND for a point that is not there, CONFLICT for a name that is elsewhere or
     *     something else
     */
    RefReport set(StoredTable table, Type type, String name, RefRequest request) {
        RefNames.check(type.word, name);
        TableMetadata metadata = table.metadata();
        SnapshotRef before = metadata.ref(name);
        if (before != null && before.isBranch() != (type == Type.BRANCH)) {
            throw LakeFailure.conflict(
                    "%s has a %s '%s': delete it first, or take another name",
                    table.identifier(), before.isBranch() ? "branch" : "tag", name);
        }
        boolean stays = before != null && request.at() == null && !request.replace();
        long snapshotId = stays ? before.snapshotId() : snapshot(table, request.at());
        SnapshotRef wanted = wanted(type, snapshotId, request, before);
        if (before != null && before.snapshotId() != snapshotId && !request.replace()) {
            throw LakeFailure.conflict(
                    "%s has a %s '%s' at snapshot %d: to move it to %d, say so (--replace)",
                    table.identifier(), type.word, name, before.snapshotId(), snapshotId);
        }
        if (wanted.equals(before)) {
            return unchanged(table, name, before, request.dryRun());
        }
        TableMetadata changed =
                TableMetadata.buildFrom(metadata).setRef(name, wanted).build();
        RefReport report = new RefReport(
                table.identifier().toString(),
                before == null ? "created" : "replaced",
                before == null ? null : before.snapshotId(),
                RefState.of(name, wanted, changed),
                request.dryRun());
        return commit(table, type.word, name, before, changed, report);
    }

    /** @throws LakeFailure NOT_FOUND where there is none, INVALID for {@code main} */
    RefReport delete(StoredTable table, Type type, String name, boolean dryRun) {
        if (name.equals(SnapshotRef.MAIN_BRANCH)) {
            throw LakeFailure.invalid("main is the table itself and can't be deleted");
        }
        SnapshotRef before = existing(table, type, name);
        TableMetadata metadata = table.metadata();
        RefReport report = new RefReport(
                table.identifier().toString(),
                "deleted",
                before.snapshotId(),
                RefState.of(name, before, metadata),
                dryRun);
        return commit(
                table,
                "delete " + type.word,
                name,
                before,
                TableMetadata.buildFrom(metadata).removeRef(name).build(),
                report);
    }

    /**
     * Moves a branch to a later point of its own history.
     *
     * @throws LakeFailure CONFLICT where the branch has gone another way
     */
    RefReport fastForward(StoredTable table, String name, String to, boolean dryRun) {
        if (to == null) {
            throw LakeFailure.invalid("to: to where is the branch moved? %s", AsOf.EXPECTED);
        }
        SnapshotRef before = existing(table, Type.BRANCH, name);
        TableMetadata metadata = table.metadata();
        long target = snapshot(table, to);
        if (target == before.snapshotId()) {
            return unchanged(table, name, before, dryRun);
        }
        if (!SnapshotUtil.isAncestorOf(table.table(), target, before.snapshotId())) {
            throw LakeFailure.conflict(
                    "Branch %s of %s can't be forwarded to snapshot %d: its own head %d is no ancestor of that",
                    name, table.identifier(), target, before.snapshotId());
        }
        TableMetadata changed = TableMetadata.buildFrom(metadata)
                .setBranchSnapshot(target, name)
                .build();
        RefReport report = new RefReport(
                table.identifier().toString(),
                "forwarded",
                before.snapshotId(),
                RefState.of(name, changed.ref(name), changed),
                dryRun);
        return commit(table, "fast-forward", name, before, changed, report);
    }

    enum Type {
        BRANCH("branch"),
        TAG("tag");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    private RefReport unchanged(StoredTable table, String name, SnapshotRef ref, boolean dryRun) {
        RefReport report = new RefReport(
                table.identifier().toString(),
                "unchanged",
                ref.snapshotId(),
                RefState.of(name, ref, table.metadata()),
                dryRun);
        if (!dryRun) {
            once.answered(report);
        }
        return report;
    }

    private RefReport commit(
            StoredTable table,
            String operation,
            String name,
            SnapshotRef before,
            TableMetadata changed,
            RefReport report) {
        if (report.dryRun()) {
            return report;
        }
        List<UpdateRequirement> requirements = new ArrayList<>();
        requirements.add(new UpdateRequirement.AssertTableUUID(table.metadata().uuid()));
        requirements.add(new UpdateRequirement.AssertRefSnapshotID(name, before == null ? null : before.snapshotId()));
        TableChange change = new TableChange.Update(table.identifier(), requirements, changed.changes());
        try {
            return Attribution.as(operation, name, () -> {
                catalog.commit(List.of(change), once.willAnswer(report));
                return report;
            });
        } catch (CommitFailedException e) {
            return madeMeanwhile(table, name, changed.ref(name))
                    .orElseThrow(() -> new LakeFailure(
                            FailureKind.CONFLICT,
                            "Somebody else changed '%s' of %s meanwhile, and nothing was applied: look at what is there, and try again (%s)"
                                    .formatted(name, table.identifier(), e.getMessage()),
                            e));
        }
    }

    /** Somebody else, or the same request that came twice at once, has made it what it was to be. */
    private Optional<RefReport> madeMeanwhile(StoredTable table, String name, SnapshotRef wantedOrNull) {
        return catalog.find(table.identifier())
                .filter(now -> wantedOrNull != null
                        && wantedOrNull.equals(now.metadata().ref(name)))
                .map(now -> unchanged(now, name, wantedOrNull, false));
    }

    private long snapshot(StoredTable table, String at) {
        AsOf point = at == null ? new AsOf.Latest() : AsOf.parse(at, clock.instant());
        return point.resolve(table.table())
                .snapshot()
                .map(Snapshot::snapshotId)
                .orElseThrow(() -> LakeFailure.notFound(
                        "%s has no snapshot yet: there is nothing to point at", table.identifier()));
    }

    private static SnapshotRef existing(StoredTable table, Type type, String name) {
        SnapshotRef ref = table.metadata().ref(name);
        if (ref != null && ref.isBranch() == (type == Type.BRANCH)) {
            return ref;
        }
        if (ref != null) {
            throw LakeFailure.notFound(
                    "%s has no %s '%s': that is a %s",
                    table.identifier(), type.word, name, ref.isBranch() ? "branch" : "tag");
        }
        var names = table.metadata().refs().entrySet().stream()
                .filter(entry -> entry.getValue().isBranch() == (type == Type.BRANCH))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        throw LakeFailure.notFound(
                "%s has no %s '%s'%s", table.identifier(), type.word, name, Nearest.hint(name, names));
    }

    private static SnapshotRef wanted(Type type, long snapshotId, RefRequest request, SnapshotRef before) {
        Optional<SnapshotRef> old = Optional.ofNullable(before);
        Long maxRefAge = millis("keepFor", request.keepFor())
                .orElse(old.map(SnapshotRef::maxRefAgeMs).orElse(null));
        if (type == Type.TAG) {
            if (request.keepSnapshotsFor() != null || request.keepSnapshotsMin() != null) {
                throw LakeFailure.invalid("A tag keeps its one snapshot: say how long with keepFor");
            }
            return SnapshotRef.tagBuilder(snapshotId).maxRefAgeMs(maxRefAge).build();
        }
        Integer min = request.keepSnapshotsMin() != null
                ? request.keepSnapshotsMin()
                : old.map(SnapshotRef::minSnapshotsToKeep).orElse(null);
        return SnapshotRef.branchBuilder(snapshotId)
                .maxRefAgeMs(maxRefAge)
                .maxSnapshotAgeMs(millis("keepSnapshotsFor", request.keepSnapshotsFor())
                        .orElse(old.map(SnapshotRef::maxSnapshotAgeMs).orElse(null)))
                .minSnapshotsToKeep(min)
                .build();
    }

    private static Optional<Long> millis(String key, String span) {
        return Optional.ofNullable(span).map(text -> Span.parse(key, text)).map(Duration::toMillis);
    }
}
