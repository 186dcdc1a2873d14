package org.boathouse.service.refs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of a branch or tag.
 *
 * @param action {@code created}, {@code replaced}, {@code forwarded}, {@code deleted} or {@code unchanged}
 * @param was where it was before; null where it is new
 * @param ref as it is now; as it was where it is deleted
 */
public record RefReport(
        String table,
        String action,
        @Schema(nullable = true) Long was,
        RefState ref,
        boolean dryRun) {}
