package org.boathouse.contract.ledger;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * The landing ledger: the Iceberg table {@code <domain>.raw.<dataset>} with one row per landing. It is only ever
 * appended to, each batch one snapshot by strict compare-and-set on the head of {@code main}; compaction may replace its
 * files. The ledger commit is the landing: before it nothing is visible. The latest landing of a name is the one with the
 * latest {@link #LANDED_AT}, which each lander sets later than the one it follows, whatever its clock says.
 */
public final class LandingLedger {
    public static final String LANDING_ID = "landing_id";
    public static final String OBJECT_KEY = "object_key";
    public static final String SOURCE_NAME = "source_name";
    public static final String SOURCE_URI = "source_uri";
    public static final String SIZE_BYTES = "size_bytes";
    public static final String SHA256 = "sha256";
    public static final String MEDIA_TYPE = "media_type";
    public static final String LANDED_AT = "landed_at";
    public static final String BATCH_ID = "batch_id";

    public static final Schema SCHEMA = new Schema(
            required(1, LANDING_ID, Types.StringType.get(), "UUID of this landing"),
            required(2, OBJECT_KEY, Types.StringType.get(), "key of the stored object in the lake's bucket"),
            required(
                    3,
                    SOURCE_NAME,
                    Types.StringType.get(),
                    "the file's name within the dataset; landing it again with the same content is a no-op"),
            optional(4, SOURCE_URI, Types.StringType.get(), "where the file was read from"),
            required(5, SIZE_BYTES, Types.LongType.get(), "size of the stored object in bytes"),
            required(6, SHA256, Types.StringType.get(), "SHA-256 of the content, 64 hexadecimal digits"),
            optional(7, MEDIA_TYPE, Types.StringType.get(), "media type, guessed from the name"),
            required(
                    8,
                    LANDED_AT,
                    Types.TimestampType.withZone(),
                    "when the batch was committed, by its lander's clock; always later than the name's landing before"),
            required(9, BATCH_ID, Types.StringType.get(), "UUID of the landing command's batch"));

    /** Properties of a new ledger. A conflict must come back to the lander, who drops what landed meanwhile. */
    public static final Map<String, String> PROPERTIES =
            Map.of("commit.retry.num-retries", "0", "format-version", "2", "gc.enabled", "false");

    private LandingLedger() {}
}
