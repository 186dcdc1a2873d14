package org.boathouse.ingestion.ledger;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.boathouse.contract.layout.ContentHash;
import org.boathouse.contract.ledger.LandingLedger;

/** One landing, as {@link LandingLedger#SCHEMA} has it; {@code mediaType} is null where the name gives no hint. */
public record LedgerRow(
        UUID landingId,
        String objectKey,
        String sourceName,
        String sourceUri,
        long sizeBytes,
        ContentHash content,
        String mediaType,
        Instant landedAt,
        UUID batchId) {
    /** @param ledger the table's own schema: rows are written by position, and somebody may have added or moved columns */
    Record toRecord(Schema ledger) {
        Record record = GenericRecord.create(ledger);
        record.setField(LandingLedger.LANDING_ID, landingId.toString());
        record.setField(LandingLedger.OBJECT_KEY, objectKey);
        record.setField(LandingLedger.SOURCE_NAME, sourceName);
        record.setField(LandingLedger.SOURCE_URI, sourceUri);
        record.setField(LandingLedger.SIZE_BYTES, sizeBytes);
        record.setField(LandingLedger.SHA256, content.sha256());
        record.setField(LandingLedger.MEDIA_TYPE, mediaType);
        record.setField(LandingLedger.LANDED_AT, landedAt.atOffset(ZoneOffset.UTC));
        record.setField(LandingLedger.BATCH_ID, batchId.toString());
        return record;
    }
}
