package org.boathouse.ingestion.source;

import java.nio.file.Path;
import org.boathouse.contract.failure.LakeFailure;

/**
 * One file to land.
 *
 * @param name its source name: who lands it again under this name lands the same thing. The file's own name, or its path
 *     below the folder it was found in, with {@code /} between the parts
 * @param sizeBytes its size when it was listed, for progress only: what is stored is measured when it is read
 */
public record SourceFile(String name, Path path, long sizeBytes) {
    /** @throws LakeFailure INVALID where the name is no text, which a wrong locale makes of any foreign letter */
    public SourceFile {
        if (name.isEmpty() || name.chars().anyMatch(c -> c == '\uFFFD' || Character.isISOControl(c))) {
            throw LakeFailure.invalid(
                    "%s: the file's name cannot be read as text, so it cannot be found again; rename it, or set a locale that fits it (LC_ALL=C.UTF-8)",
                    path);
        }
    }
}
