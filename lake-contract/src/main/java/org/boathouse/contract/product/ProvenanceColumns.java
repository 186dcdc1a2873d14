package org.boathouse.contract.product;

import static org.apache.iceberg.types.Types.NestedField.optional;

import java.util.List;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The columns that the lake appends to every bronze table: where a row came from and what of it did not fit. (Not {@code
 * _file} and {@code _pos}: Iceberg keeps those for itself.)
 */
public final class ProvenanceColumns {
    /** URI of the landed object. */
    public static final String SOURCE_FILE = "_source_file";
    /** 1-based number of the record in its file; a header is no record. */
    public static final String SOURCE_RECORD = "_source_record";
    /** The landing, a row of the ledger. */
    public static final String LANDING_ID = "_landing_id";
    /** When the landing was committed. */
    public static final String LANDED_AT = "_landed_at";
    /** Column or path to the text that did not fit; null where everything fitted. */
    public static final String RESCUED = "_rescued";

    /** Key in {@link #RESCUED}: the whole raw record, where it could not be parsed. */
    public static final String RESCUED_RECORD = "_record";
    /** Key in {@link #RESCUED}: why the record could not be parsed. */
    public static final String RESCUED_ERROR = "_error";

    /** In order; the ids are placeholders. */
    public static final List<NestedField> FIELDS = List.of(
            optional(1, SOURCE_FILE, Types.StringType.get(), "URI of the landed file that the row came from"),
            optional(2, SOURCE_RECORD, Types.LongType.get(), "1-based number of the record in its file"),
            optional(3, LANDING_ID, Types.StringType.get(), "landing that brought the file, a row of the ledger"),
            optional(4, LANDED_AT, Types.TimestampType.withZone(), "when the file landed"),
            optional(
                    5,
                    RESCUED,
                    Types.MapType.ofOptional(6, 7, Types.StringType.get(), Types.StringType.get()),
                    "column or path to the text that did not fit the contract"));

    private ProvenanceColumns() {}

    /** Whether a name is kept for provenance: it begins with an underscore, as no column of a contract may. */
    public static boolean isReserved(String column) {
        return column.startsWith("_");
    }
}
