package org.boathouse.contract.evolution;

import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;

/** Default values of fields, whose type may have widened meanwhile. */
final class DefaultValue {
    private DefaultValue() {}

    /** @param type of the field as it is now */
    static boolean isSame(Literal<?> before, Literal<?> after, Type type) {
        if (before == null || after == null) {
            return before == after;
        }
        Literal<?> widened = before.to(type);
        return (widened == null ? before : widened).equals(after);
    }
}
