package org.boathouse.demo;

import java.time.Duration;
import java.time.Instant;

/** Tells the demo: a numbered title per chapter, and at the end how long each took. */
final class Story {
    private final Instant start = Instant.now();
    private final StringBuilder times = new StringBuilder();
    private final int chapters;
    private int chapter;

    Story(int chapters) {
        this.chapters = chapters;
    }

    /** Tells one chapter; what it does is shown by the commands it calls. */
    void chapter(String title, Runnable tell) {
        chapter++;
        System.out.printf("%n== %d of %d  %s%n", chapter, chapters, title);
        Instant begun = Instant.now();
        tell.run();
        times.append("  %5.1f s  %s%n".formatted(seconds(begun), title));
    }

    void end(String last) {
        System.out.printf("%n== Done in %.1f s%n%s%n%s%n", seconds(start), times, last);
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }
}
