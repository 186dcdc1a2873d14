package org.boathouse.service.query.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Types of every kind that the engine reads but variants, nested to a depth; map keys are primitive. */
final class RandomTypes {
    /**
     * Few, so that dropped names come again; some that SQL, the engine's own queries or Parquet have other uses for. None
     * differ by case alone: DuckDB has no such columns.
     */
    private static final List<String> NAMES = List.of(
            "a",
            "b",
            "c",
            "d",
            "e",
            "f",
            "g",
            "h",
            "r",
            "s",
            "p",
            "file",
            "filename",
            "select",
            "two words",
            "it's",
            "a \"quote\"",
            "größe",
            "Upper",
            "1st",
            "x-y",
            "key",
            "value",
            "element",
            "list",
            "seq",
            "struct");

    private static final List<Type> PRIMITIVES = List.of(
            Types.BooleanType.get(),
            Types.IntegerType.get(),
            Types.IntegerType.get(),
            Types.LongType.get(),
            Types.FloatType.get(),
            Types.FloatType.get(),
            Types.DoubleType.get(),
            Types.DecimalType.of(4, 0),
            Types.DecimalType.of(9, 2),
            Types.DecimalType.of(18, 3),
            Types.DecimalType.of(38, 10),
            Types.DateType.get(),
            Types.TimeType.get(),
            Types.TimestampType.withoutZone(),
            Types.TimestampType.withZone(),
            Types.StringType.get(),
            Types.StringType.get(),
            Types.UUIDType.get(),
            Types.FixedType.ofLength(3),
            Types.BinaryType.get());
    private static final List<Type> NANOS =
            List.of(Types.TimestampNanoType.withoutZone(), Types.TimestampNanoType.withZone());
    private static final List<Type> KEYS = List.of(
            Types.StringType.get(),
            Types.IntegerType.get(),
            Types.LongType.get(),
            Types.DateType.get(),
            Types.UUIDType.get());

    private final Dice dice;
    private final List<String> names;
    /** Whoever takes the types numbers them anew. */
    private int lastId = 1000;

    /** @param plainNames whether all names are such as Parquet files have word for word */
    RandomTypes(Dice dice, boolean plainNames) {
        this.dice = dice;
        this.names = plainNames
                ? NAMES.stream().filter(name -> name.matches("[a-z]+")).toList()
                : NAMES;
    }

    /** @param depth how many levels of nesting it may have */
    Type any(int depth, int formatVersion) {
        int kind = depth == 0 ? 9 : dice.below(10);
        return switch (kind) {
            case 0, 1, 2 -> Types.StructType.of(fields(dice.between(1, 3), depth - 1, formatVersion));
            case 3 -> {
                Type element = any(depth - 1, formatVersion);
                yield dice.percent(70)
                        ? Types.ListType.ofOptional(++lastId, element)
                        : Types.ListType.ofRequired(++lastId, element);
            }
            case 4 -> {
                Type value = any(depth - 1, formatVersion);
                yield dice.percent(70)
                        ? Types.MapType.ofOptional(++lastId, ++lastId, dice.one(KEYS), value)
                        : Types.MapType.ofRequired(++lastId, ++lastId, dice.one(KEYS), value);
            }
            default -> primitive(formatVersion);
        };
    }

    Type primitive(int formatVersion) {
        return formatVersion >= 3 && dice.percent(15) ? dice.one(NANOS) : dice.one(PRIMITIVES);
    }

    List<NestedField> fields(int count, int depth, int formatVersion) {
        List<NestedField> fields = new ArrayList<>();
        Set<String> taken = new TreeSet<>();
        while (fields.size() < count) {
            String name = dice.one(names);
            if (taken.add(name.toLowerCase(Locale.ROOT))) {
                Type type = any(depth, formatVersion);
                fields.add(
                        dice.percent(80)
                                ? NestedField.optional(++lastId, name, type)
                                : NestedField.required(++lastId, name, type));
            }
        }
        return fields;
    }

    /** A name that none of these fields has. */
    String freeName(List<NestedField> siblings) {
        while (true) {
            String name = dice.one(names);
            if (siblings.stream().noneMatch(sibling -> sibling.name().equalsIgnoreCase(name))) {
                return name;
            }
        }
    }
}
