package org.boathouse.contract.product;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** {@code <table>__quarantine}: rows that broke a rule, with the reasons and where they came from. All have one schema. */
public final class QuarantineTable {
    public static final String QUARANTINED_AT = "quarantined_at";
    public static final String RUN_ID = "run_id";
    public static final String RULES = "rules";
    public static final String REASONS = "reasons";
    public static final String SOURCE_FILE = "source_file";
    public static final String SOURCE_RECORD = "source_record";
    public static final String ROW = "row";

    /** The rule that a record broke which could not be read at all; it holds for every bronze table. */
    public static final String READABLE = "readable";

    public static final Schema SCHEMA = new Schema(
            required(1, QUARANTINED_AT, Types.TimestampType.withZone(), "when the run set the row aside"),
            required(2, RUN_ID, Types.StringType.get(), "the run that set the row aside"),
            required(
                    3,
                    RULES,
                    Types.ListType.ofRequired(8, Types.StringType.get()),
                    "names of the rules that the row broke"),
            required(
                    4,
                    REASONS,
                    Types.ListType.ofRequired(9, Types.StringType.get()),
                    "what each of those rules says, in the same order"),
            optional(5, SOURCE_FILE, Types.StringType.get(), "URI of the landed file, where the row carries it"),
            optional(6, SOURCE_RECORD, Types.LongType.get(), "1-based number of the record in that file"),
            required(7, ROW, Types.StringType.get(), "the whole row as JSON"));

    /** Properties of a new quarantine table: those of a product table. */
    public static final Map<String, String> PROPERTIES = TableKeys.DEFAULTS;

    private QuarantineTable() {}
}
