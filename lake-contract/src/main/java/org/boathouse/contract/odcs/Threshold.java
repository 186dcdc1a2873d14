package org.boathouse.contract.odcs;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.boathouse.contract.document.Node;
import org.boathouse.contract.document.Shape;

/** The one comparison of a quality rule, such as {@code mustBeLessThan: 5}. */
final class Threshold {
    private static final Map<String, String> OPERATORS = Map.of(
            "mustBe", "=",
            "mustNotBe", "<>",
            "mustBeGreaterThan", ">",
            "mustBeGreaterOrEqualTo", ">=",
            "mustBeLessThan", "<",
            "mustBeLessOrEqualTo", "<=");

    private final Node quality;

    Threshold(Node quality) {
        this.quality = quality;
    }

    /** Whether a count that breaks nothing must be zero: then each row breaks or keeps the rule by itself. */
    boolean isNone() {
        boolean zero = List.of("mustBe", "mustBeLessOrEqualTo").stream()
                .anyMatch(key ->
                        quality.number(key).filter(value -> value.signum() == 0).isPresent());
        return zero
                || quality.text("unit").orElse("rows").equals("rows")
                        && quality.number("mustBeLessThan")
                                .filter(value -> value.compareTo(BigDecimal.ONE) == 0)
                                .isPresent();
    }

    /** A Spark SQL condition over {@code value}; empty where the comparison is with no single value. */
    Optional<String> condition() {
        for (Map.Entry<String, String> operator : OPERATORS.entrySet()) {
            Optional<Node> bound = quality.get(operator.getKey());
            if (bound.isPresent()) {
                return literal(bound.get().value()).map(literal -> "value " + operator.getValue() + " " + literal);
            }
        }
        return between("mustBeBetween").map(range -> "value " + range).or(() -> between("mustNotBeBetween")
                .map(range -> "value NOT " + range));
    }

    private Optional<String> between(String key) {
        List<BigDecimal> ends = quality.list(key).stream()
                .map(node -> Shape.decimal(node.value()))
                .sorted()
                .toList();
        return ends.size() == 2
                ? Optional.of("BETWEEN " + SparkSql.number(ends.get(0)) + " AND " + SparkSql.number(ends.get(1)))
                : Optional.empty();
    }

    private static Optional<String> literal(Object value) {
        if (value instanceof Number) {
            return Optional.of(SparkSql.number(Shape.decimal(value)));
        }
        if (value instanceof Boolean) {
            return Optional.of(value.toString());
        }
        return value instanceof String text ? Optional.of(SparkSql.text(text)) : Optional.empty();
    }
}
