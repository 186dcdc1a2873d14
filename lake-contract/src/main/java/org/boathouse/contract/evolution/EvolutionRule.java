package org.boathouse.contract.evolution;

import java.util.Locale;

/** What a new version of a contract is judged by, each with its reason. */
public enum EvolutionRule {
    VERSION_LOWERED("A version once registered stays: who reads a lower one would take the old promise for the new."),
    VERSION_NOT_RAISED("Consumers tell what they were promised by the version alone."),
    TABLE_DROPPED("Consumers of the table would go on reading it, and nobody would keep it."),
    COLUMN_DROPPED("Queries that name the column would fail."),
    COLUMN_RENAMED("Queries that name the column by its old name would fail."),
    COLUMN_ADDED_REQUIRED("Rows that are there have no value for it, so the promise would be broken at once."),
    COLUMN_MADE_REQUIRED("Rows that are there may have no value in it, so the promise may be broken already."),
    COLUMN_MADE_OPTIONAL("Consumers were promised a value in every row, and would meet nulls."),
    TYPE_NARROWED("Values that are there may not fit the narrower type."),
    TYPE_CHANGED("Values that are there, and queries on them, are of the old type."),
    KEY_CHANGED("Consumers join and merge by the key, and rows that are there are unique by the old one only.");

    private final String why;

    EvolutionRule(String why) {
        this.why = why;
    }

    public String why() {
        return why;
    }

    /** As messages name it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
