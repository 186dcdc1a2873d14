package org.boathouse.service.catalog;

import java.util.List;

/**
 * A part of a sorted list.
 *
 * @param nextToken where the next page begins, or null on the last one
 */
record Page<T>(List<T> items, String nextToken) {
    Page {
        items = List.copyOf(items);
    }
}
