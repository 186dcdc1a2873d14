package org.boathouse.service.retention;

import static org.boathouse.service.retention.Histories.NOW;
import static org.boathouse.service.retention.Histories.millis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.TableMetadata;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.retention.SnapshotRetention;
import org.boathouse.contract.snapshot.SummaryKeys;
import org.boathouse.service.retention.Policy.Level;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final Duration MIN = Duration.ofDays(5);
    private static final Policy THIRTY_DAYS = policy(30, null, null);
    private static final Policy NONE = Policy.of(List.of());

    private static Policy policy(Integer days, Integer min, Integer refDays) {
        return Policy.of(List.of(new Level(
                "domain shop",
                new SnapshotRetention(
                        Optional.ofNullable(days).map(Duration::ofDays),
                        Optional.ofNullable(min),
                        Optional.ofNullable(refDays).map(Duration::ofDays)))));
    }

    private static Judgement judge(TableMetadata table, Policy policy, Keeper... keepers) {
        return Judgement.of(table, new RefRules(table, policy, NOW), Map.of(), List.of(keepers));
    }

    private static List<Long> ids(List<Judgement.Reason> reasons) {
        return reasons.stream().map(reason -> reason.snapshot().snapshotId()).toList();
    }

    private static String why(List<Judgement.Reason> reasons, long id) {
        return reasons.stream()
                .filter(reason -> reason.snapshot().snapshotId() == id)
                .map(reason -> String.join("; ", reason.why()))
                .findFirst()
                .orElse("nothing");
    }

    @Test
    void whereNobodySaysAnythingNothingGoes() {
        TableMetadata table = new Histories()
                .main(4_000, 3_000, 100)
                .snapshot(9, 1, 2_000)
                .tag("good", 2, null)
                .build();
        Judgement judgement = judge(table, NONE);
        assertTrue(judgement.isNothing(), judgement.toString());
        assertTrue(judge(table, policy(null, 1, null)).isNothing(), "a number to keep is no age");
    }

    @Test
    void theOldGoAndThePolicyIsNamed() {
        TableMetadata table = new Histories().main(60, 50, 40, 20, 10).build();
        Judgement judgement = judge(table, THIRTY_DAYS);
        assertEquals(List.of(1L, 2L, 3L), ids(judgement.snapshots()), "oldest first");
        assertEquals("older than 30d (domain shop)", why(judgement.snapshots(), 1));
        assertEquals(List.of(3L, 4L, 5L), left(table, judge(table, policy(15, 3, null))));
        assertEquals(List.of(5L), left(table, judge(table, policy(5, null, null))), "the head stays however old");
    }

    private static List<Long> left(TableMetadata table, Judgement judgement) {
        return table.snapshots().stream()
                .map(snapshot -> snapshot.snapshotId())
                .filter(id -> !ids(judgement.snapshots()).contains(id))
                .toList();
    }

    @Test
    void tagsAndBranchesKeepWhatTheyNameAndAreNamedForIt() {
        TableMetadata table = new Histories()
                .main(60, 50, 40, 10)
                .snapshot(8, 2, 45)
                .snapshot(9, 8, 44)
                .ref("trial", "branch", 9, null, 100.0, 1)
                .tag("good", 3, 365.0)
                .build();
        Judgement judgement = judge(table, THIRTY_DAYS);
        assertEquals(List.of(), ids(judgement.snapshots()));
        assertEquals("tag good keeps it", why(judgement.kept(), 3));
        assertEquals("branch trial keeps it", why(judgement.kept(), 9));
        assertEquals("branch trial keeps it", why(judgement.kept(), 1), "it is in its history");
        assertEquals("nothing", why(judgement.kept(), 4), "no policy would let it go");
    }

    @Test
    void aRefEndsByItsOwnAgeWithoutAnyPolicyAndTakesWithItWhatItAloneKept() {
        TableMetadata table = new Histories()
                .main(60, 50)
                .snapshot(8, 2, 8)
                .snapshot(9, 8, 8)
                .ref("stage_run", "branch", 9, 7.0, null, null)
                .tag("mine", 1, 30.0)
                .snapshot(7, 1, 55)
                .build();
        Judgement judgement = judge(table, NONE);
        assertEquals(Set.of("mine", "stage_run"), judgement.refs().keySet());
        assertEquals(
                "its snapshot is older than 1w (its own end)", judgement.refs().get("stage_run"));
        assertEquals(List.of(8L, 9L), ids(judgement.snapshots()), "7 was nobody's before, and 1 is main's");
        assertEquals("only stage_run named it, which ends", why(judgement.snapshots(), 9));
    }

    @Test
    void aRefThatWasSetLatelyStaysWithWhatItKeeps() {
        TableMetadata table = new Histories()
                .main(60, 50)
                .snapshot(9, 2, 8)
                .ref("stage_run", "branch", 9, 7.0, null, null)
                .build();
        Judgement judgement = Judgement.of(
                table,
                new RefRules(table, NONE, NOW),
                Map.of("stage_run", "it was set yesterday", "main", "of no account"),
                List.of());
        assertTrue(judgement.isNothing(), judgement.toString());
        assertEquals(Map.of("stage_run", "it was set yesterday"), judgement.keptRefs());
    }

    @Test
    void aRefStaysAsLongAsSomebodyNeedsWhatItAloneKept() {
        TableMetadata table = new Histories()
                .main(60, 50)
                .snapshot(9, 2, 8)
                .ref("stage_run", "branch", 9, 7.0, null, null)
                .build();
        Judgement judgement = judge(table, NONE, Keeper.lease(new Lease("ann", NOW, Set.of(9L))));
        assertTrue(judgement.isNothing(), "nobody would know later that it was to go: " + judgement);
        assertEquals(
                Map.of("stage_run", "its snapshot 9 is kept: a scan plan of ann is leased until " + NOW),
                judgement.keptRefs());
    }

    @Test
    void aPolicysAgeOfRefsIsForThoseWithoutAnEndOfTheirOwn() {
        TableMetadata table = new Histories()
                .main(100, 80, 1)
                .tag("forgotten", 1, null)
                .tag("asked", 1, 365.0)
                .tag("before-restore-20260901T000000Z", 2, null)
                .build();
        assertEquals(
                Map.of("forgotten", "its snapshot is older than 90d (domain shop)"),
                judge(table, policy(null, null, 90)).refs());
        assertEquals(
                Map.of("before-restore-20260901T000000Z", "its snapshot is older than 30d (domain shop)"),
                judge(table, THIRTY_DAYS).refs(),
                "where no age of refs is said, the head that a restore left ends like any snapshot");
        assertTrue(judge(table, policy(null, null, 365)).isNothing());
        assertTrue(judge(table, NONE).isNothing());
    }

    @Test
    void aBranchsOwnAgeHoldsForItsSnapshotsOnly() {
        TableMetadata table = new Histories()
                .main(60, 50)
                .snapshot(8, 2, 20)
                .snapshot(9, 8, 10)
                .ref("trial", "branch", 9, null, 15.0, 1)
                .build();
        Judgement judgement = judge(table, NONE);
        assertEquals(List.of(8L), ids(judgement.snapshots()));
        assertEquals("older than its branch keeps snapshots", why(judgement.snapshots(), 8));
    }

    @Test
    void nothingYoungerThanTheMinimumGoes() {
        TableMetadata table = new Histories().main(6, 4, 0).build();
        Policy hour = Policy.of(List.of(new Level(
                "table t",
                new SnapshotRetention(Optional.of(Duration.ofHours(1)), Optional.empty(), Optional.empty()))));
        Judgement judgement = judge(table, hour, Keeper.youth(MIN, NOW));
        assertEquals(List.of(1L), ids(judgement.snapshots()));
        assertEquals("it is younger than 5d", why(judgement.kept(), 2));
    }

    @Test
    void whatMainWasInThatTimeStaysHoweverOldItIs() {
        // A year old, and the head until yesterday.
        TableMetadata table = new Histories().main(400, 365, 1).build();
        Judgement judgement = judge(table, THIRTY_DAYS, Keeper.mainWasThere(table, Duration.ofDays(30), NOW));
        assertEquals(List.of(1L), ids(judgement.snapshots()));
        assertEquals(
                "main was there until %s, within the last 30d".formatted(Instant.ofEpochMilli(millis(1))),
                why(judgement.kept(), 2));
    }

    @Test
    void aHeadThatWasLeftByARestoreCountsFromWhenItWasLeft() {
        TableMetadata table = new Histories()
                .snapshot(1, 0, 100)
                .wasMain(1, 100)
                .snapshot(2, 1, 90)
                .wasMain(2, 90)
                .wasMain(1, 2)
                .head(1)
                .build();
        Judgement judgement = judge(table, THIRTY_DAYS, Keeper.mainWasThere(table, Duration.ofDays(30), NOW));
        assertTrue(judgement.isNothing(), judgement.toString());
        assertTrue(why(judgement.kept(), 2).startsWith("main was there until"), judgement.toString());
    }

    @Test
    void theNewestRunsRecordAndTheWayToItStay() {
        Map<String, String> run = Map.of(SummaryKeys.RUN_ID, "r", SummaryKeys.DEFINITION, "d");
        TableMetadata table = new Histories()
                .snapshot(1, 0, 90, run)
                .snapshot(2, 1, 80, run)
                .snapshot(3, 2, 70)
                .snapshot(4, 3, 60)
                .head(4)
                .build();
        Judgement judgement = judge(table, THIRTY_DAYS, Keeper.newestRun(table));
        assertEquals(List.of(1L), ids(judgement.snapshots()), "an older run's record is of no use");
        assertEquals("the newest run's record of what it has read is snapshot 2", why(judgement.kept(), 3));
        assertEquals(List.of(1L, 2L, 3L), ids(judge(table, THIRTY_DAYS).snapshots()));
        TableMetadata ofNoRun = new Histories().main(90, 80).build();
        assertEquals(
                List.of(1L),
                ids(judge(ofNoRun, THIRTY_DAYS, Keeper.newestRun(ofNoRun)).snapshots()));
    }

    @Test
    void whatAReaderHasNotReadStaysWithWhereItHasComeTo() {
        TableMetadata table = new Histories().main(90, 80, 70, 60).build();
        Reader behind = new Reader(TableName.parse("shop.gold.sums"), "sums", 2);
        Judgement judgement = judge(table, THIRTY_DAYS, Keeper.reader(table, behind));
        assertEquals(List.of(1L), ids(judgement.snapshots()));
        assertEquals(
                "shop.gold.sums (product sums) has read up to snapshot 2 of %s only: run it, or retire its contract"
                        .formatted(Instant.ofEpochMilli(millis(80))),
                why(judgement.kept(), 3));
        Reader upToDate = new Reader(TableName.parse("shop.gold.sums"), "sums", 4);
        assertEquals(
                3,
                judge(table, THIRTY_DAYS, Keeper.reader(table, upToDate))
                        .snapshots()
                        .size());
        Reader ofWhatIsGone = new Reader(TableName.parse("shop.gold.sums"), "sums", 42);
        assertEquals(
                3,
                judge(table, THIRTY_DAYS, Keeper.reader(table, ofWhatIsGone))
                        .snapshots()
                        .size(),
                "it reads everything again in any case");
    }

    @Test
    void whatALeasedPlanReadsStays() {
        TableMetadata table = new Histories().main(90, 80, 70).build();
        Lease lease = new Lease("ann", NOW.plusSeconds(60), Set.of(1L));
        Judgement judgement = judge(table, THIRTY_DAYS, Keeper.lease(lease));
        assertEquals(List.of(2L), ids(judgement.snapshots()));
        assertEquals("a scan plan of ann is leased until " + NOW.plusSeconds(60), why(judgement.kept(), 1));
    }

    @Test
    void everyReasonIsToldAndTheMostSpecificSettingHolds() {
        TableMetadata table =
                new Histories().main(90, 80, 70).tag("good", 1, null).build();
        Judgement judgement =
                judge(table, THIRTY_DAYS, Keeper.hold("restored"), Keeper.lease(new Lease("ann", NOW, Set.of(1L))));
        assertTrue(judgement.isNothing());
        assertEquals(
                "tag good keeps it; the table is held (restored); a scan plan of ann is leased until " + NOW,
                why(judgement.kept(), 1));

        Policy policy = Policy.of(List.of(
                new Level("table a", new SnapshotRetention(Optional.empty(), Optional.of(3), Optional.empty())),
                new Level(
                        "product b",
                        new SnapshotRetention(Optional.of(Duration.ofDays(9)), Optional.of(9), Optional.empty())),
                new Level(
                        "domain c",
                        new SnapshotRetention(
                                Optional.of(Duration.ofDays(1)), Optional.empty(), Optional.of(Duration.ofDays(2))))));
        assertEquals(
                new ExpireReport.PolicyState(
                        new ExpireReport.Setting("9d", "product b"),
                        new ExpireReport.Setting("3", "table a"),
                        new ExpireReport.Setting("2d", "domain c")),
                ExpireReport.PolicyState.of(policy));
    }
}
