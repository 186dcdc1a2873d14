package org.boathouse.ingestion.landing;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.ingestion.ledger.LedgerRow;

/**
 * The files that one command lands. Each keeps its landing id however often the batch is offered to the ledger.
 *
 * @param landingIds by source name
 */
record Batch(UUID id, List<LandedFile> files, Map<String, UUID> landingIds, LakeLayout layout) {
    /**
     * What of a batch stands in the ledger.
     *
     * @param snapshotId empty where nothing was left to append
     */
    record Committed(OptionalLong snapshotId, List<LedgerRow> rows) {}

    static Batch of(UUID id, List<LandedFile> files, LakeLayout layout) {
        Map<String, UUID> landingIds = new HashMap<>();
        files.forEach(file -> landingIds.put(file.source().name(), UUID.randomUUID()));
        return new Batch(id, files, landingIds, layout);
    }

    Set<String> names() {
        return files.stream().map(file -> file.source().name()).collect(Collectors.toUnmodifiableSet());
    }

    List<LedgerRow> rows(List<LandedFile> landings, Instant landedAt) {
        return landings.stream().map(file -> row(file, landedAt)).toList();
    }

    private LedgerRow row(LandedFile file, Instant landedAt) {
        String name = file.source().name();
        return new LedgerRow(
                landingIds.get(name),
                layout.key(file.object()),
                name,
                file.source().path().toUri().toString(),
                file.sizeBytes(),
                file.object().content(),
                MediaTypes.of(name).orElse(null),
                landedAt,
                id);
    }
}
