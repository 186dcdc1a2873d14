package org.boathouse.service.retention;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.boathouse.contract.retention.SnapshotRetention;

/**
 * How long one table's history is kept: each setting from the most specific place that says it. Where nobody says an age,
 * nothing is ever too old.
 */
record Policy(
        Optional<Said<Duration>> maxSnapshotAge,
        Optional<Said<Integer>> minSnapshotsToKeep,
        Optional<Said<Duration>> maxRefAge) {
    /**
     * A setting.
     *
     * @param by where it stands, for people: {@code domain flights}
     */
    record Said<T>(T value, String by) {}

    /** What one place says. */
    record Level(String name, SnapshotRetention says) {}

    /** @param levels the most specific first */
    static Policy of(List<Level> levels) {
        return new Policy(
                first(levels, SnapshotRetention::maxSnapshotAge),
                first(levels, SnapshotRetention::minSnapshotsToKeep),
                first(levels, SnapshotRetention::maxRefAge));
    }

    private static <T> Optional<Said<T>> first(List<Level> levels, Function<SnapshotRetention, Optional<T>> setting) {
        for (Level level : levels) {
            Optional<T> value = setting.apply(level.says());
            if (value.isPresent()) {
                return Optional.of(new Said<>(value.get(), level.name()));
            }
        }
        return Optional.empty();
    }
}
