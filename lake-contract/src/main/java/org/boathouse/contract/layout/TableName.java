package org.boathouse.contract.layout;

import java.util.List;
import org.boathouse.contract.failure.LakeFailure;

/** A table of the lake, {@code <domain>.<layer>.<table>}. Its Iceberg namespace is {@code [domain, layer]}. */
public record TableName(Domain domain, Layer layer, String table) implements Comparable<TableName> {
    private static final String QUARANTINE_SUFFIX = "__quarantine";
    private static final int LENGTH_MAX = Names.LENGTH_MAX - QUARANTINE_SUFFIX.length();

    public TableName {
        String own = table != null && table.endsWith(QUARANTINE_SUFFIX)
                ? table.substring(0, table.length() - QUARANTINE_SUFFIX.length())
                : table;
        Names.check("table", own);
        if (own.contains("__") || own.length() > LENGTH_MAX) {
            throw LakeFailure.invalid(
                    "'%s' is no valid table name: two underscores in a row are kept for the lake's own tables, and the longest name has %d characters",
                    table, LENGTH_MAX);
        }
    }

    /** @throws LakeFailure INVALID unless the text is {@code domain.layer.table} */
    public static TableName parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3 || Layer.of(parts[1]).isEmpty()) {
            throw LakeFailure.invalid(
                    "'%s' names no table: expected <domain>.<layer>.<table>, the layer one of raw, bronze, silver, gold",
                    text);
        }
        return new TableName(new Domain(parts[0]), Layer.of(parts[1]).orElseThrow(), parts[2]);
    }

    /** The Iceberg namespace's levels. */
    public List<String> namespace() {
        return List.of(domain.name(), layer.id());
    }

    /** Where rows that break this table's contract go, with the reason and where they came from. */
    public TableName quarantine() {
        return isQuarantine() ? this : new TableName(domain, layer, table + QUARANTINE_SUFFIX);
    }

    /** The table whose quarantine this is. */
    public TableName quarantined() {
        return isQuarantine()
                ? new TableName(domain, layer, table.substring(0, table.length() - QUARANTINE_SUFFIX.length()))
                : this;
    }

    public boolean isQuarantine() {
        return table.endsWith(QUARANTINE_SUFFIX);
    }

    @Override
    public int compareTo(TableName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return domain + "." + layer.id() + "." + table;
    }
}
