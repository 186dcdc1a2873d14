package org.boathouse.contract.odcs;

import static org.boathouse.contract.document.Shape.ANY;
import static org.boathouse.contract.document.Shape.NUMBER;
import static org.boathouse.contract.document.Shape.OPEN;
import static org.boathouse.contract.document.Shape.TEXT;
import static org.boathouse.contract.document.Shape.listOf;
import static org.boathouse.contract.document.Shape.oneOf;

import java.util.List;
import java.util.Map;
import org.boathouse.contract.document.Mapping;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.document.Shape;

/** ODCS {@code quality}: a rule of the library, a SQL query, another engine's check, or a text. */
final class QualityGrammar {
    private static final List<String> DIMENSIONS =
            List.of("accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness");
    private static final Shape BETWEEN = listOf(NUMBER, 2, 2).withoutRepetition();
    static final List<String> METRICS =
            List.of("nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount");

    private static final Mapping OPERATORS = Mapping.empty()
            .with(ANY, "mustBe", "mustNotBe")
            .with(NUMBER, "mustBeGreaterThan", "mustBeGreaterOrEqualTo", "mustBeLessThan", "mustBeLessOrEqualTo")
            .with(BETWEEN, "mustBeBetween", "mustNotBeBetween");

    private static final Mapping LIBRARY = OPERATORS
            .with(oneOf(METRICS), "metric")
            .with(TEXT, "rule")
            .with(OPEN, "arguments")
            .requires("metric");

    private static final Mapping SQL = OPERATORS.with(TEXT, "query").requires("query");

    private static final Mapping CUSTOM = Mapping.empty()
            .with(TEXT, "engine")
            .with(
                    (path, value, problems) -> (value instanceof Map ? OPEN : TEXT).check(path, value, problems),
                    "implementation")
            .requires("engine", "implementation");

    private final Mapping common;

    QualityGrammar(OdcsGrammar odcs) {
        common = Mapping.empty()
                .with(OdcsGrammar.STABLE_ID, "id")
                .with(odcs.authoritativeDefinitions, "authoritativeDefinitions")
                .with(TEXT, "businessImpact", "description", "method", "name", "schedule", "scheduler")
                .with(TEXT, "severity", "unit")
                .with(odcs.customProperties, "customProperties")
                .with(oneOf(DIMENSIONS), "dimension")
                .with(OdcsGrammar.TAGS, "tags")
                .with(oneOf(List.of("text", "library", "sql", "custom")), "type");
    }

    Shape rule() {
        return this::check;
    }

    private void check(String path, Object value, Problems.InFile problems) {
        Mapping all = common;
        if (value instanceof Map<?, ?> rule) {
            Object type = rule.get("type");
            boolean library = "library".equals(type) || rule.get("metric") instanceof String;
            all = library ? all.plus(LIBRARY) : all;
            all = "sql".equals(type) ? all.plus(SQL) : all;
            all = "custom".equals(type) ? all.plus(CUSTOM) : all;
            if (library || "sql".equals(type)) {
                long operators = rule.keySet().stream()
                        .filter(key -> OPERATORS.knows(String.valueOf(key)))
                        .count();
                if (operators != 1) {
                    problems.add(
                            path,
                            "expected exactly one of mustBe, mustNotBe, mustBeGreaterThan, mustBeGreaterOrEqualTo, "
                                    + "mustBeLessThan, mustBeLessOrEqualTo, mustBeBetween, mustNotBeBetween; found "
                                    + operators);
                }
            }
        }
        all.check(path, value, problems);
    }
}
