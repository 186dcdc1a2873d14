package org.boathouse.service.catalog;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;

/** A live table as it stood when it was read. It does not follow later commits. */
public final class StoredTable {
    private final UUID id;
    private final TableIdentifier identifier;
    private final Instant updatedAt;
    private final String metadataLocation;
    private final Supplier<TableMetadata> metadata;
    private final FileIO files;

    StoredTable(
            UUID id,
            TableIdentifier identifier,
            Instant updatedAt,
            String metadataLocation,
            Supplier<TableMetadata> metadata,
            FileIO files) {
        this.id = id;
        this.identifier = identifier;
        this.updatedAt = updatedAt;
        this.metadataLocation = metadataLocation;
        this.metadata = metadata;
        this.files = files;
    }

    /** The catalog's own key of this table; it stays through renames, drop and undrop. */
    public UUID id() {
        return id;
    }

    public TableIdentifier identifier() {
        return identifier;
    }

    /** When the last commit to it was made, by the database's clock. */
    public Instant updatedAt() {
        return updatedAt;
    }

    public String metadataLocation() {
        return metadataLocation;
    }

    /** The current metadata; parsed once and shared between readers of the same metadata file. */
    public TableMetadata metadata() {
        return metadata.get();
    }

    /** A read-only table of this state, to plan scans with. */
    public Table table() {
        return table(metadata());
    }

    /** The same with metadata derived from this table's, which is committed nowhere. */
    public Table table(TableMetadata derived) {
        return new BaseTable(new StaticTableOperations(derived, files), identifier.toString());
    }

    /** What it would be with metadata derived from its own, which is committed nowhere. */
    public StoredTable with(TableMetadata derived) {
        return new StoredTable(id, identifier, updatedAt, metadataLocation, () -> derived, files);
    }
}
