package org.boathouse.service.catalog.metadata;

import java.util.List;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.TableMetadata;

/**
 * A metadata file that is written and waits for a commit to point to it.
 *
 * @param metadata as it is read from the file: without the changes that made it
 * @param changes those that made it; none where the file was found
 * @param refsJson the JSON without the snapshots that no ref names, or null where it would be the same
 */
public record NewMetadata(
        TableMetadata metadata, List<MetadataUpdate> changes, MetadataDocument document, byte[] refsJson) {}
