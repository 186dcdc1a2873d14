package org.boathouse.ingestion.landing;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.ingestion.ledger.LedgerHead;
import org.boathouse.ingestion.ledger.LedgerRow;
import org.boathouse.ingestion.ledger.Ledgers;
import org.boathouse.ingestion.source.SourceFile;
import org.boathouse.ingestion.store.ObjectStore;

/**
 * Lands files: stores their contents as objects, then makes them known by one append to the dataset's ledger. The append
 * is the landing. Before it nothing is visible, and a batch is visible as a whole or not at all; objects that a failed or
 * killed landing leaves behind are found there by the next one, which has them kept before it relies on them.
 *
 * <p>A landing can be repeated at any time, by anybody, at once: a file whose name's latest landing has the same content
 * is not landed again.
 */
public final class Lander {
    private final LakeLayout layout;
    private final Ledgers ledgers;
    private final Uploads uploads;
    private final Clock clock;
    private final LanderLimits limits;

    public Lander(
            ObjectStore store,
            LakeLayout layout,
            ObjectKeeper keeper,
            Ledgers ledgers,
            Clock clock,
            LanderLimits limits) {
        this.layout = layout;
        this.ledgers = ledgers;
        this.uploads = new Uploads(store, layout, keeper, limits.parallelUploadsMax());
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Lands files as one batch.
     *
     * @throws LakeFailure of any kind, naming the file, object or ledger it is about. But for OUTCOME_UNKNOWN nothing has
     *     landed; with it the batch may have: landing it again settles that and lands nothing twice
     */
    public LandingReport land(Dataset dataset, List<SourceFile> sources, LandingProgress progress) {
        UUID batchId = UUID.randomUUID();
        List<SourceFile> files = SameName.merged(sources);
        Set<String> names = files.stream().map(SourceFile::name).collect(Collectors.toUnmodifiableSet());
        LedgerHead head = ledgers.read(dataset, names);
        List<LandedFile> stored = uploads.of(dataset, files, head.latest(), progress);
        // Who was up to date when the ledger was first read stays so: nobody can land "before" that any more.
        LandingPlan first = LandingPlan.of(stored, head.latest());
        Batch batch = Batch.of(batchId, first.landings(), layout);
        Batch.Committed committed = new BatchCommit(ledgers, clock, limits, progress).commit(batch, head);
        return report(dataset, batchId, stored, committed);
    }

    private LandingReport report(Dataset dataset, UUID batchId, List<LandedFile> files, Batch.Committed committed) {
        Map<String, UUID> landingIds =
                committed.rows().stream().collect(Collectors.toMap(LedgerRow::sourceName, LedgerRow::landingId));
        List<LandingReport.FileReport> reports = files.stream()
                .map(file -> new LandingReport.FileReport(
                        file.source().name(),
                        file.source().path().toString(),
                        file.sizeBytes(),
                        file.object().content().sha256(),
                        layout.key(file.object()),
                        Optional.ofNullable(landingIds.get(file.source().name()))))
                .toList();
        return new LandingReport(dataset, batchId, committed.snapshotId(), reports);
    }
}
