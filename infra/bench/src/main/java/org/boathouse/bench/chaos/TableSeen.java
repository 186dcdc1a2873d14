package org.boathouse.bench.chaos;

import java.util.List;
import java.util.Set;

/**
 * A table as it is found when everything is over.
 *
 * @param born the name it was created under
 * @param name its name now
 * @param live whether the catalog lists it; otherwise it is dropped, and this is what it was then
 * @param history the appends in the ancestry of its head, the oldest first; of snapshots that were let go, those whose
 *     files are older than the oldest snapshot that is kept
 * @param snapshots the ids of those it keeps
 * @param isShortened whether snapshots of its head's ancestry were let go
 * @param files the appends whose files a reader of its head gets, each as often as it gets them
 * @param properties the operations whose properties it has
 * @param missing files that its snapshots need and the store does not have
 */
record TableSeen(
        String born,
        String name,
        boolean live,
        List<String> history,
        Set<Long> snapshots,
        boolean isShortened,
        List<String> files,
        Set<String> properties,
        List<String> missing) {}
