package org.boathouse.service.http;

import org.boathouse.contract.failure.LakeFailure;

/** A yes or no among a request's query parameters. (Declared as one, JAX-RS would take what is neither for a no.) */
public final class QueryFlag {
    private QueryFlag() {}

    /**
     * @param text as it came, or null where there is none, which is a no
     * @throws LakeFailure INVALID for what is neither {@code true} nor {@code false}
     */
    public static boolean parse(String name, String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw LakeFailure.invalid("%s: expected true or false, not '%s'", name, text);
    }
}
