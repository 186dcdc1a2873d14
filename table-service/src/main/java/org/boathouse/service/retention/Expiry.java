package org.boathouse.service.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.boathouse.contract.retention.Span;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.TableChange;
import org.boathouse.service.catalog.events.Attribution;

/**
 * Removes from tables what their policies let go and nothing else needs: snapshots, and branches and tags that are past their
 * end. One commit of metadata for each table, of the state that was judged or not at all. It deletes no file: what no metadata
 * names any more is the collector's. Repeating it changes nothing more; where it ends half-way, the tables it came to are done
 * and the next one goes on.
 */
public final class Expiry {
    private final LakeCatalog catalog;
    private final Policies policies;
    private final Judge judge;
    private final Clock clock;

    Expiry(LakeCatalog catalog, Policies policies, Judge judge, Clock clock) {
        this.catalog = catalog;
        this.policies = policies;
        this.judge = judge;
        this.clock = clock;
    }

    /** All of the lake's tables. */
    public ExpireReport expireAll(boolean dryRun, int listedMax) {
        return expire(catalog.tablesUnder(Namespace.empty()), false, dryRun, listedMax);
    }

    /**
     * @param all whether tables are reported of which there is nothing to say
     * @param dryRun whether only to tell what would go
     * @param listedMax how many snapshots are listed of each table; all are counted
     */
    ExpireReport expire(List<TableIdentifier> tables, boolean all, boolean dryRun, int listedMax) {
        Instant now = clock.instant();
        List<ExpireReport.Entry> entries = new ArrayList<>();
        List<ExpireReport.Failed> failed = new ArrayList<>();
        long snapshots = 0;
        long refs = 0;
        for (TableIdentifier table : tables) {
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            try {
                // Dropped meanwhile, where it is not there.
                var found = catalog.find(table);
                if (found.isEmpty()) {
                    continue;
                }
                Policy policy = policies.of(found.get());
                Judgement judgement = judge.of(found.get(), policy, now);
                if (!dryRun && !judgement.isNothing()) {
                    commit(found.get(), policy, judgement);
                }
                snapshots += judgement.snapshots().size();
                refs += judgement.refs().size();
                if (all || !judgement.isSilent()) {
                    entries.add(entry(found.get(), policy, judgement, listedMax));
                }
            } catch (RuntimeException e) {
                // The others are not to wait for it; whoever asked is told, and the next run tries again.
                failed.add(new ExpireReport.Failed(table.toString(), why(e)));
            }
        }
        return new ExpireReport(dryRun, now, snapshots, refs, entries, failed);
    }

    private void commit(StoredTable stored, Policy policy, Judgement judgement) {
        TableMetadata judged = stored.metadata();
        TableMetadata.Builder builder = TableMetadata.buildFrom(judged);
        judgement.refs().keySet().forEach(builder::removeRef);
        builder.removeSnapshots(judgement.snapshots().stream()
                .map(reason -> reason.snapshot().snapshotId())
                .toList());
        TableChange change = new TableChange.Update(
                stored.identifier(),
                List.of(new UpdateRequirement.AssertTableUUID(judged.uuid()), new AsJudged(stored.metadataLocation())),
                builder.build().changes());
        String reason = policy.maxSnapshotAge()
                .map(age -> "what is older than %s (%s)".formatted(Span.text(age.value()), age.by()))
                .orElse("what is past its own end");
        Attribution.as("expire", reason, () -> catalog.commit(List.of(change)));
    }

    /** Whatever was committed since may need what was to go: a tag set on it, a longer policy, another head. */
    private record AsJudged(String metadataLocation) implements UpdateRequirement {
        @Override
        public void validate(TableMetadata base) {
            if (!metadataLocation.equals(base.metadataFileLocation())) {
                throw new CommitFailedException(
                        "It was changed meanwhile; nothing of it expired, and the next run judges anew");
            }
        }
    }

    private static String why(RuntimeException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static ExpireReport.Entry entry(StoredTable stored, Policy policy, Judgement judgement, int listedMax) {
        return new ExpireReport.Entry(
                stored.identifier().toString(),
                ExpireReport.PolicyState.of(policy),
                judgement.snapshots().size(),
                listed(judgement.snapshots(), listedMax),
                listed(judgement.refs(), stored.metadata()),
                judgement.kept().size(),
                listed(judgement.kept(), listedMax),
                listed(judgement.keptRefs(), stored.metadata()));
    }

    private static List<ExpireReport.Snapshot> listed(List<Judgement.Reason> reasons, int listedMax) {
        return reasons.stream()
                .limit(listedMax)
                .map(reason -> new ExpireReport.Snapshot(
                        reason.snapshot().snapshotId(),
                        Instant.ofEpochMilli(reason.snapshot().timestampMillis()),
                        reason.why()))
                .toList();
    }

    private static List<ExpireReport.Ref> listed(Map<String, String> refs, TableMetadata table) {
        List<ExpireReport.Ref> listed = new ArrayList<>();
        new TreeMap<>(refs).forEach((name, why) -> {
            SnapshotRef ref = table.ref(name);
            listed.add(new ExpireReport.Ref(name, ref.isBranch() ? "branch" : "tag", ref.snapshotId(), why));
        });
        return listed;
    }
}
