package org.boathouse.ingestion.landing;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.boathouse.ingestion.ledger.LatestLanding;

/**
 * Which files of a batch are landings, seen from one head of the ledger: those whose name never landed, or whose latest
 * landing has another content. So a name that comes back to an older content lands again.
 */
record LandingPlan(List<LandedFile> landings, List<LandedFile> alreadyLanded) {
    static LandingPlan of(List<LandedFile> files, Map<String, LatestLanding> latest) {
        List<LandedFile> landings = new ArrayList<>();
        List<LandedFile> alreadyLanded = new ArrayList<>();
        for (LandedFile file : files) {
            LatestLanding landed = latest.get(file.source().name());
            boolean same =
                    landed != null && landed.content().equals(file.object().content());
            (same ? alreadyLanded : landings).add(file);
        }
        return new LandingPlan(landings, alreadyLanded);
    }

    /**
     * The instant to stamp these landings with: now, unless another machine's clock ran ahead of this one's; then just
     * after the landings they follow. A name's landings are in order by this alone.
     */
    Instant landedAt(Clock clock, Map<String, LatestLanding> latest) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return landings.stream()
                .map(file -> latest.get(file.source().name()))
                .filter(landed -> landed != null)
                .map(landed -> landed.landedAt().plus(1, ChronoUnit.MICROS))
                .filter(next -> next.isAfter(now))
                .max(Instant::compareTo)
                .orElse(now);
    }
}
