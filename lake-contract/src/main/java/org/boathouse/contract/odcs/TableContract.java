package org.boathouse.contract.odcs;

import java.util.List;
import java.util.Optional;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.Refinement;

/**
 * What a contract says of one table.
 *
 * @param name from ODCS {@code physicalName}, {@code <domain>.<layer>.<table>}
 * @param rules what each run's delta is checked against before it is published, {@code required} columns included
 * @param refinement how the table is made; empty where somebody else's job writes it
 */
public record TableContract(
        TableName name,
        Optional<String> description,
        List<Column> columns,
        List<QualityRule> rules,
        Optional<Refinement> refinement) {
    public TableContract {
        columns = List.copyOf(columns);
        rules = List.copyOf(rules);
    }
}
