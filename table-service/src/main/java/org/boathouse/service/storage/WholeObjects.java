package org.boathouse.service.storage;

/** Writes objects that are at hand as a whole: one request each, with no file in between as streams have it. */
@FunctionalInterface
public interface WholeObjects {
    /**
     * Writes an object, or writes it anew. Once this returns, every reader finds it; where it throws, nobody knows.
     *
     * @param location the object's full URI in the lake's bucket
     * @throws RuntimeException where the store does not take it
     */
    void put(String location, byte[] content);
}
