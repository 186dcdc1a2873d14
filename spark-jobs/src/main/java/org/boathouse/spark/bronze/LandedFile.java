package org.boathouse.spark.bronze;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.contract.ledger.LandingLedger;

/**
 * One landing, as the bronze reader needs it.
 *
 * @param uri the object's URI, as provenance names it
 * @param path where Hadoop's FileSystem opens it
 * @param sizeBytes as the ledger has it: what tasks are balanced by
 */
public record LandedFile(String uri, String path, long sizeBytes, String landingId, Instant landedAt)
        implements Serializable {

    /** The landings in rows of a ledger, in the order of landing. Runs a Spark job: a landing is small, its file is not read. */
    public static List<LandedFile> of(Dataset<Row> ledgerRows, LakeLayout layout) {
        return ledgerRows
                .select(
                        col(LandingLedger.OBJECT_KEY),
                        col(LandingLedger.SIZE_BYTES),
                        col(LandingLedger.LANDING_ID),
                        col(LandingLedger.LANDED_AT).cast("timestamp"))
                .collectAsList()
                .stream()
                .map(row -> of(layout, row.getString(0), row.getLong(1), row.getString(2), instant(row.get(3))))
                // Here, not in Spark: sorting there would cost two more jobs.
                .sorted(Comparator.comparing(LandedFile::landedAt).thenComparing(LandedFile::landingId))
                .toList();
    }

    private static LandedFile of(LakeLayout layout, String key, long sizeBytes, String landingId, Instant landedAt) {
        String uri = layout.uri(key);
        // The same place, by the name under which Hadoop knows S3.
        return new LandedFile(uri, uri.replaceFirst("^s3:", "s3a:"), sizeBytes, landingId, landedAt);
    }

    /** Spark gives one or the other, by its setting {@code spark.sql.datetime.java8API.enabled}. */
    private static Instant instant(Object timestamp) {
        return timestamp instanceof java.sql.Timestamp old ? old.toInstant() : (Instant) timestamp;
    }
}
