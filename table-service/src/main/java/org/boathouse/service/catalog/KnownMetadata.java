package org.boathouse.service.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;
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

    // By table alone: among versions as keys the cache would keep the old ones, which were asked for more often.
    private final Cache<UUID, Parsed> parsed = Caffeine.newBuilder()
            .maximumWeight(JSON_BYTES_MAX)
            .weigher((UUID table, Parsed newest) -> newest.jsonBytes())
            .build();

    private record Parsed(long version, TableMetadata metadata, int jsonBytes) {}

    Optional<TableMetadata> of(UUID table, long version) {
        return Optional.ofNullable(parsed.getIfPresent(table))
                .filter(newest -> newest.version() == version)
                .map(Parsed::metadata);
    }

    /** The metadata of a row that was read; parsed once while it is the newest. */
    TableMetadata of(TableStore.Row row) {
        Parsed newest = parsed.asMap()
                .compute(
                        row.id(),
                        (table, known) -> known != null && known.version() >= row.version()
                                ? known
                                : new Parsed(
                                        row.version(),
                                        MetadataFiles.parse(row.document()),
                                        row.document().json().length));
        return newest.version() == row.version() ? newest.metadata() : MetadataFiles.parse(row.document());
    }

    /** What a committed change made of a table. */
    void remember(PreparedChange committed) {
        Parsed made = new Parsed(
                committed.version(), committed.metadata(), committed.document().json().length);
        parsed.asMap()
                .merge(committed.id(), made, (known, other) -> other.version() >= known.version() ? other : known);
    }
}
