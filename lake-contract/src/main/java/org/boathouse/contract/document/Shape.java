package org.boathouse.contract.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What a part of a document must look like. Shapes are composed into the grammar of a format. */
@FunctionalInterface
public interface Shape {
    /** Tells every fault of the value and of what is below it. */
    void check(String path, Object value, Problems.InFile problems);

    /** Anything at all, null too. */
    Shape ANY = (path, value, problems) -> {};

    Shape TEXT = (path, value, problems) -> {
        if (!(value instanceof String)) {
            String quote = value instanceof Number || value instanceof Boolean ? ": put it in quotes" : "";
            problems.add(path, "expected text, found " + describe(value) + quote);
        }
    };

    Shape BOOLEAN = (path, value, problems) -> {
        if (!(value instanceof Boolean)) {
            problems.add(path, "expected true or false, found " + describe(value));
        }
    };

    Shape NUMBER = (path, value, problems) -> {
        if (!isNumber(value)) {
            problems.add(path, "expected a number, found " + describe(value));
        }
    };

    Shape INTEGER = (path, value, problems) -> {
        if (!isInteger(value)) {
            problems.add(path, "expected a whole number, found " + describe(value));
        }
    };

    /** Text, number, truth value or null. */
    Shape SCALAR = (path, value, problems) -> {
        if (value instanceof Map || value instanceof Collection) {
            problems.add(path, "expected a single value, found " + describe(value));
        }
    };

    /** A mapping with any keys. */
    Shape OPEN = (path, value, problems) -> {
        if (!(value instanceof Map)) {
            problems.add(path, "expected a mapping, found " + describe(value));
        }
    };

    static Shape integerFrom(long min) {
        return (path, value, problems) -> {
            INTEGER.check(path, value, problems);
            if (isInteger(value) && decimal(value).compareTo(BigDecimal.valueOf(min)) < 0) {
                problems.add(path, "expected " + min + " or more, found " + value);
            }
        };
    }

    Shape POSITIVE = (path, value, problems) -> {
        NUMBER.check(path, value, problems);
        if (isNumber(value) && decimal(value).signum() <= 0) {
            problems.add(path, "expected a number above 0, found " + value);
        }
    };

    /** @param expected what the pattern stands for, in words */
    static Shape textMatching(Pattern pattern, String expected) {
        return (path, value, problems) -> {
            TEXT.check(path, value, problems);
            if (value instanceof String text && !pattern.matcher(text).find()) {
                problems.add(path, "'" + text + "' is no " + expected);
            }
        };
    }

    static Shape oneOf(List<String> words) {
        return (path, value, problems) -> {
            TEXT.check(path, value, problems);
            if (value instanceof String text && !words.contains(text)) {
                String near = Nearest.to(text, words)
                        .map(word -> "; did you mean " + word + "?")
                        .orElse("");
                problems.add(path, "'" + text + "' is not one of " + String.join(", ", words) + near);
            }
        };
    }

    static Shape listOf(Shape item) {
        return listOf(item, 0, Integer.MAX_VALUE);
    }

    static Shape listOf(Shape item, int sizeMin, int sizeMax) {
        return (path, value, problems) -> {
            if (!(value instanceof List<?> list)) {
                problems.add(path, "expected a list, found " + describe(value));
                return;
            }
            if (list.size() < sizeMin || list.size() > sizeMax) {
                String expected = sizeMin == sizeMax ? "" + sizeMin : "at least " + sizeMin;
                problems.add(path, "expected " + expected + " items, found " + list.size());
            }
            for (int i = 0; i < list.size(); i++) {
                item.check(path + "[" + i + "]", list.get(i), problems);
            }
        };
    }

    /** The same list, in which no item may stand twice. */
    default Shape withoutRepetition() {
        return (path, value, problems) -> {
            check(path, value, problems);
            if (value instanceof List<?> list && new HashSet<>(list).size() < list.size()) {
                problems.add(path, "an item stands here twice");
            }
        };
    }

    /** For grammars that contain themselves. */
    static Shape lazily(Supplier<Shape> shape) {
        return (path, value, problems) -> shape.get().check(path, value, problems);
    }

    /** Both must hold. */
    default Shape and(Shape other) {
        return (path, value, problems) -> {
            check(path, value, problems);
            other.check(path, value, problems);
        };
    }

    static boolean isNumber(Object value) {
        return value instanceof Number;
    }

    static boolean isInteger(Object value) {
        return value instanceof Number && decimal(value).stripTrailingZeros().scale() <= 0;
    }

    /** A number of a document, exactly; not-a-number and infinities, which YAML knows, count as broken fractions. */
    static BigDecimal decimal(Object number) {
        if (number instanceof BigInteger big) {
            return new BigDecimal(big);
        }
        if (number instanceof Double real) {
            return Double.isFinite(real) ? BigDecimal.valueOf(real) : new BigDecimal("0.5");
        }
        return new BigDecimal(number.toString());
    }

    static String describe(Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof Map) {
            return "a mapping";
        }
        if (value instanceof Collection) {
            return "a list";
        }
        return value instanceof String text ? "the text '" + text + "'" : value.toString();
    }
}
