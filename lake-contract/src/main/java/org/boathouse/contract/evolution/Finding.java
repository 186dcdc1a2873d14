package org.boathouse.contract.evolution;

import java.util.Optional;
import org.boathouse.contract.layout.TableName;

/**
 * One difference between two versions of a contract, and what it takes.
 *
 * @param rule empty where nothing of the table's shape changes
 */
record Finding(
        TableName table,
        Optional<Rule> rule,
        Optional<String> column,
        String what,
        Verdict readers,
        Verdict writers,
        Announcement announcement) {

    /** A difference in what no shape shows, told with any higher version. */
    static Finding besides(TableName table, Verdict readers, String what) {
        return new Finding(
                table, Optional.empty(), Optional.empty(), what, readers, Verdict.SAFE, Announcement.VERSION);
    }

    /** A table left out of the new version. */
    static Finding dropped(TableName table) {
        return new Finding(
                table,
                Optional.of(ContractRule.TABLE_DROPPED),
                Optional.empty(),
                "left out of the contract",
                Verdict.BREAKING,
                Verdict.BREAKING,
                Announcement.MAJOR_VERSION);
    }

    static Finding of(TableName table, SchemaChange change, Announcement announcement) {
        ChangeKind kind = change.kind();
        return new Finding(
                table, Optional.of(kind), change.column(), change.says(), kind.readers(), kind.writers(), announcement);
    }

    boolean isPossible() {
        return announcement != Announcement.NEW_TABLE;
    }

    /** Whether consumers have to follow. */
    boolean isBreaking() {
        return announcement.compareTo(Announcement.MAJOR_VERSION) >= 0;
    }

    Change change() {
        return new Change(table, what, readers, writers);
    }
}
