package org.boathouse.bench.chaos;

import static org.boathouse.bench.chaos.Outcome.ACKNOWLEDGED;
import static org.boathouse.bench.chaos.Outcome.REFUSED;
import static org.boathouse.bench.chaos.Outcome.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryCheckTest {
    private static final Instant DAY_ONE = Instant.parse("2026-01-01T00:00:00Z");
    /** Before this, dropped tables may be gone for good. */
    private static final Instant DAY_TWO = Instant.parse("2026-01-02T00:00:00Z");

    private final List<Operation> asked =
            new ArrayList<>(List.of(new Operation.Create("a", ACKNOWLEDGED), new Operation.Create("b", ACKNOWLEDGED)));

    @Test
    void aHistoryThatKeepsEveryPromisePasses() {
        asked.add(append("1", ACKNOWLEDGED, "a"));
        asked.add(append("2", REFUSED, "a"));
        asked.add(append("3", UNKNOWN, "a"));
        asked.add(append("4", UNKNOWN, "a"));
        asked.add(append("5", ACKNOWLEDGED, "a", "b"));
        asked.add(append("6", UNKNOWN, "a", "b"));
        asked.add(new Operation.SetProperty("7", "b", ACKNOWLEDGED));
        assertEquals(List.of(), check(table("a", "1", "3", "5"), withProperty(table("b", "5"), "7")));
    }

    @Test
    void anAcknowledgedAppendThatIsLostIsFound() {
        asked.add(append("1", ACKNOWLEDGED, "a"));
        assertEquals(List.of("1, acknowledged, is 0 times in the history of a"), check(table("a"), table("b")));
    }

    @Test
    void anAppendThatIsDoubledIsFoundWhateverItsClientWasTold() {
        asked.add(append("1", ACKNOWLEDGED, "a"));
        asked.add(append("2", UNKNOWN, "b"));
        assertEquals(
                List.of(
                        "1, acknowledged, is 2 times in the history of a",
                        "2, unknown, is 2 times in the history of b"),
                check(table("a", "1", "1"), table("b", "2", "2")));
    }

    @Test
    void aRefusedAppendThatIsThereIsFound() {
        asked.add(append("1", REFUSED, "a"));
        assertEquals(List.of("1, refused, is 1 times in the history of a"), check(table("a", "1"), table("b")));
    }

    @Test
    void aTransactionThatIsInOneTableOnlyIsFoundEvenIfItsOutcomeIsUnknown() {
        asked.add(append("1", UNKNOWN, "a", "b"));
        assertEquals(List.of("1 was applied by half: to some of [a, b] only"), check(table("a", "1"), table("b")));
    }

    @Test
    void rowsThatTheHistoryTellsOfAndNoReaderGetsAreFound() {
        asked.add(append("1", ACKNOWLEDGED, "a"));
        TableSeen hollow = new TableSeen("a", "a", true, List.of("1"), Set.of(), false, List.of(), Set.of(), List.of());
        assertEquals(
                List.of("1 is 1 times in the history of a and 0 times among its files"), check(hollow, table("b")));
    }

    @Test
    void aFileThatASnapshotNeedsAndIsGoneIsFound() {
        TableSeen torn =
                new TableSeen("a", "a", true, List.of(), Set.of(), false, List.of(), Set.of(), List.of("s3://x"));
        assertEquals(List.of("a needs s3://x, which is gone"), check(torn, table("b")));
    }

    @Test
    void aLostPropertyIsFound() {
        asked.add(new Operation.SetProperty("1", "a", ACKNOWLEDGED));
        assertEquals(List.of("1, acknowledged, is 0 times among the properties of a"), check(table("a"), table("b")));
    }

    @Test
    void aTableThatIsGoneWithoutATraceIsFound() {
        assertEquals(List.of("b, acknowledged, is 0 times among the tables"), check(table("a")));
    }

    @Test
    void aTableThatNobodyAskedForIsFound() {
        assertEquals(List.of("Nobody asked for a table c"), check(table("a"), table("b"), table("c")));
    }

    @Test
    void twoTablesOfOneBirthAreFound() {
        assertEquals(List.of("There are two tables that were created as a"), check(table("a"), table("a"), table("b")));
    }

    @Test
    void aCommitThatNobodyAskedForIsFound() {
        assertEquals(List.of("a holds x, which nobody asked for"), check(table("a", "x"), table("b")));
    }

    @Test
    void aTableMayHaveTheNamesOfItsLastAcknowledgedRenameAndOfUnknownOnesSince() {
        asked.add(new Operation.Rename("1", "a", "a1", ACKNOWLEDGED));
        asked.add(new Operation.Rename("2", "a", "a2", UNKNOWN));
        asked.add(new Operation.Rename("3", "a", "a3", REFUSED));
        assertEquals(List.of(), check(named("a", "a1"), table("b")));
        assertEquals(List.of(), check(named("a", "a2"), table("b")));
        assertEquals(1, check(named("a", "a"), table("b")).size());
        assertEquals(1, check(named("a", "a3"), table("b")).size());
    }

    @Test
    void aDropThatWasAcknowledgedStaysAndOneThatWasRefusedDoesNotHappen() {
        asked.add(new Operation.Drop("1", "a", DAY_TWO, ACKNOWLEDGED));
        asked.add(new Operation.Drop("2", "b", DAY_TWO, REFUSED));
        assertEquals(List.of(), check(dropped("a"), table("b")));
        assertEquals(
                Set.of("a is live again, and nobody was told so", "b is dropped, and nobody was told so"),
                Set.copyOf(check(table("a"), dropped("b"))));
    }

    @Test
    void aDropWhoseOutcomeIsUnknownMayHaveHappened() {
        asked.add(new Operation.Drop("1", "a", DAY_TWO, UNKNOWN));
        assertEquals(List.of(), check(table("a"), table("b")));
        assertEquals(List.of(), check(dropped("a"), table("b")));
    }

    @Test
    void aTableThatWasDroppedLongAgoMayBeGoneWithoutATraceAndOneThatWasDroppedSinceMayNot() {
        asked.add(append("1", ACKNOWLEDGED, "a", "b"));
        asked.add(new Operation.SetProperty("2", "a", ACKNOWLEDGED));
        asked.add(new Operation.Drop("3", "a", DAY_ONE, UNKNOWN));
        assertEquals(List.of(), check(table("b", "1")));
        asked.add(new Operation.Drop("4", "b", DAY_TWO, ACKNOWLEDGED));
        assertTrue(check().contains("b, acknowledged, is 0 times among the tables"));
    }

    @Test
    void aTableWhoseDropWasRefusedMayNotBeGone() {
        asked.add(new Operation.Drop("1", "a", DAY_ONE, REFUSED));
        assertEquals(List.of("a, acknowledged, is 0 times among the tables"), check(table("b")));
    }

    @Test
    void snapshotsAreLetGoWhereThatWasAskedForAndNowhereElse() {
        TableSeen shortened =
                new TableSeen("a", "a", true, List.of(), Set.of(7L), true, List.of(), Set.of(), List.of());
        assertEquals(List.of("a has lost snapshots, which nobody asked for"), check(shortened, table("b")));
        asked.add(new Operation.Expire("1", "a", Set.of(6L), UNKNOWN));
        assertEquals(List.of(), check(shortened, table("b")));
        asked.add(new Operation.Expire("2", "a", Set.of(6L, 7L), ACKNOWLEDGED));
        assertEquals(List.of("a keeps snapshot 7, which 2 let go"), check(shortened, table("b")));
    }

    private List<String> check(TableSeen... seen) {
        return HistoryCheck.violations(asked, List.of(seen), DAY_TWO);
    }

    private static Operation append(String id, Outcome outcome, String... tables) {
        return new Operation.Append(id, List.of(tables), outcome);
    }

    private static TableSeen table(String born, String... appends) {
        return new TableSeen(
                born, born, true, List.of(appends), Set.of(7L), false, List.of(appends), Set.of(), List.of());
    }

    private static TableSeen withProperty(TableSeen table, String property) {
        return new TableSeen(
                table.born(),
                table.name(),
                true,
                table.history(),
                Set.of(),
                false,
                table.files(),
                Set.of(property),
                List.of());
    }

    private static TableSeen named(String born, String name) {
        return new TableSeen(born, name, true, List.of(), Set.of(), false, List.of(), Set.of(), List.of());
    }

    private static TableSeen dropped(String born) {
        return new TableSeen(born, born, false, List.of(), Set.of(), false, List.of(), Set.of(), List.of());
    }
}
