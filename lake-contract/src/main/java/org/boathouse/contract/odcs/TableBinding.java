package org.boathouse.contract.odcs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.ValidationException;
import org.boathouse.contract.document.Node;
import org.boathouse.contract.layout.Domain;
import org.boathouse.contract.layout.Layer;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.Refinement;

/** A schema object: one table. */
final class TableBinding {
    private final Binding binding;
    private final Node object;

    TableBinding(Binding binding, Node object) {
        this.binding = binding;
        this.object = object;
    }

    Optional<TableContract> table(Optional<Domain> domain) {
        Optional<TableName> name = name(domain);
        List<Column> columns = new ColumnBinding(binding).columns(object);
        if (columns.isEmpty()) {
            binding.problem(object, "a table needs properties: its columns");
        }
        List<QualityRule> rules = new RuleBinding(binding).rules(object, columns);
        Optional<Refinement> refinement = name.isEmpty()
                ? Optional.empty()
                : binding.customProperty(object, Binding.REFINEMENT)
                        .flatMap(node -> new RefinementBinding(binding, node).refinement(name.get(), columns));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        TableContract table = new TableContract(name.get(), object.text("description"), columns, rules, refinement);
        checkPartitioning(table);
        return Optional.of(table);
    }

    private Optional<TableName> name(Optional<Domain> domain) {
        Optional<Node> node = object.get("physicalName");
        if (node.isEmpty()) {
            binding.problems()
                    .add(object.path() + ".physicalName", "missing: the table's full name, <domain>.<layer>.<table>");
            return Optional.empty();
        }
        Optional<TableName> name = binding.attempt(
                node.get(), () -> TableName.parse(node.get().value().toString()));
        name.ifPresent(table -> {
            if (domain.isPresent() && !table.domain().equals(domain.get())) {
                binding.problem(
                        node.get(),
                        table + " is not of this contract's domain: expected " + domain.get() + ".<layer>.<table>");
            }
            if (table.layer() == Layer.RAW || table.isQuarantine()) {
                binding.problem(
                        node.get(),
                        table
                                + " is the lake's own: a contract describes tables of bronze, silver and gold, and the lake"
                                + " makes ledgers and quarantines for them");
            }
        });
        return name;
    }

    private void checkPartitioning(TableContract table) {
        List<Column> partitions = new ArrayList<>(table.columns());
        partitions.removeIf(column -> column.partition().isEmpty());
        for (Column column : partitions) {
            TableContract alone =
                    new TableContract(table.name(), Optional.empty(), List.of(column), List.of(), Optional.empty());
            try {
                alone.partitionSpec(alone.icebergSchema());
            } catch (ValidationException | IllegalArgumentException e) {
                binding.problem(
                        object,
                        "column " + column.name() + " cannot partition the table by "
                                + column.partition().orElseThrow().transform() + ": " + e.getMessage());
            }
        }
    }
}
