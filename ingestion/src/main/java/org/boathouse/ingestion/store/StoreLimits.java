package org.boathouse.ingestion.store;

import java.time.Duration;

/**
 * How much an {@link ObjectStore} client takes at once.
 *
 * @param requestsMax requests under way at the same time
 * @param partBytes contents above this size go in parts of at least this size (S3 wants 5 MiB or more)
 * @param memoryBytesMax bytes read and not yet stored, over all uploads
 * @param attemptsMax how often a request is made before its failure counts
 * @param backoff the longest wait before the second attempt; it doubles with every further one
 * @param silenceMax how long the store may say nothing while it should
 */
public record StoreLimits(
        int requestsMax, int partBytes, int memoryBytesMax, int attemptsMax, Duration backoff, Duration silenceMax) {
    private static final int PART_BYTES = 8 << 20;
    private static final int PARTS_IN_MEMORY_MAX = 16;

    /** A quarter of the heap for what is under way, and no more than 128 MiB of it. */
    public static final StoreLimits DEFAULTS = new StoreLimits(
            16,
            PART_BYTES,
            (int) Math.max(
                    PART_BYTES,
                    Math.min(
                            PARTS_IN_MEMORY_MAX * PART_BYTES,
                            Runtime.getRuntime().maxMemory() / 4)),
            5,
            Duration.ofMillis(100),
            Duration.ofSeconds(60));

    /** S3's own limit: CompleteMultipartUpload, "Part numbers can be any number from 1 to 10,000". */
    static final int PARTS_MAX = 10_000;

    public StoreLimits {
        if (requestsMax < 1 || partBytes < 1 || memoryBytesMax < partBytes || attemptsMax < 1) {
            throw new IllegalArgumentException("limits must be positive, and memory must hold a part");
        }
    }

    /** The size of the parts that a content of this size is sent in. */
    int partBytesOf(long sizeBytes) {
        long least = (sizeBytes + PARTS_MAX - 1) / PARTS_MAX;
        if (least > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("%d bytes do not fit into one object".formatted(sizeBytes));
        }
        return (int) Math.max(partBytes, least);
    }
}
