package org.boathouse.ingestion.landing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.layout.ContentHash;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.contract.layout.LandedObject;
import org.boathouse.ingestion.ledger.LatestLanding;
import org.boathouse.ingestion.source.SourceFile;
import org.junit.jupiter.api.Test;

class LandingPlanTest {
    private static final ContentHash A = new ContentHash("a".repeat(64));
    private static final ContentHash B = new ContentHash("b".repeat(64));
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void aNameThatNeverLandedLands() {
        assertEquals(List.of("a"), landings(Map.of(), file("a", A)));
    }

    @Test
    void theLatestContentDoesNotLandAgain() {
        assertEquals(List.of(), landings(Map.of("a", landed(A, NOON)), file("a", A)));
    }

    @Test
    void anotherContentLandsUnderTheSameName() {
        assertEquals(List.of("a"), landings(Map.of("a", landed(A, NOON)), file("a", B)));
    }

    @Test
    void theSameContentLandsUnderAnotherName() {
        assertEquals(List.of("b"), landings(Map.of("a", landed(A, NOON)), file("a", A), file("b", A)));
    }

    @Test
    void landingsAreStampedWithTheClock() {
        assertEquals(NOON, stamp(NOON, Map.of("a", landed(A, NOON.minusSeconds(1))), file("a", B)));
    }

    @Test
    void aClockThatLagsBehindStampsJustAfterTheLandingThatIsFollowed() {
        Map<String, LatestLanding> latest =
                Map.of("a", landed(A, NOON.plusSeconds(60)), "b", landed(A, NOON.plusSeconds(30)));

        assertEquals(NOON.plusSeconds(60).plusNanos(1_000), stamp(NOON, latest, file("a", B), file("b", B)));
        assertEquals(NOON.plusSeconds(30).plusNanos(1_000), stamp(NOON, latest, file("b", B)));
        assertEquals(NOON, stamp(NOON, latest, file("c", B)));
    }

    @Test
    void twoLandingsInOneMicrosecondAreStillInOrder() {
        assertEquals(NOON.plusNanos(1_000), stamp(NOON.plusNanos(999), Map.of("a", landed(A, NOON)), file("a", B)));
    }

    private static List<String> landings(Map<String, LatestLanding> latest, LandedFile... files) {
        LandingPlan plan = LandingPlan.of(List.of(files), latest);
        assertEquals(files.length, plan.landings().size() + plan.alreadyLanded().size());
        return plan.landings().stream().map(file -> file.source().name()).toList();
    }

    private static Instant stamp(Instant now, Map<String, LatestLanding> latest, LandedFile... files) {
        return LandingPlan.of(List.of(files), latest).landedAt(Clock.fixed(now, ZoneOffset.UTC), latest);
    }

    private static LatestLanding landed(ContentHash content, Instant at) {
        return new LatestLanding(content, at);
    }

    private static LandedFile file(String name, ContentHash content) {
        LandedObject object = new LandedObject(Dataset.parse("flights/airports"), content, "");
        return new LandedFile(new SourceFile(name, Path.of(name), 1), object, 1);
    }
}
