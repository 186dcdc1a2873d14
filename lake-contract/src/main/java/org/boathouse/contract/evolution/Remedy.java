package org.boathouse.contract.evolution;

import java.util.Set;
import org.boathouse.contract.layout.TableName;

/** How to go on after a refusal. */
final class Remedy {
    private static final Set<Rule> REQUIRING = Set.of(
            ChangeKind.COLUMN_ADDED_REQUIRED,
            ChangeKind.COLUMN_ADDED_REQUIRED_WITH_DEFAULT,
            ChangeKind.COLUMN_MADE_REQUIRED);

    private Remedy() {}

    /** Where no version of the contract makes it possible. */
    static String newTable(Rule rule, TableName table) {
        String newTable = "publish a new table beside it, such as %s_2, and let consumers move".formatted(table);
        return REQUIRING.contains(rule)
                ? "No version makes that possible: leave it optional (quality nullValues, mustBe: 0 demands values of new rows), or "
                        + newTable + "."
                : "No version makes that possible: " + newTable + ".";
    }

    /** Where somebody changes the table itself. */
    static String throughContract(SchemaChange change, TableName table, ContractVersion contract) {
        ChangeKind kind = change.kind();
        if (kind == ChangeKind.FIELDS_REORDERED) {
            return "Leave them in the order they have; a SELECT can show them in any.";
        }
        if (kind == ChangeKind.COLUMN_ADDED_ALIKE) {
            return "Give it another name.";
        }
        if (kind == ChangeKind.COLUMN_ADDED_NOT_FOR_ALL) {
            return "Make it a string or a timestamp, or keep it in a table of its own.";
        }
        if (kind == ChangeKind.PARTITION_SOURCE_DROPPED) {
            return "Leave it in the table: a SELECT can go without it.";
        }
        if (kind == ChangeKind.COLUMN_REPLACED) {
            return "Give the new column another name. "
                    + major(
                            contract,
                            "drop the old one with version: "
                                    + contract.version().nextMajor());
        }
        return switch (kind.announcement()) {
            case NEW_TABLE -> newTable(kind, table);
            case MAJOR_VERSION ->
                major(contract, "set version: " + contract.version().nextMajor() + " with the change");
            default ->
                "Change the contract instead: %s sets version: %s or higher, and boathouse apply changes the table."
                        .formatted(owner(contract), contract.version().nextMinor());
        };
    }

    /** Where consumers have to follow. */
    static String major(ContractVersion contract, String then) {
        return "Ask %s to deprecate version %s first, so that consumers can follow, then to %s and run boathouse apply."
                .formatted(owner(contract), contract.version(), then);
    }

    private static String owner(ContractVersion contract) {
        return contract.owner().map(name -> "its owner, " + name + ",").orElse("its owner");
    }
}
