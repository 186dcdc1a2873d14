package org.boathouse.service.catalog;

import org.apache.iceberg.exceptions.BadRequestException;

/** Which snapshots a loaded table shows. */
enum SnapshotsShown {
    /** The whole history. */
    ALL,
    /** Those that a branch or tag names; the client loads the rest when it needs it. */
    REFS;

    /** @param parameter the {@code snapshots} query parameter, or null */
    static SnapshotsShown of(String parameter) {
        if (parameter == null || parameter.equals("all")) {
            return ALL;
        }
        if (parameter.equals("refs")) {
            return REFS;
        }
        throw new BadRequestException("snapshots must be 'all' or 'refs', not '%s'", parameter);
    }
}
