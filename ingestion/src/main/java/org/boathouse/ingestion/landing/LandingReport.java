package org.boathouse.ingestion.landing;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.boathouse.contract.layout.Dataset;

/**
 * What a landing came to.
 *
 * @param snapshotId the ledger snapshot that the batch became; empty where every file had landed already
 * @param files one per source name, in the order of the arguments
 */
public record LandingReport(Dataset dataset, UUID batchId, OptionalLong snapshotId, List<FileReport> files) {
    /**
     * One file's part of it.
     *
     * @param landingId of the new landing; empty where this content was the name's latest landing already
     * @param objectKey of the stored object, within the lake's bucket
     */
    public record FileReport(
            String sourceName, String path, long sizeBytes, String sha256, String objectKey, Optional<UUID> landingId) {
        public boolean landed() {
            return landingId.isPresent();
        }
    }

    public LandingReport {
        files = List.copyOf(files);
    }

    public long landedFiles() {
        return files.stream().filter(FileReport::landed).count();
    }

    public long landedBytes() {
        return files.stream()
                .filter(FileReport::landed)
                .mapToLong(FileReport::sizeBytes)
                .sum();
    }

    public long alreadyLandedFiles() {
        return files.size() - landedFiles();
    }
}
