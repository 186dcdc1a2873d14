package org.boathouse.contract.evolution;

import java.util.List;
import java.util.Optional;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.SemanticVersion;

/**
 * Why a contract's new version may not follow the registered one, or why a table under a contract may not be changed.
 *
 * @param table empty where the whole contract is at fault
 * @param column the column or the path of a nested field
 * @param contract the registered contract
 * @param next the new version that was to follow it; empty where somebody changes the table itself
 * @param what the difference
 * @param why what it would do to consumers, to writers or to the data
 * @param remedy how to go on
 * @param consumers who is known to read the table; the judgement knows none, see {@link #knownTo}
 */
public record Violation(
        Rule rule,
        Optional<TableName> table,
        Optional<String> column,
        ContractVersion contract,
        Optional<SemanticVersion> next,
        String what,
        String why,
        String remedy,
        List<String> consumers) {
    public Violation {
        consumers = List.copyOf(consumers);
    }

    /** The same, naming those who would be hit. */
    public Violation knownTo(List<String> consumers) {
        return new Violation(rule, table, column, contract, next, what, why, remedy, consumers);
    }

    /** One line for people. */
    public String message() {
        String where = table.map(
                        name -> name + column.map(path -> ", column " + path).orElse("") + ": ")
                .orElse("");
        String promise =
                next.map(to -> "version " + contract.version() + " to " + to).orElseGet(contract::says);
        String readBy = consumers.isEmpty() ? "" : " Known consumers: " + String.join(", ", consumers) + ".";
        return "%s%s (%s, rule %s). %s%s %s".formatted(where, what, promise, rule.id(), why, readBy, remedy);
    }
}
