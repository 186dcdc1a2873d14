package org.boathouse.service.state;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsOfTest {
    private Table table;

    @BeforeEach
    void create() {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("lake", Map.of());
        catalog.createNamespace(Namespace.of("d"));
        catalog.createNamespace(Namespace.of("d", "silver"));
        table = catalog.createTable(
                TableIdentifier.of("d", "silver", "t"), new Schema(required(1, "id", Types.LongType.get())));
    }

    /** A commit later than the one before it, by the milliseconds that snapshots count. */
    private long commit() throws InterruptedException {
        Thread.sleep(3);
        table.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath("mem://f" + table.history().size() + ".parquet")
                        .withFileSizeInBytes(1)
                        .withRecordCount(1)
                        .build())
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
        "2026-03-01 10:00:00z, 2026-03-01T10:00:00Z",
        "2026-03-01, 2026-03-01T00:00:00Z"
    })
    void timesAreReadInAllUsualFormsAndWithoutAZoneInUtc(String text, Instant moment) {
        assertEquals(new AsOf.Moment(moment), AsOf.parse(text));
    }

    @Test
    void digitsAreASnapshotAndWordsABranchOrTag() {
        assertEquals(new AsOf.Snapshotted(5_781_947_118_336_215_154L), AsOf.parse(" 5781947118336215154 "));
        assertEquals(new AsOf.Ref("end-of-2026"), AsOf.parse("end-of-2026"));
        assertEquals(new AsOf.Ref("main"), AsOf.parse("main"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "2026-13-01", "2026-03-01T25:00:00Z", "2026-03-01 noon", "99999999999999999999"})
    void whatIsNoPointIsRefused(String text) {
        assertEquals(
                FailureKind.INVALID,
                assertThrows(LakeFailure.class, () -> AsOf.parse(text)).kind());
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
    void aMomentBeforeTheFirstSnapshotNamesTheOldestChoice() throws Exception {
        long first = commit();
        commit();
        String message =
                missing(new AsOf.Moment(committed(first).minusMillis(1))).getMessage();
        assertTrue(message.contains("the oldest kept is %d (%s)".formatted(first, committed(first))), message);
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
        assertTrue(message.contains("no snapshot " + first + ", or it has expired"), message);
        assertTrue(message.contains("the oldest kept is " + second), message);
        missing(new AsOf.Moment(then));
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
