package org.boathouse.contract.odcs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.document.Node;

/**
 * A {@code quality} rule of one column. Where no row at all may break it, each row that does is set aside; where some
 * may, it is a rule of the table.
 */
final class QualityOfColumn {
    private final Binding binding;
    private final Place place;

    QualityOfColumn(Binding binding, Place place) {
        this.binding = binding;
        this.place = place;
    }

    /** Empty for a text, for another engine's rule, and where a fault was told. */
    Optional<QualityRule> rule(Node quality) {
        if (quality.text("type").orElse("").equals("sql")) {
            return QualityOfTable.sql(binding, quality, place.label(), Optional.of(place.expression()));
        }
        return quality.get("metric").flatMap(metric -> switch (metric.value().toString()) {
            case "nullValues" -> row(quality, metric, place.expression() + " IS NOT NULL", "must not be null");
            case "missingValues" -> missing(quality, metric);
            case "invalidValues" -> invalid(quality, metric);
            case "duplicateValues" -> duplicates(quality, metric);
            default -> {
                binding.problem(metric, metric.value() + " is about a whole table: write it into the table's quality");
                yield Optional.empty();
            }
        });
    }

    private Optional<QualityRule> row(Node quality, Node metric, String holds, String says) {
        String label = place.label() + "." + metric.value();
        if (new Threshold(quality).isNone()) {
            return RuleBinding.action(binding, quality, QualityRule.Action.QUARANTINE)
                    .map(action -> place.rule(
                            RuleBinding.name(quality, label),
                            action,
                            holds,
                            quality.text("description").orElse(place.label() + " " + says)));
        }
        String broken = "count_if(NOT (" + place.within().apply(holds) + "))";
        return QualityOfTable.ofQuery(
                binding, quality, label, QualityOfTable.share(quality, broken), place.label() + " " + says);
    }

    /** Null is missing, and so is what {@code arguments.missingValues} lists. */
    private Optional<QualityRule> missing(Node quality, Node metric) {
        List<String> listed = literals(quality, "missingValues");
        String value = place.expression();
        String holds = listed.isEmpty()
                ? value + " IS NOT NULL"
                : "(" + value + " IS NOT NULL AND " + value + " NOT IN (" + String.join(", ", listed) + "))";
        return row(quality, metric, holds, "must not be missing");
    }

    /** Null is not invalid: nullValues and required are there for it. */
    private Optional<QualityRule> invalid(Node quality, Node metric) {
        List<String> holds = new ArrayList<>();
        List<String> valid = literals(quality, "validValues");
        if (!valid.isEmpty()) {
            holds.add(place.expression() + " IN (" + String.join(", ", valid) + ")");
        }
        quality.get("arguments")
                .flatMap(arguments -> arguments.text("pattern"))
                .ifPresent(regex -> holds.add(place.expression() + " RLIKE " + SparkSql.text(regex)));
        if (holds.isEmpty()) {
            binding.problem(metric, "missing arguments.validValues or arguments.pattern: what is valid?");
            return Optional.empty();
        }
        String condition = holds.size() == 1 ? holds.get(0) : "(" + String.join(" AND ", holds) + ")";
        return row(quality, metric, condition, "must be valid");
    }

    private List<String> literals(Node quality, String key) {
        List<String> literals = new ArrayList<>();
        List<Node> values =
                quality.get("arguments").map(arguments -> arguments.list(key)).orElse(List.of());
        for (Node node : values) {
            if (node.value() != null) {
                Optional<String> literal = SparkSql.literal(node.value(), place.type(), place.zone());
                literal.ifPresentOrElse(
                        literals::add,
                        () -> binding.problem(
                                node,
                                "'" + node.value() + "' is no value of the type " + TypeText.of(place.type()) + " of "
                                        + place.label()));
            }
        }
        return literals;
    }

    private Optional<QualityRule> duplicates(Node quality, Node metric) {
        if (!place.expression().equals(SparkSql.name(place.label()))) {
            binding.problem(metric, "only whole columns can be looked through for duplicates");
            return Optional.empty();
        }
        return QualityOfTable.duplicates(binding, quality, List.of(place.label()), place.label() + ".duplicateValues");
    }
}
