package org.boathouse.service.catalog.metadata;

/** A metadata file: where it lies and its JSON, uncompressed UTF-8, as it is served to clients. */
public record MetadataDocument(String location, byte[] json) {}
