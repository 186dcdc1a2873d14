package org.boathouse.service.retention;

import java.time.Duration;
import java.util.Optional;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.contract.retention.Span;
import org.boathouse.service.http.JsonObject;

/**
 * How long history is to be kept, for a domain or a table. Every key may be left out.
 *
 * @param maxSnapshotAge such as {@code 30d}, or {@code forever}: a snapshot that is older may go
 * @param minSnapshotsToKeep how many of a branch's newest snapshots stay however old
 * @param maxRefAge such as {@code 90d}: a branch or tag without an end of its own ends when its snapshot is older
 * @param clear whether what is left out is no longer said here; it stays as it is otherwise
 * @param dryRun whether only to say what would be set
 */
public record RetentionRequest(
        String maxSnapshotAge, Integer minSnapshotsToKeep, String maxRefAge, boolean clear, boolean dryRun) {
    /** @throws LakeFailure INVALID, naming the key that is wrong */
    static RetentionRequest parse(byte[] body) {
        JsonObject request =
                JsonObject.of(body, "maxSnapshotAge", "minSnapshotsToKeep", "maxRefAge", "clear", "dryRun");
        return new RetentionRequest(
                request.text("maxSnapshotAge").orElse(null),
                request.number("minSnapshotsToKeep", 1, Integer.MAX_VALUE).orElse(null),
                request.text("maxRefAge").orElse(null),
                request.flag("clear").orElse(false),
                request.flag("dryRun").orElse(false));
    }

    /** @throws LakeFailure INVALID for a span that is none */
    SnapshotRetention over(SnapshotRetention before) {
        SnapshotRetention rest = clear ? SnapshotRetention.NONE : before;
        return new SnapshotRetention(
                span("maxSnapshotAge", maxSnapshotAge).or(rest::maxSnapshotAge),
                Optional.ofNullable(minSnapshotsToKeep).or(rest::minSnapshotsToKeep),
                span("maxRefAge", maxRefAge).or(rest::maxRefAge));
    }

    private static Optional<Duration> span(String key, String text) {
        return Optional.ofNullable(text).map(span -> Span.parse(key, span));
    }
}
