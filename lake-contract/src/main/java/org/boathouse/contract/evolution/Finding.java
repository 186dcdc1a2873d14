package org.boathouse.contract.evolution;

import java.util.Optional;
import org.boathouse.contract.layout.TableName;

/**
 * One difference and how grave it is. Without a rule it is safe.
 *
 * @param possible whether Iceberg can make the change on a table that has data
 */
record Finding(TableName table, Optional<EvolutionRule> rule, Optional<String> column, String what, boolean possible) {

    static Finding safe(TableName table, String what) {
        return new Finding(table, Optional.empty(), Optional.empty(), what, true);
    }

    /** Breaks consumers; a higher major version says so, and then it is done. */
    static Finding breaking(TableName table, EvolutionRule rule, Optional<String> column, String what) {
        return new Finding(table, Optional.of(rule), column, what, true);
    }

    /** Cannot be done to this table at all. */
    static Finding impossible(TableName table, EvolutionRule rule, Optional<String> column, String what) {
        return new Finding(table, Optional.of(rule), column, what, false);
    }

    static Finding of(boolean possible, TableName table, EvolutionRule rule, Optional<String> column, String what) {
        return new Finding(table, Optional.of(rule), column, what, possible);
    }

    boolean isBreaking() {
        return rule.isPresent();
    }

    Change change() {
        return new Change(table, what);
    }
}
