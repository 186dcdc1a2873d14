package org.boathouse.service.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.catalog.metadata.MetadataFiles;

/**
 * Parsed metadata of the tables that are used, so that a commit neither reads nor parses what another has made. Of each table
 * the newest version that was seen; it is asked for by its version, which every change of the row grows, so that there is
 * nothing to invalidate.
 */
@Singleton
final class KnownMetadata {
    /** Parsed, it takes a few times as much. */
    private static final long JSON_BYTES_MAX = 32L << 20;

    private static final long NAMES_MAX = 100_000;

    // By table alone: among versions as keys the cache would keep the old ones, which were asked for more often.
    private final Cache<UUID, Parsed> parsed = Caffeine.newBuilder()
            .maximumWeight(JSON_BYTES_MAX)
            .weigher((UUID table, Parsed newest) -> newest.jsonBytes())
            .build();

    /** What the tables that were committed to here were called then. */
    private final Cache<TableIdentifier, UUID> names =
            Caffeine.newBuilder().maximumSize(NAMES_MAX).build();

    /** @param table what it was called at that version: another name is another version */
    private record Parsed(TableIdentifier table, long version, TableMetadata metadata, int jsonBytes) {}

    /** A state that a table had, and has still unless somebody else has changed it meanwhile. */
    record LastSeen(TableStore.Head head, TableMetadata metadata) {}

    /** What was last seen of the table that was committed to here by this name, unless it was seen by another name since. */
    Optional<LastSeen> lastSeen(TableIdentifier table) {
        return Optional.ofNullable(names.getIfPresent(table)).flatMap(id -> Optional.ofNullable(parsed.getIfPresent(id))
                .filter(newest -> newest.table().equals(table))
                .map(newest -> new LastSeen(
                        new TableStore.Head(
                                id, newest.version(), newest.metadata().metadataFileLocation()),
                        newest.metadata())));
    }

    Optional<TableMetadata> of(UUID table, long version) {
        return Optional.ofNullable(parsed.getIfPresent(table))
                .filter(newest -> newest.version() == version)
                .map(Parsed::metadata);
    }

    /** The metadata of a row that was read by this name; parsed once while it is the newest. */
    TableMetadata of(TableIdentifier table, TableStore.Row row) {
        Parsed newest = parsed.asMap()
                .compute(
                        row.id(),
                        (id, known) -> known != null && known.version() >= row.version()
                                ? known
                                : new Parsed(
                                        table,
                                        row.version(),
                                        MetadataFiles.parse(row.document()),
                                        row.document().json().length));
        return newest.version() == row.version() ? newest.metadata() : MetadataFiles.parse(row.document());
    }

    /** What a committed change made of a table. */
    void remember(PreparedChange committed) {
        Parsed made = new Parsed(
                committed.table(),
                committed.version(),
                committed.metadata(),
                committed.document().json().length);
        parsed.asMap()
                .merge(committed.id(), made, (known, other) -> other.version() >= known.version() ? other : known);
        names.put(committed.table(), committed.id());
    }
}
