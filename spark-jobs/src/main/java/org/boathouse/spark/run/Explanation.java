package org.boathouse.spark.run;

import org.boathouse.contract.failure.LakeFailure;

/** Says in words for people why a table failed. */
final class Explanation {
    private static final int MESSAGE_CHARS_MAX = 2000;

    private Explanation() {}

    /** @param file of the table's step, named unless the failure already says what it is about */
    static String of(String file, Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LakeFailure) {
                return cause.getMessage();
            }
            root = cause;
        }
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        message = message.replaceAll("\\s*SQLSTATE: \\w+", "").strip();
        if (message.length() > MESSAGE_CHARS_MAX) {
            message = message.substring(0, MESSAGE_CHARS_MAX) + " ...";
        }
        return file + ": " + (root.getMessage() == null ? "" : root.getClass().getSimpleName() + ": ") + message;
    }
}
