package org.boathouse.contract.odcs;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.boathouse.contract.document.Node;

/** A table's properties: its columns. */
final class ColumnBinding {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,126}");

    private final Binding binding;

    ColumnBinding(Binding binding) {
        this.binding = binding;
    }

    List<Column> columns(Node object) {
        List<Node> properties = object.list("properties");
        Map<Node, Integer> key = positions(properties, "primaryKey", "primaryKeyPosition");
        Map<Node, Integer> partitions = positions(properties, "partitioned", "partitionKeyPosition");
        Set<String> names = new HashSet<>();
        List<Column> columns = new ArrayList<>();
        for (Node property : properties) {
            String name = property.text("name").orElseThrow();
            if (!NAME.matcher(name).matches()) {
                binding.problem(
                        property.get("name").orElseThrow(),
                        "'" + name + "' is no column name: expected a letter, then letters, digits or underscores"
                                + " (names with a leading underscore are the lake's; physicalName says what a field is called in landed files)");
            }
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                binding.problem(
                        property.get("name").orElseThrow(),
                        "a second column '" + name + "': SQL takes no notice of case");
            }
            new ColumnTypes(binding)
                    .type(property)
                    .map(type -> column(property, name, type, key.get(property), partitions.get(property)))
                    .ifPresent(columns::add);
        }
        return columns;
    }

    private Column column(Node property, String name, Type type, Integer keyPosition, Integer partitionPosition) {
        if (keyPosition != null && !canBeKey(type)) {
            binding.problem(property, "a column of type " + type + " cannot be part of the primary key");
        }
        Optional<Node> options = property.get("logicalTypeOptions");
        return new Column(
                property.text("id"),
                name,
                property.text("physicalName").orElse(name),
                type,
                property.isTrue("required") || keyPosition != null,
                keyPosition == null ? OptionalInt.empty() : OptionalInt.of(keyPosition),
                partition(property, partitionPosition),
                property.text("description"),
                property.text("classification"),
                isTemporal(type) ? options.flatMap(this::format) : Optional.empty(),
                options.flatMap(node -> node.get("defaultTimezone"))
                        .flatMap(this::zone)
                        .orElse(ZoneOffset.UTC));
    }

    private static boolean canBeKey(Type type) {
        return type.isPrimitiveType() && type.typeId() != Type.TypeID.FLOAT && type.typeId() != Type.TypeID.DOUBLE;
    }

    private static boolean isTemporal(Type type) {
        return type.typeId() == Type.TypeID.DATE || type.typeId() == Type.TypeID.TIMESTAMP;
    }

    private Optional<String> format(Node options) {
        return options.get("format").flatMap(node -> {
            String format = node.value().toString();
            try {
                if (!format.equals(Column.EPOCH_SECONDS) && !format.equals(Column.EPOCH_MILLIS)) {
                    DateTimeFormatter.ofPattern(format);
                }
                return Optional.of(format);
            } catch (IllegalArgumentException e) {
                binding.problem(
                        node,
                        "'" + format + "' is neither a Java DateTimeFormatter pattern (" + e.getMessage() + ") nor "
                                + Column.EPOCH_SECONDS + " or " + Column.EPOCH_MILLIS);
                return Optional.empty();
            }
        });
    }

    private Optional<ZoneId> zone(Node node) {
        try {
            return Optional.of(ZoneId.of(node.value().toString()));
        } catch (DateTimeException e) {
            binding.problem(node, "'" + node.value() + "' is no time zone, such as Etc/UTC or Europe/Berlin");
            return Optional.empty();
        }
    }

    private Optional<Column.PartitionField> partition(Node property, Integer position) {
        Optional<Node> node = binding.customProperty(property, Binding.PARTITION_TRANSFORM);
        if (position == null) {
            node.ifPresent(at -> binding.problem(at, "the column is not partitioned: add partitioned: true"));
            return Optional.empty();
        }
        Optional<PartitionTransform> transform =
                node.map(at -> at.value().toString()).flatMap(PartitionTransform::parse);
        if (node.isPresent() && transform.isEmpty()) {
            binding.problem(
                    node.get(),
                    "'" + node.get().value()
                            + "' is no partition transform: expected identity, year, month, day, hour, bucket[N] or truncate[N]");
        }
        return Optional.of(new Column.PartitionField(position, transform.orElse(PartitionTransform.IDENTITY)));
    }

    /**
     * Positions from 1, in the order of the positions given. Either every marked column gives one or none does: then
     * their order in the document counts.
     */
    private Map<Node, Integer> positions(List<Node> properties, String flag, String positionKey) {
        Map<Node, Integer> positions = new HashMap<>();
        Map<Integer, Node> given = new HashMap<>();
        List<Node> marked = properties.stream()
                .filter(property ->
                        property.isTrue(flag) || property.integer(positionKey).orElse(-1) > 0)
                .toList();
        for (Node property : marked) {
            int position = property.integer(positionKey).orElse(-1);
            if (position > 0 && given.put(position, property) != null) {
                binding.problem(property.get(positionKey).orElseThrow(), "position " + position + " is taken already");
            }
            positions.put(property, position > 0 ? position : positions.size() + 1);
        }
        if (!given.isEmpty() && given.size() < marked.size() && positions.size() == marked.size()) {
            marked.stream()
                    .filter(property -> property.integer(positionKey).orElse(-1) <= 0)
                    .forEach(property -> binding.problems()
                            .add(property.path() + "." + positionKey, "missing: other columns give theirs"));
        }
        return positions;
    }
}
