package org.boathouse.service.collector;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.boathouse.service.retention.ExpireReport;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a run found and did, or with {@code dryRun} would do.
 *
 * @param expiredSnapshots how many snapshots went by policies of retention; {@code expiredRefs} branches and tags
 * @param notExpired the tables that could not be judged, or were changed meanwhile
 * @param objects how many the bucket holds
 * @param needed how many are reachable
 * @param foreign how many are not of the lake's layout; they are nobody's to delete
 * @param young how many are unreachable and were written lately
 * @param waiting how many are unreachable and have not been so for long
 * @param deleted how many went
 * @param droppedTables names of the tables that were dropped long ago and now cannot come back
 * @param damagedTables names of the tables of which files are gone that they name; everything under their locations stays
 * @param unreachable of a dry run: objects that nothing needs, in the order of the store's listing
 * @param next of a dry run: what to ask for as {@code after} to see more, or null
 */
public record CollectionReport(
        boolean dryRun,
        Instant at,
        long expiredSnapshots,
        long expiredRefs,
        List<ExpireReport.Failed> notExpired,
        long objects,
        long needed,
        long foreign,
        long young,
        long waiting,
        long deleted,
        long deletedBytes,
        List<String> droppedTables,
        Set<String> damagedTables,
        List<Unreachable> unreachable,
        @Schema(nullable = true) String next) {
    /**
     * An object that nothing needs.
     *
     * @param since when a run first saw that, or null where none has yet
     * @param why what would have to need it
     * @param fate {@code young}, {@code waiting} or {@code goes}
     */
    public record Unreachable(
            String key,
            long bytes,
            Instant lastModified,
            @Schema(nullable = true) Instant since,
            String why,
            String fate) {}
}
