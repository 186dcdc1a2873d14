package org.boathouse.service.retention;

import java.time.Instant;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.contract.retention.Span;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How long history is kept.
 *
 * @param of {@code table a.b.c} or {@code domain a}
 * @param action {@code set} or {@code unchanged}; null where it was only asked
 * @param own what is said here
 * @param policy of a table: what holds, each setting with where it stands; null for a domain
 * @param setBy of a domain: who set properties of it last; null where nobody has. Of tables their history tells
 */
public record RetentionState(
        String of,
        @Schema(nullable = true) String action,
        Own own,
        @Schema(nullable = true) ExpireReport.PolicyState policy,
        @Schema(nullable = true) String setBy,
        @Schema(nullable = true) Instant setAt,
        boolean dryRun) {
    /** Null where nothing is said. */
    @Schema(name = "OwnRetention")
    public record Own(
            @Schema(nullable = true) String maxSnapshotAge,
            @Schema(nullable = true) Integer minSnapshotsToKeep,
            @Schema(nullable = true) String maxRefAge) {
        static Own of(SnapshotRetention retention) {
            return new Own(
                    retention.maxSnapshotAge().map(Span::text).orElse(null),
                    retention.minSnapshotsToKeep().orElse(null),
                    retention.maxRefAge().map(Span::text).orElse(null));
        }
    }
}
