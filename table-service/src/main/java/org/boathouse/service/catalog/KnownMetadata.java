package org.boathouse.service.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;

/**
 * Parsed metadata of the tables that are used, so that a commit neither reads nor parses what another has made. Every change
 * of a row grows its version, so that a version's metadata never changes, and there is nothing to invalidate.
 */
@Singleton
final class KnownMetadata {
    /** Parsed, it takes a few times as much; versions that follow each other share most of it. */
    private static final long JSON_BYTES_MAX = 32L << 20;

    private final Cache<Version, Parsed> parsed = Caffeine.newBuilder()
            .maximumWeight(JSON_BYTES_MAX)
            .weigher((Version version, Parsed entry) -> entry.jsonBytes())
            .build();

    private record Version(UUID table, long version) {}

    private record Parsed(TableMetadata metadata, int jsonBytes) {}

    Optional<TableMetadata> of(UUID table, long version) {
        return Optional.ofNullable(parsed.getIfPresent(new Version(table, version)))
                .map(Parsed::metadata);
    }

    /** The metadata of a row that was read; parsed once while it is remembered. */
    TableMetadata of(TableStore.Row row) {
        return parsed.get(
                        new Version(row.id(), row.version()),
                        version -> new Parsed(
                                MetadataFiles.parse(row.document()),
                                row.document().json().length))
                .metadata();
    }

    /** What a committed change made of a table. */
    void remember(PreparedChange committed) {
        parsed.put(
                new Version(committed.id(), committed.version()),
                new Parsed(committed.metadata(), committed.document().json().length));
    }
}
