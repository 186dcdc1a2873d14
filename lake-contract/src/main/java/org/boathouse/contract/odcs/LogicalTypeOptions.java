package org.boathouse.contract.odcs;

import static org.boathouse.contract.document.Shape.BOOLEAN;
import static org.boathouse.contract.document.Shape.NUMBER;
import static org.boathouse.contract.document.Shape.POSITIVE;
import static org.boathouse.contract.document.Shape.TEXT;
import static org.boathouse.contract.document.Shape.integerFrom;
import static org.boathouse.contract.document.Shape.listOf;
import static org.boathouse.contract.document.Shape.oneOf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.document.Mapping;
import org.boathouse.contract.document.Shape;

/** ODCS {@code logicalTypeOptions}: each logical type has options of its own. */
final class LogicalTypeOptions {
    private static final String[] BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"};

    private final Map<String, Shape> byType = new HashMap<>();

    LogicalTypeOptions(boolean is32) {
        Shape count = integerFrom(0);
        byType.put(
                "string", Mapping.empty().with(count, "minLength", "maxLength").with(TEXT, "pattern", "format"));
        byType.put("date", Mapping.empty().with(TEXT, BOUNDS).with(TEXT, "format"));
        Mapping instant = Mapping.empty()
                .with(TEXT, BOUNDS)
                .with(TEXT, "format", "defaultTimezone")
                .with(BOOLEAN, "timezone");
        byType.put("timestamp", instant);
        byType.put("time", instant);
        Mapping number = Mapping.empty().with(NUMBER, BOUNDS).with(POSITIVE, "multipleOf");
        byType.put(
                "integer",
                number.with(
                        oneOf(List.of("i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128")),
                        "format"));
        byType.put("number", number.with(oneOf(List.of("f32", "f64")), "format"));
        byType.put(
                "object",
                Mapping.empty()
                        .with(count, "minProperties", "maxProperties")
                        .with(listOf(TEXT, 1, Integer.MAX_VALUE).withoutRepetition(), "required"));
        byType.put("array", Mapping.empty().with(count, "minItems", "maxItems").with(BOOLEAN, "uniqueItems"));
        if (is32) {
            byType.put("vector", vector());
        }
    }

    private static Mapping vector() {
        List<String> elements = List.of("bfloat16", "binary", "float16", "float32", "float64", "int8", "uint8");
        return Mapping.empty()
                .with(integerFrom(1), "dimensions")
                .with(oneOf(elements), "elementType")
                .with(oneOf(List.of("cosine", "dotProduct", "euclidean", "hamming", "manhattan")), "distanceMetric")
                .with(TEXT, "embeddingModel", "embeddingModelVersion")
                .with(BOOLEAN, "normalized")
                .requires("dimensions");
    }

    /** @param untyped whether the property names no logical type at all: then no option can be judged, and none may be */
    Shape of(Object logicalType, boolean untyped) {
        if (untyped) {
            return (path, value, problems) -> {
                Shape.OPEN.check(path, value, problems);
                if (value instanceof Map<?, ?> options && !options.isEmpty()) {
                    problems.add(path, "options need a logicalType beside them");
                }
            };
        }
        return byType.getOrDefault(String.valueOf(logicalType), Shape.OPEN);
    }
}
