package org.boathouse.contract.odcs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.document.Node;

/**
 * The rules that a property carries: {@code required}, {@code unique}, {@code enum}, {@code logicalTypeOptions}, {@code
 * quality}, and those of the properties inside it. All are broken by rows, so those rows are quarantined; null breaks
 * {@code required} alone.
 */
final class ColumnRules {
    private static final Map<String, String> BOUNDS = Map.of(
            "minimum", ">=",
            "maximum", "<=",
            "exclusiveMinimum", ">",
            "exclusiveMaximum", "<");

    private final Binding binding;
    private final List<QualityRule> rules = new ArrayList<>();

    ColumnRules(Binding binding) {
        this.binding = binding;
    }

    List<QualityRule> rules(Node property, Place place, boolean required) {
        if (required) {
            add(place, "required", place.expression() + " IS NOT NULL", "must not be null");
        }
        if (property.isTrue("unique")) {
            if (place.expression().equals(SparkSql.name(place.label()))) {
                rules.add(new QualityRule.Unique(
                        place.label() + ".unique", QualityRule.Action.FAIL, List.of(place.label())));
            } else {
                binding.problem(property.get("unique").orElseThrow(), "only a whole column can be unique");
            }
        }
        allowedValues(property, place);
        property.get("logicalTypeOptions").ifPresent(options -> options(options, place));
        for (Node quality : property.list("quality")) {
            new QualityOfColumn(binding, place).rule(quality).ifPresent(rules::add);
        }
        inside(property, place);
        return rules;
    }

    private void inside(Node property, Place place) {
        if (place.type().isStructType()) {
            for (Node child : property.list("properties")) {
                NestedField field =
                        place.type().asStructType().field(child.text("name").orElseThrow());
                if (field != null) {
                    rules(child, place.field(field.name(), field.type()), child.isTrue("required"));
                }
            }
        } else if (place.type().isListType() && property.get("items").isPresent()) {
            Type element = place.type().asListType().elementType();
            Node items = property.get("items").orElseThrow();
            rules(items, place.element(element), items.isTrue("required"));
        }
    }

    private void add(Place place, String kind, String condition, String says) {
        rules.add(place.rule(
                place.label() + "." + kind, QualityRule.Action.QUARANTINE, condition, place.label() + " " + says));
    }

    private void allowedValues(Node property, Place place) {
        List<String> literals = new ArrayList<>();
        for (Node allowed : property.list("enum")) {
            Optional<Node> value = allowed.get("value");
            if (value.isPresent()) {
                literal(value.get(), place).ifPresent(literals::add);
            }
        }
        if (!literals.isEmpty()) {
            String list = String.join(", ", literals);
            add(place, "enum", place.expression() + " IN (" + list + ")", "must be one of " + list);
        }
    }

    private Optional<String> literal(Node node, Place place) {
        Optional<String> literal = SparkSql.literal(node.value(), place.type(), place.zone());
        if (literal.isEmpty()) {
            binding.problem(
                    node,
                    "'" + node.value() + "' is no value of the type " + TypeText.of(place.type()) + " of "
                            + place.label());
        }
        return literal;
    }

    private void options(Node options, Place place) {
        BOUNDS.keySet().stream().sorted().forEach(key -> options.get(key)
                .flatMap(node -> literal(node, place))
                .ifPresent(bound -> add(
                        place,
                        key,
                        place.expression() + " " + BOUNDS.get(key) + " " + bound,
                        "must be " + BOUNDS.get(key) + " " + bound)));
        options.number("multipleOf")
                .map(SparkSql::number)
                .ifPresent(of -> add(
                        place, "multipleOf", place.expression() + " % " + of + " = 0", "must be a multiple of " + of));
        length(options, place);
        options.get("pattern").ifPresent(node -> pattern(node, place));
        if (options.isTrue("uniqueItems")) {
            String value = place.expression();
            add(
                    place,
                    "uniqueItems",
                    "array_size(array_distinct(" + value + ")) = array_size(" + value + ")",
                    "must not hold an item twice");
        }
        if (place.type().isStructType()) {
            options.get("minProperties")
                    .or(() -> options.get("maxProperties"))
                    .ifPresent(node -> binding.problem(
                            node, "an object of the lake always has all its properties: leave this option out"));
            options.list("required").forEach(node -> requiredField(node, place));
        }
    }

    private void length(Node options, Place place) {
        String size = place.type().typeId() == TypeID.STRING ? "length" : "array_size";
        for (String kind : List.of("minLength", "maxLength", "minItems", "maxItems", "dimensions")) {
            options.number(kind).map(SparkSql::number).ifPresent(bound -> {
                String operator = kind.startsWith("min") ? ">=" : kind.startsWith("max") ? "<=" : "=";
                add(
                        place,
                        kind,
                        size + "(" + place.expression() + ") " + operator + " " + bound,
                        "must have a length " + operator + " " + bound);
            });
        }
    }

    /** ODCS writes ECMA-262, Spark reads Java's dialect: what both share is what people use. */
    private void pattern(Node node, Place place) {
        String regex = node.value().toString();
        try {
            Pattern.compile(regex);
            add(place, "pattern", place.expression() + " RLIKE " + SparkSql.text(regex), "must match " + regex);
        } catch (PatternSyntaxException e) {
            binding.problem(node, "no regular expression: " + e.getDescription());
        }
    }

    private void requiredField(Node node, Place place) {
        NestedField field = place.type().asStructType().field(node.value().toString());
        if (field == null) {
            binding.problem(node, "'" + node.value() + "' is no property of " + place.label());
        } else {
            Place inner = place.field(field.name(), field.type());
            add(inner, "required", inner.expression() + " IS NOT NULL", "must not be null");
        }
    }
}
