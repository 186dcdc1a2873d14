package org.boathouse.ingestion.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.layout.ContentHash;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.ledger.LandingLedger;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IcebergLedgersTest {
    private static final Dataset AIRPORTS = Dataset.parse("flights/airports");
    private static final TableIdentifier TABLE = TableIdentifier.of("flights", "raw", "airports");
    private static final ContentHash A = new ContentHash("a".repeat(64));
    private static final ContentHash B = new ContentHash("b".repeat(64));
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.000001Z");

    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private IcebergLedgers ledgers;

    @BeforeEach
    void connect() {
        catalog.initialize("lake", Map.of());
        ledgers = new IcebergLedgers(catalog, catalog);
    }

    @Test
    void aLedgerThatIsNotThereIsEmptyAndReadingDoesNotMakeIt() {
        LedgerHead head = ledgers.read(AIRPORTS, Set.of("a.csv"));

        assertEquals(new LedgerHead(AIRPORTS, OptionalLong.empty(), Map.of()), head);
        assertFalse(catalog.tableExists(TABLE));
    }

    @Test
    void theFirstAppendMakesTheLedgerAndOneSnapshotWithTheBatchId() throws Exception {
        UUID batch = UUID.randomUUID();

        OptionalLong snapshot = ledgers.append(
                ledgers.read(AIRPORTS, Set.of()),
                batch,
                List.of(row(batch, "a.csv", A, NOON), row(batch, "b", B, NOON)));

        Table table = catalog.loadTable(TABLE);
        assertEquals(snapshot, OptionalLong.of(table.currentSnapshot().snapshotId()));
        assertEquals(batch.toString(), table.currentSnapshot().summary().get(SummaryKeys.BATCH_ID));
        assertTrue(table.schema().sameSchema(LandingLedger.SCHEMA));
        assertEquals(snapshot, ledgers.snapshotOf(AIRPORTS, batch));
        Record row = rows(table).stream()
                .filter(r -> r.getField(LandingLedger.SOURCE_NAME).equals("a.csv"))
                .findFirst()
                .orElseThrow();
        assertEquals(row(batch, "a.csv", A, NOON).toRecord(LandingLedger.SCHEMA), row);
    }

    @Test
    void columnsThatSomebodyAddedOrMovedDoNotShiftTheOthers() throws Exception {
        append("a.csv", A, NOON);
        catalog.loadTable(TABLE)
                .updateSchema()
                .addColumn("note", Types.StringType.get())
                .moveFirst("note")
                .moveAfter(LandingLedger.LANDING_ID, LandingLedger.SHA256)
                .commit();

        append("b.csv", B, NOON);

        for (Record row : rows(catalog.loadTable(TABLE))) {
            ContentHash content = row.getField(LandingLedger.SOURCE_NAME).equals("a.csv") ? A : B;
            assertEquals(content.sha256(), row.getField(LandingLedger.SHA256));
            assertNull(row.getField("note"));
            UUID.fromString((String) row.getField(LandingLedger.LANDING_ID));
        }
    }

    @Test
    void theLatestLandingOfANameIsTheOneStampedLast() {
        append("a.csv", A, NOON);
        append("b.csv", A, NOON);
        append("a.csv", B, NOON.plusSeconds(1));

        Map<String, LatestLanding> latest =
                ledgers.read(AIRPORTS, Set.of("a.csv", "b.csv", "c.csv")).latest();

        assertEquals(
                Map.of("a.csv", new LatestLanding(B, NOON.plusSeconds(1)), "b.csv", new LatestLanding(A, NOON)),
                latest);
    }

    @Test
    void latestDoesNotHangOnTheOrderOfTheRows() {
        UUID batch = UUID.randomUUID();
        ledgers.append(
                ledgers.read(AIRPORTS, Set.of()),
                batch,
                List.of(row(batch, "a.csv", B, NOON.plusSeconds(1)), row(batch, "a.csv", A, NOON)));

        assertEquals(
                B, ledgers.read(AIRPORTS, Set.of("a.csv")).latest().get("a.csv").content());
    }

    @Test
    void manyNamesAreFoundAsFewAre() {
        Set<String> names =
                Set.copyOf(IntStream.range(0, 1000).mapToObj(i -> "f" + i).toList());
        UUID batch = UUID.randomUUID();
        ledgers.append(
                ledgers.read(AIRPORTS, Set.of()),
                batch,
                names.stream().map(name -> row(batch, name, A, NOON)).toList());
        append("outside", B, NOON);

        assertEquals(names, ledgers.read(AIRPORTS, names).latest().keySet());
    }

    @Test
    void anAppendToAHeadThatMovedAppendsNothing() {
        append("a.csv", A, NOON);
        LedgerHead stale = ledgers.read(AIRPORTS, Set.of("a.csv"));
        append("a.csv", B, NOON.plusSeconds(1));
        long head = catalog.loadTable(TABLE).currentSnapshot().snapshotId();

        UUID batch = UUID.randomUUID();
        OptionalLong snapshot = ledgers.append(stale, batch, List.of(row(batch, "a.csv", B, NOON.plusSeconds(2))));

        assertEquals(OptionalLong.empty(), snapshot);
        assertEquals(head, catalog.loadTable(TABLE).currentSnapshot().snapshotId());
        assertEquals(OptionalLong.empty(), ledgers.snapshotOf(AIRPORTS, batch));
    }

    @Test
    void anAppendToALedgerThatWasEmptyAndIsNoMoreAppendsNothing() {
        LedgerHead stale = ledgers.read(AIRPORTS, Set.of("a.csv"));
        append("a.csv", A, NOON);

        UUID batch = UUID.randomUUID();

        assertEquals(OptionalLong.empty(), ledgers.append(stale, batch, List.of(row(batch, "a.csv", A, NOON))));
    }

    @Test
    void aRestoredLedgerIsReadAsItIsNow() {
        append("a.csv", A, NOON);
        Snapshot first = catalog.loadTable(TABLE).currentSnapshot();
        UUID undone = append("a.csv", B, NOON.plusSeconds(1));
        catalog.loadTable(TABLE)
                .manageSnapshots()
                .rollbackTo(first.snapshotId())
                .commit();

        assertEquals(
                A, ledgers.read(AIRPORTS, Set.of("a.csv")).latest().get("a.csv").content());
        assertEquals(OptionalLong.empty(), ledgers.snapshotOf(AIRPORTS, undone));
    }

    private UUID append(String name, ContentHash content, Instant landedAt) {
        UUID batch = UUID.randomUUID();
        LedgerHead head = ledgers.read(AIRPORTS, Set.of());
        assertTrue(ledgers.append(head, batch, List.of(row(batch, name, content, landedAt)))
                .isPresent());
        return batch;
    }

    private static LedgerRow row(UUID batch, String name, ContentHash content, Instant landedAt) {
        UUID landing = UUID.nameUUIDFromBytes((batch + name + content).getBytes());
        return new LedgerRow(landing, "key", name, "file:///" + name, 1, content, null, landedAt, batch);
    }

    private static List<Record> rows(Table table) throws Exception {
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            records.forEach(rows::add);
        }
        return rows;
    }
}
