package org.boathouse.service.query;

import java.sql.SQLException;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/** What DuckDB says, for people: without its internals, and without lines of a query that the user did not write. */
final class DuckFailure {
    private DuckFailure() {}

    static LakeFailure of(SQLException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        if (message.startsWith("Out of Memory Error")) {
            return LakeFailure.invalid(
                    "The query needs more memory than it may use (boathouse.sql.memory-max): narrow it, or run it on Spark");
        }
        if (message.startsWith("INTERNAL Error") || message.startsWith("FATAL Error")) {
            return new LakeFailure(
                    FailureKind.INTERNAL,
                    "DuckDB failed on this query, which is a fault of its own: " + readable(message),
                    e);
        }
        return new LakeFailure(FailureKind.INVALID, readable(message), e);
    }

    static String readable(String message) {
        return message.replaceFirst("(?s)\\n\\s*LINE \\d+:.*", "")
                .replaceAll("(?s)\\n\\s*Stack Trace:.*", "")
                .replaceAll("\\b" + TreeGate.VIEW_PREFIX + "\\d+\\b", "the table")
                .strip();
    }
}
