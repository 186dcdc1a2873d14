package org.boathouse.service.collector;

import java.time.Duration;
import org.boathouse.contract.failure.LakeFailure;

/**
 * How patient the collector is.
 *
 * @param ageMin how long ago an object must have been written: longer than any writer takes from its first file to its
 *     commit
 * @param graceMin how long nothing must have needed an object: longer than any query reads a snapshot that has expired, and
 *     than any landing takes to commit what it found stored
 * @param droppedKept how long a dropped table can be brought back
 * @param filterBytes the memory that knows the files which are needed; ten million of them want 16 MiB
 * @param batchMax objects deleted at once
 */
public record CollectorSettings(
        Duration ageMin, Duration graceMin, Duration droppedKept, int filterBytes, int batchMax) {
    public CollectorSettings {
        for (Duration duration : new Duration[] {ageMin, graceMin, droppedKept}) {
            if (duration.isNegative()) {
                throw LakeFailure.invalid("boathouse.collector: a duration can't be negative, but one is %s", duration);
            }
        }
        if (filterBytes < 1024 || batchMax < 1) {
            throw LakeFailure.invalid("boathouse.collector: memory-max must be at least 1 KiB and batch-max 1");
        }
    }
}
