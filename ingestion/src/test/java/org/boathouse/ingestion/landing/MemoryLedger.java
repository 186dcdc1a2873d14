package org.boathouse.ingestion.landing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.ingestion.ledger.LatestLanding;
import org.boathouse.ingestion.ledger.LedgerHead;
import org.boathouse.ingestion.ledger.LedgerRow;
import org.boathouse.ingestion.ledger.Ledgers;

/** One ledger in memory; its snapshot ids count its appends. */
final class MemoryLedger implements Ledgers {
    record Row(long snapshotId, LedgerRow row) {}

    private final List<Row> rows = new ArrayList<>();
    private long head;

    @Override
    public synchronized LedgerHead read(Dataset dataset, Set<String> sourceNames) {
        Map<String, LatestLanding> latest = new HashMap<>();
        for (Row row : rows) {
            if (sourceNames.contains(row.row().sourceName())) {
                latest.put(
                        row.row().sourceName(),
                        new LatestLanding(row.row().content(), row.row().landedAt()));
            }
        }
        return new LedgerHead(dataset, head == 0 ? OptionalLong.empty() : OptionalLong.of(head), latest);
    }

    @Override
    public synchronized OptionalLong append(LedgerHead at, UUID batchId, List<LedgerRow> batch) {
        if (at.snapshotId().orElse(0) != head) {
            return OptionalLong.empty();
        }
        head++;
        batch.forEach(row -> rows.add(new Row(head, row)));
        return OptionalLong.of(head);
    }

    @Override
    public synchronized OptionalLong snapshotOf(Dataset dataset, UUID batchId) {
        return rows.stream()
                .filter(row -> row.row().batchId().equals(batchId))
                .mapToLong(Row::snapshotId)
                .findFirst();
    }

    synchronized List<Row> rows() {
        return List.copyOf(rows);
    }

    List<String> names() {
        return rows().stream().map(row -> row.row().sourceName()).toList();
    }
}
