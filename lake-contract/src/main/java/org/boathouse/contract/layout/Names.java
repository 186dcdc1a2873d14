package org.boathouse.contract.layout;

import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/** The one rule for names in a lake: they are at once SQL identifiers, Iceberg namespace levels and key segments. */
final class Names {
    static final int LENGTH_MAX = 63;
    private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private Names() {}

    static boolean isValid(String name) {
        return name != null && VALID.matcher(name).matches();
    }

    static void check(String what, String name) {
        if (!isValid(name)) {
            throw LakeFailure.invalid(
                    "'%s' is no valid %s name: expected a lower-case letter, then at most %d lower-case letters, digits or underscores",
                    name, what, LENGTH_MAX - 1);
        }
    }
}
