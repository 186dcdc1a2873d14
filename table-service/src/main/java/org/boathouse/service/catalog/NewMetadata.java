package org.boathouse.service.catalog;

/**
 * A metadata file that is written and waits for a commit to point to it.
 *
 * @param refsJson the JSON without the snapshots that no ref names, or null where it would be the same
 */
record NewMetadata(String tableLocation, MetadataDocument document, byte[] refsJson) {}
