package org.boathouse.contract.evolution;

/** What a change does to those who read, or write, a table as it was. Ordered from harmless to grave. */
public enum Verdict {
    /** They go on as they are. */
    SAFE("safe"),
    /** What the table now says is not true yet of the rows that are there, until those are written again. */
    NEEDS_BACKFILL("needs backfill"),
    /** They fail, or get or store something else without noticing. */
    BREAKING("breaking");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** As people read it. */
    public String text() {
        return text;
    }
}
