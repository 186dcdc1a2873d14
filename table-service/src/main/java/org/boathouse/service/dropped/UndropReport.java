package org.boathouse.service.dropped;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What was brought back, or would be. */
public record UndropReport(boolean dryRun, List<Entry> undropped) {
    /**
     * @param type {@code table}, {@code view} or {@code namespace}
     * @param name from now on
     * @param was what it was called
     * @param action {@code undropped}, or {@code unchanged} for what is there
     * @param droppedAt null for what is there
     */
    @Schema(name = "Undropped")
    public record Entry(
            String type,
            String name,
            String was,
            String action,
            @Schema(nullable = true) Instant droppedAt) {}
}
