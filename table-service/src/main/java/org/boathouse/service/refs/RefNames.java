package org.boathouse.service.refs;

import java.time.Instant;
import java.util.regex.Pattern;
import org.apache.iceberg.SnapshotRef;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.AsOf;

/** What branches and tags may be called: nothing that has to be escaped anywhere, or that reads as another point. */
final class RefNames {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final String STAGE = "stage_";

    private RefNames() {}

    /** @throws LakeFailure INVALID for a name that can't be given */
    static String check(String type, String name) {
        if (!VALID.matcher(name).matches()) {
            throw LakeFailure.invalid(
                    "'%s' is no valid name of a %s: expected 1 to 128 letters, digits, '.', '_' and '-', a letter or digit first",
                    name, type);
        }
        if (name.startsWith(STAGE)) {
            throw LakeFailure.invalid("'%s': names that begin with %s are those of runs' branches", name, STAGE);
        }
        if (name.equals(SnapshotRef.MAIN_BRANCH)) {
            throw LakeFailure.invalid(
                    "main is the table itself: 'restore' sets it back, and 'branch --fast-forward' forward");
        }
        if (readsAsAnotherPoint(name)) {
            throw LakeFailure.invalid(
                    "'%s' reads as a snapshot id or a time: put a letter in front, as in v%s", name, name);
        }
        return name;
    }

    private static boolean readsAsAnotherPoint(String name) {
        try {
            return AsOf.parse(name, Instant.EPOCH) instanceof AsOf.Written;
        } catch (LakeFailure noTimeThoughItLooksLikeOne) {
            return true;
        }
    }
}
