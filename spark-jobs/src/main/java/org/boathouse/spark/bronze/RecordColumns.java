package org.boathouse.spark.bronze;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.boathouse.contract.odcs.Column;
import org.boathouse.contract.product.ProvenanceColumns;

/** What the parsers know of a contract's columns; it travels to the executors. */
final class RecordColumns implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A column's place in a file, and what is to be made of it. */
    record Source(String name, Type type) implements Serializable {}

    private final ArrayList<Source> sources = new ArrayList<>();
    private final HashSet<String> takenKeys =
            new HashSet<>(Set.of(ProvenanceColumns.RESCUED_ERROR, ProvenanceColumns.RESCUED_RECORD));

    RecordColumns(List<Column> columns) {
        for (Column column : columns) {
            sources.add(new Source(column.source(), column.type()));
            takenKeys.add(column.name());
        }
    }

    int count() {
        return sources.size();
    }

    Source source(int column) {
        return sources.get(column);
    }

    /** The columns read from a field of this name; more than one may be. */
    List<Integer> named(String name) {
        List<Integer> columns = new ArrayList<>();
        for (int column = 0; column < count(); column++) {
            if (source(column).name().equals(name)) {
                columns.add(column);
            }
        }
        return columns;
    }

    /** Under which key a field of the file is rescued: one that no column's own text, nor the lake, may need. */
    String rescueKey(String path) {
        return takenKeys.contains(path) ? "$." + path : path;
    }

    @Override
    public String toString() {
        return String.join(", ", sources.stream().map(Source::name).toList());
    }
}
