package org.boathouse.contract.evolution;

import java.util.Optional;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.SemanticVersion;

/**
 * Why a contract's new version may not follow the registered one.
 *
 * @param table empty where the whole contract is at fault
 * @param column the column or the path of a nested field
 * @param what the difference
 * @param why what it would do to consumers or to the data
 * @param remedy how to go on
 */
public record Violation(
        EvolutionRule rule,
        Optional<TableName> table,
        Optional<String> column,
        SemanticVersion from,
        SemanticVersion to,
        String what,
        String why,
        String remedy) {

    /** One line for people. */
    public String message() {
        String where = table.map(
                        name -> name + column.map(path -> ", column " + path).orElse("") + ": ")
                .orElse("");
        return "%s%s (version %s to %s, rule %s). %s %s".formatted(where, what, from, to, rule.id(), why, remedy);
    }
}
