package org.boathouse.service.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.retention.Span;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What policies let go of tables' histories, and what is kept all the same.
 *
 * @param dryRun whether it was only said, and not done
 * @param expiredSnapshots how many went in all, or would
 * @param tables those of which something goes, or is kept though its policy would let it go; all that were asked for by name
 * @param failed tables that could not be judged or changed, as they are
 */
public record ExpireReport(
        boolean dryRun, Instant at, long expiredSnapshots, long expiredRefs, List<Entry> tables, List<Failed> failed) {
    /**
     * One table.
     *
     * @param snapshots of those that go the oldest, {@code snapshotCount} in all
     * @param kept of those that a policy would let go the oldest, {@code keptCount} in all
     * @param keptRefs branches and tags that are past their end and stay
     */
    @Schema(name = "ExpiredTable")
    public record Entry(
            String table,
            PolicyState policy,
            long snapshotCount,
            List<Snapshot> snapshots,
            List<Ref> refs,
            long keptCount,
            List<Snapshot> kept,
            List<Ref> keptRefs) {}

    /** @param why everything there is to say of it */
    @Schema(name = "ExpiredSnapshot")
    public record Snapshot(long snapshotId, Instant committedAt, List<String> why) {}

    /** @param type {@code branch} or {@code tag} */
    @Schema(name = "ExpiredRef")
    public record Ref(String name, String type, long snapshotId, String why) {}

    @Schema(name = "NotExpired")
    public record Failed(String table, String why) {}

    /** How long a table's history is kept; null where nobody says it, so that nothing goes for its sake. */
    @Schema(name = "RetentionPolicy")
    public record PolicyState(
            @Schema(nullable = true) Setting maxSnapshotAge,
            @Schema(nullable = true) Setting minSnapshotsToKeep,
            @Schema(nullable = true) Setting maxRefAge) {
        static PolicyState of(Policy policy) {
            return new PolicyState(
                    setting(policy.maxSnapshotAge()),
                    policy.minSnapshotsToKeep()
                            .map(said -> new Setting(said.value().toString(), said.by()))
                            .orElse(null),
                    setting(policy.maxRefAge()));
        }

        private static Setting setting(Optional<Policy.Said<Duration>> said) {
            return said.map(is -> new Setting(Span.text(is.value()), is.by())).orElse(null);
        }
    }

    /** @param by where it stands: {@code table a.b.c}, {@code product p}, {@code namespace a.b} or {@code domain a} */
    @Schema(name = "RetentionSetting")
    public record Setting(String value, String by) {}
}
