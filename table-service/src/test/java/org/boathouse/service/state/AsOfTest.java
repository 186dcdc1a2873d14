package org.boathouse.service.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsOfTest {
    private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");

    private Table table = MetadataOnly.table(2);

    /** A commit later than the one before it, by the milliseconds that snapshots count. */
    private long commit() throws InterruptedException {
        Thread.sleep(3);
        table.newAppend()
                .appendFile(MetadataOnly.data("mem://f" + table.history().size() + ".parquet"))
                .commit();
        return table.currentSnapshot().snapshotId();
    }

    private Instant committed(long snapshot) {
        return Instant.ofEpochMilli(table.snapshot(snapshot).timestampMillis());
    }

    private long id(AsOf point) {
        return point.resolve(table).snapshot().orElseThrow().snapshotId();
    }

    private LakeFailure missing(AsOf point) {
        LakeFailure failure = assertThrows(LakeFailure.class, () -> point.resolve(table));
        assertEquals(FailureKind.NOT_FOUND, failure.kind());
        return failure;
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T10:00:00Z, 2026-03-01T10:00:00Z",
        "2026-03-01T10:00:00.123456Z, 2026-03-01T10:00:00.123456Z",
        "2026-03-01 10:00:00, 2026-03-01T10:00:00Z",
        "2026-03-01 10:00, 2026-03-01T10:00:00Z",
        "2026-03-01T10:00:00+01:00, 2026-03-01T09:00:00Z",
        "2026-03-01 10:00:00+01, 2026-03-01T09:00:00Z",
        "2026-03-01 10:00:00 -05:30, 2026-03-01T15:30:00Z",
        "2026-03-01T10:00:00+0100, 2026-03-01T09:00:00Z",
        "2026-03-01 10:00:00 UTC, 2026-03-01T10:00:00Z",
        "2026-03-01 10:00:00z, 2026-03-01T10:00:00Z",
        "2026-03-01, 2026-03-01T00:00:00Z"
    })
    void timesAreReadInAllUsualFormsAndWithoutAZoneInUtc(String text, Instant moment) {
        assertEquals(new AsOf.Written("time", text, new AsOf.Moment(moment)), AsOf.parse(text, NOW));
        assertEquals(new AsOf.Moment(moment), AsOf.parse("time:" + text, NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "now, 2026-03-31T12:00:00Z",
        "2 hours ago, 2026-03-31T10:00:00Z",
        "90 Minutes  ago, 2026-03-31T10:30:00Z",
        "an hour ago, 2026-03-31T11:00:00Z",
        "1 second ago, 2026-03-31T11:59:59Z",
        "3 days ago, 2026-03-28T12:00:00Z",
        "a week ago, 2026-03-24T12:00:00Z",
        "1 month ago, 2026-02-28T12:00:00Z",
        "2 years ago, 2024-03-31T12:00:00Z",
        "yesterday, 2026-03-30T12:00:00Z"
    })
    void timesCanBeToldFromNow(String text, Instant moment) {
        assertEquals(Optional.of(new AsOf.Moment(moment)), AsOf.parseTime(text, NOW));
        assertEquals(moment, ((AsOf.Moment) AsOf.parse("time:" + text, NOW)).at());
    }

    @Test
    void digitsAreASnapshotAndWordsABranchOrTag() {
        assertEquals(
                new AsOf.Written("snapshot", "5781947118336215154", new AsOf.Snapshotted(5_781_947_118_336_215_154L)),
                AsOf.parse(" 5781947118336215154 ", NOW));
        assertEquals(new AsOf.Ref("end-of-2026"), AsOf.parse("end-of-2026", NOW));
        assertEquals(new AsOf.Ref("main"), AsOf.parse("main", NOW));
        assertEquals(new AsOf.Ref("2026", Optional.of(false)), AsOf.parse("tag:2026", NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 hours", "1h", "last week", "today", "2026/03/01", "20.3.2026", "12:30"})
    void whatMayBeMeantForATimeIsToldHowToWriteOne(String text) throws Exception {
        commit();
        String message = missing(AsOf.parse(text, NOW)).getMessage();
        assertTrue(message.startsWith("lake.d.silver.t has no branch or tag '" + text + "'; there is main"), message);
        assertTrue(message.contains("'2 hours ago'"), message);
        assertFalse(missing(AsOf.parse("mian", NOW)).getMessage().contains("ago"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "2026-13-01",
                "2026-03-01T25:00:00Z",
                "2026-02-30",
                "2026-02-30T10:00:00Z",
                "2026-04-31 10:00",
                "2026-03-01 noon",
                "99999999999999999999",
                "two hours ago",
                "3 fortnights ago",
                "1000000 years ago",
                "time:noon",
                "snapshot:v1"
            })
    void whatIsNoPointIsRefused(String text) {
        assertEquals(
                FailureKind.INVALID,
                assertThrows(LakeFailure.class, () -> AsOf.parse(text, NOW)).kind());
    }

    @Test
    void aNameThatReadsAsSomethingElseTooIsRefusedAndSaysHowToSayWhichIsMeant() throws Exception {
        long first = commit();
        long second = commit();
        table.manageSnapshots()
                .createTag("2026-03-01", first)
                .createBranch(Long.toString(first), second)
                .commit();
        LakeFailure tag = assertThrows(
                LakeFailure.class, () -> AsOf.parse("2026-03-01", NOW).resolve(table));
        assertEquals(FailureKind.INVALID, tag.kind());
        assertEquals(
                "'2026-03-01' is a tag of %s and reads as a time too: write tag:2026-03-01 or time:2026-03-01"
                        .formatted(table.name()),
                tag.getMessage());
        assertEquals(first, id(AsOf.parse("tag:2026-03-01", NOW)));
        String branch = assertThrows(LakeFailure.class, () -> AsOf.parse(Long.toString(first), NOW)
                        .resolve(table))
                .getMessage();
        assertTrue(branch.contains("write branch:%1$d or snapshot:%1$d".formatted(first)), branch);
        assertEquals(second, id(AsOf.parse("branch:" + first, NOW)));
        assertEquals(first, id(AsOf.parse("snapshot:" + first, NOW)));
        assertEquals(first, id(AsOf.parseVersion("2026-03-01")), "SQL's VERSION expects no time");
        assertTrue(missing(AsOf.parse("branch:2026-03-01", NOW)).getMessage().endsWith("that is a tag"));
    }

    @Test
    void aMomentIsTheLastCommitBeforeOrAtIt() throws Exception {
        long first = commit();
        long second = commit();
        assertEquals(first, id(new AsOf.Moment(committed(first))));
        assertEquals(first, id(new AsOf.Moment(committed(second).minusNanos(1))));
        assertEquals(second, id(new AsOf.Moment(committed(second))));
        assertEquals(second, id(new AsOf.Moment(Instant.now().plusSeconds(60))));
    }

    @Test
    void ofTwoStatesWithinOneMillisecondTheFirstIsMeantAsEnginesTakeIt() throws Exception {
        long first = commit();
        long second = commit();
        long third = commit();
        Instant moment = committed(first);
        Instant later = committed(third);
        table = rewritten(json -> json.replace(millis(committed(second)), millis(moment)));
        assertEquals(moment, committed(second));
        for (Instant at : List.of(moment, later.minusMillis(1))) {
            assertEquals(first, id(new AsOf.Moment(at)));
            assertEquals(SnapshotUtil.snapshotIdAsOfTime(table, at.toEpochMilli()), first);
        }
        assertEquals(third, id(new AsOf.Moment(later)));
        assertFalse(new AsOf.Moment(moment).isBeforeTheFirstIn(table));
    }

    @Test
    void ofTwoStatesInTheLastMillisecondTheFirstIsMeantByTimeAndTheSecondIsTheTable() throws Exception {
        long first = commit();
        long second = commit();
        table = rewritten(json -> json.replace(millis(committed(second)), millis(committed(first))));
        assertEquals(first, id(new AsOf.Moment(Instant.now())));
        assertEquals(second, id(new AsOf.Latest()));
    }

    @Test
    void snapshotsWithoutASummaryAreSnapshotsAsAnyOthers() throws Exception {
        commit();
        long second = commit();
        Instant beforeAll = committed(table.history().get(0).snapshotId()).minusMillis(1);
        table = rewritten(json -> json.replaceAll("\"summary\":\\{[^}]*},", ""));
        assertNull(table.currentSnapshot().summary());
        assertEquals(second, id(new AsOf.Moment(Instant.now())));
        assertTrue(new AsOf.Moment(beforeAll).isBeforeTheFirstIn(table));
        assertTrue(missing(new AsOf.Moment(beforeAll)).getMessage().contains("had no snapshot yet"));
    }

    private static String millis(Instant at) {
        return Long.toString(at.toEpochMilli());
    }

    /** The table as its metadata file would make it, were another written in its place. */
    private Table rewritten(UnaryOperator<String> metadata) {
        TableMetadata now = ((BaseTable) table).operations().current();
        TableMetadata other = TableMetadataParser.fromJson(metadata.apply(TableMetadataParser.toJson(now)));
        return new BaseTable(new StaticTableOperations(other, table.io()), table.name());
    }

    @Test
    void aMomentBeforeTheFirstSnapshotNamesTheOldestChoice() throws Exception {
        long first = commit();
        commit();
        String message =
                missing(new AsOf.Moment(committed(first).minusMillis(1))).getMessage();
        assertTrue(message.contains("had no snapshot yet at"), message);
        assertTrue(message.endsWith("its first is %d (%s)".formatted(first, committed(first))), message);
        assertTrue(new AsOf.Moment(committed(first).minusMillis(1)).isBeforeTheFirstIn(table));
        assertFalse(new AsOf.Moment(committed(first)).isBeforeTheFirstIn(table));
    }

    @Test
    void aTableWithoutSnapshotsIsEmptyNowAndHasNoPast() {
        assertTrue(new AsOf.Latest().resolve(table).snapshot().isEmpty());
        assertTrue(new AsOf.Ref("main").resolve(table).snapshot().isEmpty());
        String message = missing(new AsOf.Moment(Instant.now())).getMessage();
        assertTrue(message.endsWith("it has no snapshot yet"), message);
    }

    @Test
    void anExpiredSnapshotIsNamedWithTheOldestKept() throws Exception {
        long first = commit();
        Instant then = committed(first);
        long second = commit();
        table.expireSnapshots()
                .expireSnapshotId(first)
                .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
                .commit();
        String message = missing(new AsOf.Snapshotted(first)).getMessage();
        assertTrue(message.startsWith("Snapshot " + first + " of"), message);
        assertTrue(message.contains("has expired; the oldest kept is " + second), message);
        String gone = missing(new AsOf.Moment(then)).getMessage();
        assertTrue(gone.contains("has expired; the oldest that is kept is " + second), gone);
        assertFalse(new AsOf.Moment(then).isBeforeTheFirstIn(table), "nobody knows what was then");
    }

    @Test
    void aMomentBeforeAllThatIsKnownIsToldFromWhenOnThatIs() throws Exception {
        long first = commit();
        Instant then = committed(first);
        table.manageSnapshots().createTag("kept", first).commit();
        long second = commit();
        long third = commit();
        table.expireSnapshots()
                .expireSnapshotId(second)
                .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
                .commit();
        String gone = missing(new AsOf.Moment(then)).getMessage();
        assertTrue(gone.contains("the oldest that is kept is " + first), gone);
        assertTrue(gone.contains("what main was is known from " + committed(third) + " on"), gone);
    }

    @Test
    void anUnknownSnapshotNamesTheNearest() throws Exception {
        long first = commit();
        String mistyped = Long.toString(first).replaceFirst(".$", first % 10 == 0 ? "1" : "0");
        String message = missing(AsOf.parse(mistyped, NOW)).getMessage();
        assertTrue(message.contains("has no snapshot " + mistyped + "; did you mean " + first + "?"), message);
    }

    @Test
    void afterARollbackAMomentIsWhatWasThen() throws Exception {
        long first = commit();
        long second = commit();
        Instant whenSecond = committed(second);
        Thread.sleep(3);
        table.manageSnapshots().rollbackTo(first).commit();
        assertEquals(first, id(new AsOf.Latest()));
        assertEquals(second, id(new AsOf.Moment(whenSecond)));
        assertEquals(first, id(new AsOf.Moment(Instant.now().plusSeconds(1))));
    }

    @Test
    void snapshotsAndTagsAreReadWithTheirOwnSchemaAndBranchesWithTheCurrentOne() throws Exception {
        long first = commit();
        table.manageSnapshots().createTag("v1", first).createBranch("b", first).commit();
        table.updateSchema().addColumn("more", Types.StringType.get()).commit();
        assertEquals(
                1, new AsOf.Snapshotted(first).resolve(table).schema().columns().size());
        assertEquals(1, new AsOf.Ref("v1").resolve(table).schema().columns().size());
        assertEquals(
                1,
                new AsOf.Moment(Instant.now()).resolve(table).schema().columns().size());
        assertEquals(2, new AsOf.Ref("b").resolve(table).schema().columns().size());
        assertEquals(2, new AsOf.Ref("main").resolve(table).schema().columns().size());
        assertEquals(2, new AsOf.Latest().resolve(table).schema().columns().size());
    }

    @Test
    void anUnknownBranchOrTagNamesTheNearest() throws Exception {
        long first = commit();
        table.manageSnapshots().createTag("before-migration", first).commit();
        assertTrue(missing(new AsOf.Ref("before-migratoin"))
                .getMessage()
                .contains("has no branch or tag 'before-migratoin'; did you mean before-migration?"));
    }
}
