package org.boathouse.contract.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A place in a document whose shape has been checked, with its path for messages. */
public record Node(String path, Object value) {

    /** The value of a key; empty where it is absent or null. */
    public Optional<Node> get(String key) {
        Object child = value instanceof Map<?, ?> map ? map.get(key) : null;
        return child == null ? Optional.empty() : Optional.of(new Node(Mapping.child(path, key), child));
    }

    public Optional<String> text(String key) {
        return get(key).map(node -> node.value().toString());
    }

    public boolean isTrue(String key) {
        return get(key).filter(node -> Boolean.TRUE.equals(node.value())).isPresent();
    }

    public OptionalInt integer(String key) {
        return get(key).map(node -> OptionalInt.of(Shape.decimal(node.value()).intValue()))
                .orElse(OptionalInt.empty());
    }

    public Optional<BigDecimal> number(String key) {
        return get(key).filter(node -> Shape.isNumber(node.value())).map(node -> Shape.decimal(node.value()));
    }

    /** The items of the list under a key; none where it is absent. */
    public List<Node> list(String key) {
        return get(key).map(Node::items).orElse(List.of());
    }

    /** The items of this list. */
    public List<Node> items() {
        List<Node> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                items.add(new Node(path + "[" + i + "]", list.get(i)));
            }
        }
        return items;
    }
}
