package org.boathouse.contract.odcs;

import java.util.List;
import java.util.Optional;
import org.boathouse.contract.document.Node;

/** A {@code quality} rule of a whole table. */
final class QualityOfTable {
    private static final String TABLE = "${table}";

    private final Binding binding;
    private final List<String> columns;

    QualityOfTable(Binding binding, List<Column> columns) {
        this.binding = binding;
        this.columns = columns.stream().map(Column::name).toList();
    }

    /** Empty for a text, for another engine's rule, and where a fault was told. */
    Optional<QualityRule> rule(Node quality) {
        if (quality.text("type").orElse("").equals("sql")) {
            return sql(binding, quality, "table", Optional.empty());
        }
        return quality.get("metric").flatMap(metric -> switch (metric.value().toString()) {
            case "rowCount" ->
                ofQuery(binding, quality, "table.rowCount", "SELECT count(*) FROM " + TABLE, "number of rows");
            case "duplicateValues" -> duplicates(quality);
            default -> {
                binding.problem(metric, metric.value() + " is about one column: write it into that column's quality");
                yield Optional.empty();
            }
        });
    }

    private Optional<QualityRule> duplicates(Node quality) {
        List<Node> names = quality.get("arguments")
                .map(arguments -> arguments.list("properties"))
                .orElse(List.of());
        if (names.isEmpty()) {
            binding.problem(quality, "missing arguments.properties: the columns that are unique together");
            return Optional.empty();
        }
        for (Node name : names) {
            if (!columns.contains(String.valueOf(name.value()))) {
                binding.problem(name, "'" + name.value() + "' is no column of this table");
                return Optional.empty();
            }
        }
        List<String> key = names.stream().map(name -> name.value().toString()).toList();
        return duplicates(binding, quality, key, String.join("_", key) + ".duplicateValues");
    }

    static Optional<QualityRule> duplicates(Binding binding, Node quality, List<String> key, String label) {
        if (new Threshold(quality).isNone()) {
            return RuleBinding.action(binding, quality, QualityRule.Action.FAIL)
                    .map(action -> new QualityRule.Unique(RuleBinding.name(quality, label), action, key));
        }
        String values =
                "struct(" + String.join(", ", key.stream().map(SparkSql::name).toList()) + ")";
        String count = "count(*) - count(DISTINCT " + values + ")";
        return ofQuery(binding, quality, label, share(quality, count), "duplicates of " + String.join(", ", key));
    }

    /** A count over the table as rows, or as a share in percent: of nothing it is 0. */
    static String share(Node quality, String count) {
        String value = quality.text("unit").orElse("rows").equals("percent")
                ? "coalesce(100.0 * (" + count + ") / nullif(count(*), 0), 0.0)"
                : count;
        return "SELECT " + value + " FROM " + TABLE;
    }

    static Optional<QualityRule> ofQuery(Binding binding, Node quality, String label, String query, String about) {
        Optional<String> condition = new Threshold(quality).condition();
        if (condition.isEmpty()) {
            binding.problem(quality, "the rule compares with no single number, text or truth value");
        }
        String unit = quality.text("unit").orElse("rows");
        if (!unit.equals("rows") && !unit.equals("percent")) {
            binding.problem(
                    quality.get("unit").orElseThrow(),
                    "'" + unit + "' is no unit the lake knows: expected rows or percent");
        }
        return condition.flatMap(holds -> RuleBinding.action(binding, quality, QualityRule.Action.FAIL)
                .map(action -> new QualityRule.OfTable(
                        RuleBinding.name(quality, label),
                        action,
                        query,
                        holds,
                        quality.text("description").orElse(about + ": " + holds))));
    }

    /** A query of the contract's own; it must name the table by a variable, so that it sees the staged rows. */
    static Optional<QualityRule> sql(Binding binding, Node quality, String label, Optional<String> column) {
        Node node = quality.get("query").orElseThrow();
        String query = node.value().toString();
        for (String word : List.of("table", "object")) {
            query = query.replace("${" + word + "}", TABLE).replaceAll("(?<!\\$)\\{" + word + "}", "\\${table}");
        }
        for (String word : List.of("column", "property")) {
            String found = query;
            query = column.map(name -> found.replace("${" + word + "}", name)
                            .replaceAll("(?<!\\$)\\{" + word + "}", name.replace("$", "\\$")))
                    .orElse(found);
        }
        if (!query.contains(TABLE)) {
            binding.problem(node, "write ${table} for the table: the rule must see the rows about to be published");
            return Optional.empty();
        }
        if (query.strip().endsWith(";")) {
            binding.problem(node, "one SELECT, without a semicolon at its end");
            return Optional.empty();
        }
        return ofQuery(binding, quality, label + ".sql", query, "query");
    }
}
