package org.boathouse.contract.retention;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.boathouse.contract.failure.LakeFailure;

/**
 * How long the history of a table is kept, as one place says it: snapshots, and the names of points. Not how long rows are
 * kept, which no snapshot's age decides. What is left out is said elsewhere, or nowhere.
 *
 * @param maxSnapshotAge a snapshot that is older may go
 * @param minSnapshotsToKeep so many of a branch's newest snapshots stay, however old
 * @param maxRefAge a tag or branch without an end of its own ends when its snapshot is older
 */
public record SnapshotRetention(
        Optional<Duration> maxSnapshotAge, Optional<Integer> minSnapshotsToKeep, Optional<Duration> maxRefAge) {
    /** Iceberg's keys, in the properties of tables and namespaces: milliseconds, a number, milliseconds. */
    public static final String MAX_SNAPSHOT_AGE_MS = "history.expire.max-snapshot-age-ms";

    public static final String MIN_SNAPSHOTS_TO_KEEP = "history.expire.min-snapshots-to-keep";
    public static final String MAX_REF_AGE_MS = "history.expire.max-ref-age-ms";

    /** Says nothing. */
    public static final SnapshotRetention NONE =
            new SnapshotRetention(Optional.empty(), Optional.empty(), Optional.empty());

    /** @throws LakeFailure INVALID for a negative age, or a number of snapshots below 1 */
    public SnapshotRetention {
        if (minSnapshotsToKeep.filter(number -> number < 1).isPresent()) {
            throw LakeFailure.invalid(
                    "minSnapshotsToKeep: expected 1 or more, not %d: a branch's head is always kept",
                    minSnapshotsToKeep.get());
        }
        if (maxSnapshotAge.filter(Duration::isNegative).isPresent()
                || maxRefAge.filter(Duration::isNegative).isPresent()) {
            throw LakeFailure.invalid("maxSnapshotAge, maxRefAge: an age can't be negative");
        }
    }

    /**
     * What properties say of it. A number of snapshots of 0, which Iceberg lets pass, is taken for 1.
     *
     * @throws LakeFailure INVALID naming the key whose value is no number, or a negative one
     */
    public static SnapshotRetention ofProperties(Map<String, String> properties) {
        return new SnapshotRetention(
                number(properties, MAX_SNAPSHOT_AGE_MS).map(Duration::ofMillis),
                number(properties, MIN_SNAPSHOTS_TO_KEEP)
                        .map(number -> (int) Math.max(1, Math.min(number, Integer.MAX_VALUE))),
                number(properties, MAX_REF_AGE_MS).map(Duration::ofMillis));
    }

    /** The same as properties. */
    public Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        maxSnapshotAge.ifPresent(age -> properties.put(MAX_SNAPSHOT_AGE_MS, Long.toString(age.toMillis())));
        minSnapshotsToKeep.ifPresent(number -> properties.put(MIN_SNAPSHOTS_TO_KEEP, number.toString()));
        maxRefAge.ifPresent(age -> properties.put(MAX_REF_AGE_MS, Long.toString(age.toMillis())));
        return properties;
    }

    public boolean isNone() {
        return equals(NONE);
    }

    private static Optional<Long> number(Map<String, String> properties, String key) {
        String value = properties.get(key);
        if (value == null) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(value);
            if (number >= 0) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw LakeFailure.invalid("Property %s: expected a number from 0 on, not '%s'", key, value);
    }
}
