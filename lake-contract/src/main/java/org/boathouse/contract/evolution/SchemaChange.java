package org.boathouse.contract.evolution;

import java.util.Optional;

/**
 * One difference between two shapes of a table.
 *
 * @param kind what it is and what it does to readers and writers
 * @param column its path as it was known before the change (a new column's as it is now), such as {@code tags.element.name};
 *     empty for what concerns the table as a whole
 * @param says the difference in words, such as {@code widened column id from int to long}
 */
public record SchemaChange(ChangeKind kind, Optional<String> column, String says) {

    static SchemaChange of(ChangeKind kind, String column, String says) {
        return new SchemaChange(kind, Optional.of(column), says);
    }

    static SchemaChange ofTable(ChangeKind kind, String says) {
        return new SchemaChange(kind, Optional.empty(), says);
    }
}
