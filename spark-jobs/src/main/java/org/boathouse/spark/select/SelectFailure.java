package org.boathouse.spark.select;

import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/** What Spark says of a SELECT, boiled down for its author. */
public final class SelectFailure {
    private SelectFailure() {}

    /**
     * @param e caught widely, because Scala throws Spark's checked exceptions without declaring them; one that is not
     *     Spark's verdict on the text goes on as it is
     * @return INVALID: file, line, what is wrong, and for a missing column what there is
     */
    public static LakeFailure of(String file, Exception e) {
        if (e instanceof AnalysisException analysis) {
            return of(file, analysis);
        }
        if (e instanceof RuntimeException runtime) {
            throw runtime;
        }
        throw new IllegalStateException(e);
    }

    private static LakeFailure of(String file, AnalysisException e) {
        String place = e.line().isDefined() ? file + " line " + e.line().get() : file;
        return new LakeFailure(FailureKind.INVALID, place + ": " + explain(e), e);
    }

    private static String explain(AnalysisException e) {
        Map<String, String> parameters = e.getMessageParameters();
        String condition = e.getCondition() == null ? "" : e.getCondition();
        if (condition.startsWith("UNRESOLVED_COLUMN") && parameters.containsKey("proposal")) {
            return "there is no column %s; there are %s"
                    .formatted(parameters.get("objectName"), parameters.get("proposal"));
        }
        if (condition.startsWith("UNRESOLVED_COLUMN")) {
            return "there is no column %s".formatted(parameters.get("objectName"));
        }
        String message = e.getSimpleMessage();
        int tree = message.indexOf(";\n");
        return (tree < 0 ? message : message.substring(0, tree))
                .replaceAll("(?s)\n== SQL.*", "")
                .replaceAll("\\s*SQLSTATE: \\w+", "")
                .strip();
    }
}
