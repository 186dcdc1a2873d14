package org.boathouse.service.http;

import java.util.OptionalInt;
import org.boathouse.contract.failure.LakeFailure;

/** A number among a request's query parameters. (Declared as one, JAX-RS would answer what is none with 404.) */
public final class QueryNumber {
    private QueryNumber() {}

    /**
     * @param text as it came, or null where there is none
     * @throws LakeFailure INVALID for what is no number, or outside the bounds
     */
    public static OptionalInt parse(String name, String text, int min, int max) {
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw LakeFailure.invalid("%s: expected a number from %d to %d, not '%s'", name, min, max, text);
    }
}
