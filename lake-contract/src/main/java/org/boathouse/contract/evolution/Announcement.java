package org.boathouse.contract.evolution;

/** How a change to what a contract says of a table has to be announced. Ordered from nothing to impossible. */
public enum Announcement {
    /** Not at all: the contract does not speak of it, and whoever may write the table may do it. */
    NONE("none"),
    /** The contract says so in a higher version. */
    VERSION("version"),
    /** The contract says so in a higher major version, since consumers have to follow. */
    MAJOR_VERSION("major version"),
    /**
     * No announcement helps: Iceberg cannot do it to a table that has rows, or a contract has no words for it. The way on
     * is a new table beside it.
     */
    NEW_TABLE("new table");

    private final String text;

    Announcement(String text) {
        this.text = text;
    }

    /** As people read it. */
    public String text() {
        return text;
    }
}
