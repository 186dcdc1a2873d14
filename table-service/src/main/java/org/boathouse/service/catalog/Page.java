package org.boathouse.service.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A part of a sorted list.
 *
 * @param nextToken where the next page begins, or null on the last one
 */
record Page<T>(List<T> items, String nextToken) {
    Page {
        // Not List.copyOf: Iceberg asks its lists whether they hold null, which the JDK's immutable ones refuse.
        items = Collections.unmodifiableList(new ArrayList<>(items));
    }
}
