package org.boathouse.contract.layout;

import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/** A file content's SHA-256, as 64 lower-case hexadecimal digits. */
public record ContentHash(String sha256) {
    private static final Pattern VALID = Pattern.compile("[0-9a-f]{64}");

    public ContentHash {
        if (!VALID.matcher(sha256).matches()) {
            throw LakeFailure.invalid("'%s' is no SHA-256: expected 64 lower-case hexadecimal digits", sha256);
        }
    }
}
