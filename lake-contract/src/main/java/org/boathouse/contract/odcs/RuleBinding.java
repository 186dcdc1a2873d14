package org.boathouse.contract.odcs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.boathouse.contract.document.Node;

/** All rules of a table: what its columns demand by themselves, then their {@code quality}, then the table's. */
final class RuleBinding {
    private final Binding binding;

    RuleBinding(Binding binding) {
        this.binding = binding;
    }

    List<QualityRule> rules(Node object, List<Column> columns) {
        Map<String, Column> byName =
                columns.stream().collect(Collectors.toMap(Column::name, Function.identity(), (one, same) -> one));
        List<QualityRule> rules = new ArrayList<>();
        for (Node property : object.list("properties")) {
            Column column = byName.get(property.text("name").orElseThrow());
            if (column != null) {
                Place place = Place.of(column);
                rules.addAll(new ColumnRules(binding).rules(property, place, column.required()));
            }
        }
        List<String> key = Column.primaryKey(columns);
        if (!key.isEmpty()) {
            rules.add(new QualityRule.Unique("primary_key.unique", QualityRule.Action.FAIL, key));
        }
        for (Node quality : object.list("quality")) {
            new QualityOfTable(binding, columns).rule(quality).ifPresent(rules::add);
        }
        return withDistinctNames(rules);
    }

    /** Quarantine rows and results are told apart by rule name: a second rule of the same name gets a number. */
    private static List<QualityRule> withDistinctNames(List<QualityRule> rules) {
        Set<String> taken = new HashSet<>();
        List<QualityRule> named = new ArrayList<>();
        for (QualityRule rule : rules) {
            String name = rule.name();
            for (int number = 2; !taken.add(name); number++) {
                name = rule.name() + "_" + number;
            }
            named.add(renamed(rule, name));
        }
        return named;
    }

    private static QualityRule renamed(QualityRule rule, String name) {
        if (rule instanceof QualityRule.OfRow row) {
            return new QualityRule.OfRow(name, row.action(), row.condition(), row.says());
        }
        if (rule instanceof QualityRule.Unique unique) {
            return new QualityRule.Unique(name, unique.action(), unique.columns());
        }
        QualityRule.OfTable table = (QualityRule.OfTable) rule;
        return new QualityRule.OfTable(name, table.action(), table.query(), table.condition(), table.says());
    }

    /** What a rule is called: its name, else its id, else what it is about. */
    static String name(Node quality, String otherwise) {
        return quality.text("name").or(() -> quality.text("id")).orElse(otherwise);
    }

    /** @param otherwise what the kind of rule does where no severity is given */
    static Optional<QualityRule.Action> action(Binding binding, Node quality, QualityRule.Action otherwise) {
        Optional<Node> severity = quality.get("severity");
        if (severity.isEmpty()) {
            return Optional.of(otherwise);
        }
        return switch (severity.get().value().toString()) {
            case "info", "warning" -> Optional.of(QualityRule.Action.WARN);
            case "error" -> Optional.of(otherwise);
            case "critical" -> Optional.of(QualityRule.Action.FAIL);
            default -> {
                binding.problem(
                        severity.get(),
                        "'" + severity.get().value()
                                + "' is no severity the lake knows: expected info, warning, error or critical");
                yield Optional.empty();
            }
        };
    }
}
