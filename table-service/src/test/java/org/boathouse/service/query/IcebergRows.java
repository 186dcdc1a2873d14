package org.boathouse.service.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.IcebergGenerics.ScanBuilder;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** What Iceberg's own reader reads, in the words of {@link ResultFormat#JSON}. */
public final class IcebergRows {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private IcebergRows() {}

    /** @param columns how many: the reader adds columns of its own behind those of the table where it applies deletes */
    static List<String> of(ScanBuilder scan, int columns) {
        List<String> rows = new ArrayList<>();
        try (CloseableIterable<Record> records = scan.build()) {
            for (Record record : records) {
                List<Object> row = new ArrayList<>();
                for (int i = 0; i < columns; i++) {
                    row.add(record.get(i));
                }
                rows.add(text(row));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** One row. */
    public static String text(List<Object> row) {
        ArrayNode array = NODES.arrayNode();
        row.forEach(value -> array.add(json(value)));
        return array.toString();
    }

    private static JsonNode json(Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof Double || value instanceof Float) {
            return Double.isFinite(((Number) value).doubleValue())
                    ? NODES.numberNode(Double.parseDouble(value.toString()))
                    : NODES.textNode(value.toString());
        }
        if (value instanceof BigDecimal decimal) {
            return NODES.textNode(decimal.toPlainString());
        }
        if (value instanceof Number number) {
            return NODES.numberNode(number.longValue());
        }
        if (value instanceof Record struct) {
            ObjectNode object = NODES.objectNode();
            struct.struct().fields().forEach(field -> object.set(field.name(), json(struct.getField(field.name()))));
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(item -> array.add(json(item)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((key, item) -> object.set(key.toString(), json(item)));
            return object;
        }
        return NODES.textNode(text(value));
    }

    private static String text(Object value) {
        if (value instanceof LocalDateTime timestamp) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(timestamp);
        }
        if (value instanceof OffsetDateTime timestamp) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(timestamp);
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return Base64.getEncoder().encodeToString(copy);
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof LocalTime time) {
            return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
        }
        return value.toString();
    }
}
