package org.boathouse.contract.evolution;

/** The rules that are not about a table's shape, but about the contract's version and whole tables. */
public enum ContractRule implements Rule {
    VERSION_LOWERED("A version once registered stays: who reads a lower one would take the old promise for the new."),
    VERSION_NOT_RAISED("Consumers tell what they were promised by the version alone."),
    TABLE_DROPPED("Consumers of the table would go on reading it, and nobody would keep it."),
    TABLE_RENAMED("Queries that name the table by its old name would fail."),
    PROPERTY_CHANGED("Engines and people tell by it whose the table is, and what it promises."),
    LAKES_OWN_TABLE("The lake writes and reads this table by itself, to make what the contract promises."),
    LAKES_OWN_NAME(
            "In a table that runs make, names that begin with an underscore are the lake's: its runs use them on the way."),
    STATUS_TAKEN_BACK("What was promised once is promised until it is retired.");

    private final String why;

    ContractRule(String why) {
        this.why = why;
    }

    @Override
    public String why() {
        return why;
    }
}
