package org.boathouse.bench.catalog;

/**
 * Something to ask of a catalog.
 *
 * @param body JSON, or null where there is none
 */
record Request(String method, String path, String body) {}
