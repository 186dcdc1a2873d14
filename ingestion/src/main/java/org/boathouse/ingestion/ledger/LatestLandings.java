package org.boathouse.ingestion.ledger;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.boathouse.contract.layout.ContentHash;
import org.boathouse.contract.ledger.LandingLedger;

/**
 * Finds the latest landing of names in one snapshot of a ledger. Landing order is {@code landed_at} within one name: every
 * landing is stamped later than its predecessor, so compaction may reorder the rows.
 */
final class LatestLandings {
    /** Iceberg prunes files by an IN list no longer than this (InclusiveMetricsEvaluator.IN_PREDICATE_LIMIT). */
    private static final int IN_LIST_MAX = 200;

    private LatestLandings() {}

    static Map<String, LatestLanding> of(Table table, long snapshotId, Set<String> names) throws IOException {
        Map<String, LatestLanding> latest = new HashMap<>();
        if (names.isEmpty()) {
            return latest;
        }
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table)
                .useSnapshot(snapshotId)
                .where(among(names))
                .select(LandingLedger.SOURCE_NAME, LandingLedger.SHA256, LandingLedger.LANDED_AT)
                .build()) {
            for (Record row : rows) {
                String name = (String) row.getField(LandingLedger.SOURCE_NAME);
                if (names.contains(name)) {
                    latest.merge(name, landing(row), (a, b) -> b.landedAt().isBefore(a.landedAt()) ? a : b);
                }
            }
        }
        return latest;
    }

    private static Expression among(Set<String> names) {
        return names.size() <= IN_LIST_MAX
                ? Expressions.in(LandingLedger.SOURCE_NAME, names.toArray())
                : Expressions.and(
                        Expressions.greaterThanOrEqual(LandingLedger.SOURCE_NAME, Collections.min(names)),
                        Expressions.lessThanOrEqual(LandingLedger.SOURCE_NAME, Collections.max(names)));
    }

    private static LatestLanding landing(Record row) {
        Instant landedAt = ((OffsetDateTime) row.getField(LandingLedger.LANDED_AT)).toInstant();
        return new LatestLanding(new ContentHash((String) row.getField(LandingLedger.SHA256)), landedAt);
    }
}
