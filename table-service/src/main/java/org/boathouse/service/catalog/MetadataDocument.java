package org.boathouse.service.catalog;

/** A metadata file: where it lies and its JSON, uncompressed UTF-8, as it is served to clients. */
record MetadataDocument(String location, byte[] json) {}
