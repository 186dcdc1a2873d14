package org.boathouse.contract.snapshot;

import java.util.Map;
import java.util.TreeMap;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;

/** Keys that the lake's writers put into snapshot summaries, so that state and its explanation move together. */
public final class SummaryKeys {
    /** The run that staged the snapshot. */
    public static final String RUN_ID = "boathouse.run-id";
    /** Hash of the refinement (contract and SELECT) that the run used. */
    public static final String DEFINITION = "boathouse.definition";
    /** The batch of landings that a ledger snapshot appends. */
    public static final String BATCH_ID = "boathouse.batch-id";

    /** On the snapshot that a restore makes where a table was empty: older ones may be there, or have expired. */
    public static final String EMPTIED = "boathouse.emptied";

    /** On the snapshot without rows by which a restored table counts its inputs as read without having read them. */
    public static final String SKIPPED = "boathouse.skipped";

    private static final String INPUT = "boathouse.input.";

    private SummaryKeys() {}

    /** The key whose value is the upstream's snapshot id up to which (inclusive) it is consumed. */
    public static String input(TableName upstream) {
        return INPUT + upstream;
    }

    /**
     * The inputs that a summary records: upstream to snapshot id.
     *
     * @throws LakeFailure INVALID where one of them is malformed: who goes on from there must know all of them
     */
    public static Map<TableName, Long> inputs(Map<String, String> summary) {
        Map<TableName, Long> inputs = new TreeMap<>();
        summary.forEach((key, value) -> {
            if (key.startsWith(INPUT)) {
                inputs.put(TableName.parse(key.substring(INPUT.length())), snapshotId(key, value));
            }
        });
        return inputs;
    }

    /** Those inputs that are well-formed, for who only shows them: any client of the catalog may write a summary. */
    public static Map<TableName, Long> readableInputs(Map<String, String> summary) {
        Map<TableName, Long> inputs = new TreeMap<>();
        summary.forEach((key, value) -> {
            try {
                inputs.putAll(inputs(Map.of(key, value)));
            } catch (LakeFailure e) {
                // None of the lake's writers wrote it, and nothing goes by it.
            }
        });
        return inputs;
    }

    private static long snapshotId(String key, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw LakeFailure.invalid("The snapshot summary's %s: expected a snapshot id, found '%s'", key, value);
        }
    }
}
