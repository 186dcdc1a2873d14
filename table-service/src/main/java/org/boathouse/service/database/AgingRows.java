package org.boathouse.service.database;

/** A table some of whose rows have had their time. */
public interface AgingRows {
    /** Removes rows that are older than they are kept for, at most so many at once; returns how many. */
    int removeOld(int rowsMax);
}
