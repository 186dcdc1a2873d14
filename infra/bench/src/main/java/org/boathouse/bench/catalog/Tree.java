package org.boathouse.bench.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The data set of apache/polaris-tools' benchmarks: a complete N-ary tree of namespaces, with tables and views under its
 * leaves. It follows from its dimensions alone.
 *
 * @param depth with the root, which is 1
 * @param properties of each namespace, table and view
 */
record Tree(int width, int depth, int tablesPerLeaf, int viewsPerLeaf, int columns, int properties) {
    private static final String ROOT = "NS_0";

    /** Parents before their children. */
    List<Namespace> namespaces() {
        List<Namespace> all = new ArrayList<>();
        for (int level = 1; level <= depth; level++) {
            all.addAll(level(level));
        }
        return all;
    }

    List<Namespace> leaves() {
        return level(depth);
    }

    List<TableIdentifier> tables() {
        return under(leaves(), "T_", tablesPerLeaf);
    }

    List<TableIdentifier> views() {
        return under(leaves(), "V_", viewsPerLeaf);
    }

    private List<Namespace> level(int level) {
        List<Namespace> namespaces = List.of(Namespace.of(ROOT));
        for (int i = 1; i < level; i++) {
            namespaces = namespaces.stream()
                    .flatMap(parent -> IntStream.range(0, width).mapToObj(child -> child(parent, child)))
                    .toList();
        }
        return namespaces;
    }

    private static Namespace child(Namespace parent, int number) {
        String[] levels = new String[parent.length() + 1];
        System.arraycopy(parent.levels(), 0, levels, 0, parent.length());
        levels[parent.length()] = "NS_" + number;
        return Namespace.of(levels);
    }

    private static List<TableIdentifier> under(List<Namespace> leaves, String prefix, int perLeaf) {
        return leaves.stream()
                .flatMap(leaf ->
                        IntStream.range(0, perLeaf).mapToObj(number -> TableIdentifier.of(leaf, prefix + number)))
                .toList();
    }
}
