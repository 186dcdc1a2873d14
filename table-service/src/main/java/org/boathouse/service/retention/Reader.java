package org.boathouse.service.retention;

import org.boathouse.contract.layout.TableName;

/**
 * A table that is made of what is new in another one.
 *
 * @param product whose table it is
 * @param readUpTo the snapshot of the other table up to which (inclusive) it has been read
 */
record Reader(TableName table, String product, long readUpTo) {
    String says() {
        return "%s (product %s)".formatted(table, product);
    }
}
