package org.boathouse.contract.odcs;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.boathouse.contract.document.Shape;
import org.boathouse.contract.product.Refinement;

/** Whether two versions of a contract say the same. */
final class ContentHash {
    private ContentHash() {}

    static String of(OdcsDocument document, List<TableContract> tables) {
        StringBuilder text = new StringBuilder();
        write(document.content(), text);
        for (TableContract table : tables) {
            table.refinement()
                    .map(Refinement::step)
                    .filter(Refinement.Select.class::isInstance)
                    .map(Refinement.Select.class::cast)
                    .ifPresent(select -> write(select.sql(), text));
        }
        return Sha256.of(text.toString());
    }

    /** Every value with its kind and length before it; keys in alphabetical order. */
    private static void write(Object value, StringBuilder text) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, part) -> sorted.put(String.valueOf(key), part));
            text.append('{').append(sorted.size());
            sorted.forEach((key, part) -> {
                write(key, text);
                write(part, text);
            });
        } else if (value instanceof List<?> list) {
            text.append('[').append(list.size());
            list.forEach(part -> write(part, text));
        } else if (value instanceof Number number) {
            text.append('n')
                    .append(Shape.decimal(number).stripTrailingZeros().toPlainString())
                    .append(';');
        } else {
            String plain = String.valueOf(value);
            text.append(value instanceof String ? 's' : 'c')
                    .append(plain.length())
                    .append(':')
                    .append(plain);
        }
    }
}
