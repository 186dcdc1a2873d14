package org.boathouse.contract.odcs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.document.Node;

/**
 * From ODCS's {@code logicalType}, {@code physicalType} and {@code logicalTypeOptions} to Iceberg types.
 *
 * <ul>
 *   <li>The physical type decides where it is given and suits the logical one; either may stand alone.
 *   <li>string: string. boolean: boolean. date: date.
 *   <li>integer: by the format (i8, i16, i32, u8, u16: int; i64, u32: long; u64: decimal(20,0)), else long, because a
 *       count must always fit.
 *   <li>number: by the format (f32: float; f64: double), else double; exact numbers need {@code physicalType:
 *       decimal(p,s)}.
 *   <li>timestamp: an instant (with zone), unless {@code timezone: false} or a physical type without zone; ODCS too says
 *       that UTC holds where no zone is given.
 *   <li>object: struct. array: list. map: map. vector: list of float or double.
 *   <li>time is refused: Spark cannot write Iceberg's.
 * </ul>
 */
final class ColumnTypes {
    private static final Pattern NESTED_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,126}");
    /** Iceberg ids must be there before the table's schema assigns the real ones. */
    private static final int PLACEHOLDER = 0;

    private static final Map<String, Set<TypeID>> SUITING = Map.of(
            "string", Set.of(TypeID.STRING, TypeID.BINARY),
            "boolean", Set.of(TypeID.BOOLEAN),
            "date", Set.of(TypeID.DATE),
            "timestamp", Set.of(TypeID.TIMESTAMP),
            "integer", Set.of(TypeID.INTEGER, TypeID.LONG, TypeID.DECIMAL),
            "number", Set.of(TypeID.FLOAT, TypeID.DOUBLE, TypeID.DECIMAL, TypeID.INTEGER, TypeID.LONG));

    private final Binding binding;

    ColumnTypes(Binding binding) {
        this.binding = binding;
    }

    /** Empty where a fault was told. */
    Optional<Type> type(Node property) {
        String logical = property.text("logicalType").orElse("");
        return switch (logical) {
            case "object" -> struct(property);
            case "array" -> list(property);
            case "map" -> map(property);
            case "vector" -> vector(property);
            case "time" ->
                refuse(property, "logicalType", "Spark cannot write a time of day to Iceberg: make it a string");
            default -> primitive(property, logical);
        };
    }

    private Optional<Type> refuse(Node property, String key, String why) {
        binding.problem(property.get(key).orElse(property), why);
        return Optional.empty();
    }

    private Optional<Type> primitive(Node property, String logical) {
        Optional<Node> physical = property.get("physicalType");
        if (physical.isEmpty()) {
            return logical.isEmpty()
                    ? refuse(property, "logicalType", "a column needs a logicalType or a physicalType")
                    : Optional.of(byOptions(property, logical));
        }
        String text = physical.get().value().toString();
        Optional<Type> type = PhysicalType.parse(text);
        if (type.isEmpty()) {
            return refuse(
                    property,
                    "physicalType",
                    "'" + text + "' is no type the lake knows: expected " + String.join(", ", PhysicalType.known())
                            + ", timestamp, timestamp without time zone or " + PhysicalType.DECIMALS);
        }
        if (!logical.isEmpty() && !suits(logical, type.get())) {
            return refuse(property, "physicalType", "'" + text + "' is no " + logical + ", which the logicalType says");
        }
        return PhysicalType.isPlainTimestamp(text) ? Optional.of(byOptions(property, "timestamp")) : type;
    }

    private static boolean suits(String logical, Type type) {
        boolean fraction = type instanceof Types.DecimalType decimal && decimal.scale() > 0;
        return SUITING.get(logical).contains(type.typeId()) && !(logical.equals("integer") && fraction);
    }

    private Type byOptions(Node property, String logical) {
        Optional<Node> options = property.get("logicalTypeOptions");
        String format = options.flatMap(node -> node.text("format")).orElse("");
        return switch (logical) {
            case "boolean" -> Types.BooleanType.get();
            case "date" -> Types.DateType.get();
            case "timestamp" ->
                options.flatMap(node -> node.get("timezone"))
                                .filter(node -> Boolean.FALSE.equals(node.value()))
                                .isPresent()
                        ? Types.TimestampType.withoutZone()
                        : Types.TimestampType.withZone();
            case "number" -> format.equals("f32") ? Types.FloatType.get() : Types.DoubleType.get();
            case "integer" -> integer(property, format);
            default -> Types.StringType.get();
        };
    }

    private Type integer(Node property, String format) {
        return switch (format) {
            case "i8", "i16", "i32", "u8", "u16" -> Types.IntegerType.get();
            case "u64" -> Types.DecimalType.of(20, 0);
            case "i128", "u128" -> {
                refuse(
                        property,
                        "logicalTypeOptions",
                        "no engine of the lake holds " + format + ": use i64, or physicalType decimal(38,0)");
                yield Types.LongType.get();
            }
            default -> Types.LongType.get();
        };
    }

    private Optional<Type> struct(Node property) {
        List<Node> properties = property.list("properties");
        if (properties.isEmpty()) {
            return refuse(property, "logicalType", "an object needs properties");
        }
        List<NestedField> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node child : properties) {
            String name = child.text("name").orElseThrow();
            if (!NESTED_NAME.matcher(name).matches() || !names.add(name.toLowerCase(Locale.ROOT))) {
                binding.problem(
                        child.get("name").orElseThrow(),
                        "'" + name
                                + "' is no field name, or stands here twice: expected letters, digits and underscores, no digit first");
            }
            type(child).map(type -> field(name, child, type)).ifPresent(fields::add);
        }
        return fields.size() == properties.size() ? Optional.of(Types.StructType.of(fields)) : Optional.empty();
    }

    private static NestedField field(String name, Node property, Type type) {
        String doc = property.text("description").orElse(null);
        return property.isTrue("required")
                ? NestedField.required(PLACEHOLDER, name, type, doc)
                : NestedField.optional(PLACEHOLDER, name, type, doc);
    }

    private Optional<Type> list(Node property) {
        Optional<Node> items = property.get("items");
        if (items.isEmpty()) {
            return refuse(property, "logicalType", "an array needs items");
        }
        return type(items.get())
                .map(element -> items.get().isTrue("required")
                        ? Types.ListType.ofRequired(PLACEHOLDER, element)
                        : Types.ListType.ofOptional(PLACEHOLDER, element));
    }

    private Optional<Type> map(Node property) {
        Node map = property.get("map").orElseThrow();
        Node value = map.get("value").orElseThrow();
        Optional<Type> key = type(map.get("key").orElseThrow());
        return type(value)
                .flatMap(valueType -> key.map(keyType -> value.isTrue("required")
                        ? Types.MapType.ofRequired(PLACEHOLDER, PLACEHOLDER, keyType, valueType)
                        : Types.MapType.ofOptional(PLACEHOLDER, PLACEHOLDER, keyType, valueType)));
    }

    private Optional<Type> vector(Node property) {
        String element = property.get("logicalTypeOptions")
                .flatMap(options -> options.text("elementType"))
                .orElse("float32");
        return switch (element) {
            case "float32" -> Optional.of(Types.ListType.ofRequired(PLACEHOLDER, Types.FloatType.get()));
            case "float64" -> Optional.of(Types.ListType.ofRequired(PLACEHOLDER, Types.DoubleType.get()));
            default ->
                refuse(
                        property,
                        "logicalTypeOptions",
                        "the lake keeps vectors of float32 or float64, not of " + element);
        };
    }
}
