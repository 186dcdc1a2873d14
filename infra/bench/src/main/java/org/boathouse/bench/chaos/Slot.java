package org.boathouse.bench.chaos;

import org.apache.iceberg.catalog.TableIdentifier;

/** One of the tables that the clients share. Only its owner creates, renames and drops what is in it; all write to it. */
final class Slot {
    private final int owner;
    private volatile Place place;

    Slot(int owner) {
        this.owner = owner;
    }

    /** @param name as far as its owner knows; another client may find nothing there, or no longer */
    record Place(String born, TableIdentifier name) {}

    int owner() {
        return owner;
    }

    /** Null where there is no table at the moment. */
    Place place() {
        return place;
    }

    void put(Place next) {
        place = next;
    }
}
