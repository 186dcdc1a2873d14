package org.boathouse.spark.bronze;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a JSON record the contract's columns are found: their sources, such as {@code id}, {@code properties.mag} or
 * {@code geometry.coordinates[0]}, as a tree that a record is walked along once.
 */
final class JsonShape {
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)((?:\\[\\d{1,6}])*)");
    private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");

    /** A place in the record, reached by {@code path} from its root. */
    static final class Node {
        final String path;
        final Map<String, Node> fields = new HashMap<>();
        final Map<Integer, Node> elements = new HashMap<>();
        final List<Integer> columns = new ArrayList<>();

        private Node(String path) {
            this.path = path;
        }

        boolean isColumn() {
            return !columns.isEmpty();
        }

        boolean isOnTheWay() {
            return !fields.isEmpty() || !elements.isEmpty();
        }

        String pathOf(String field) {
            return path.isEmpty() ? field : path + "." + field;
        }

        String pathOf(int element) {
            return path + "[" + element + "]";
        }

        private Node field(String name) {
            return fields.computeIfAbsent(name, n -> new Node(pathOf(n)));
        }

        private Node element(int index) {
            return elements.computeIfAbsent(index, i -> new Node(pathOf(i)));
        }
    }

    private JsonShape() {}

    /** The root of the tree. */
    static Node of(RecordColumns columns) {
        Node root = new Node("");
        for (int column = 0; column < columns.count(); column++) {
            place(root, columns.source(column).name()).columns.add(column);
        }
        return root;
    }

    private static Node place(Node root, String source) {
        Node node = root;
        for (String step : source.split("\\.", -1)) {
            Matcher parts = STEP.matcher(step);
            if (!parts.matches()) {
                // No path after all: a field may be called anything.
                return root.field(source);
            }
            node = node.field(parts.group(1));
            Matcher index = INDEX.matcher(parts.group(2));
            while (index.find()) {
                node = node.element(Integer.parseInt(index.group(1)));
            }
        }
        return node;
    }
}
