package org.boathouse.service.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Answers to loads, kept as bytes. What a load gets is decided by the database, asked after the load came: only then are
 * the bytes of exactly that version taken from here, so that a load sees every commit that was acknowledged before it.
 */
@Singleton
final class RecentLoads {
    private static final long BYTES_MAX = 64L << 20;

    private final TableStore tables;
    private final Cache<Version, byte[]> bodies = Caffeine.newBuilder()
            .maximumWeight(BYTES_MAX)
            .weigher((Version version, byte[] body) -> body.length)
            .build();

    RecentLoads(TableStore tables) {
        this.tables = tables;
    }

    /** Every change of a row grows its version, so that a version's metadata never changes. */
    private record Version(UUID table, long version, SnapshotsShown shown, Map<String, String> config) {}

    /** A load's answer and the metadata file that it shows. */
    record Load(String metadataLocation, byte[] body) {}

    /** @throws org.apache.iceberg.exceptions.NoSuchTableException where there is none now */
    Load load(TableIdentifier table, SnapshotsShown shown, TableAccess access) {
        TableStore.Head head = tables.head(table).orElseThrow(() -> ChangePreparation.missing(table));
        byte[] body = bodies.getIfPresent(new Version(head.id(), head.version(), shown, access.config()));
        return body == null ? read(table, shown, access) : new Load(head.metadataLocation(), body);
    }

    private Load read(TableIdentifier table, SnapshotsShown shown, TableAccess access) {
        TableStore.Row row = tables.find(table, shown).orElseThrow(() -> ChangePreparation.missing(table));
        byte[] body = TableResponse.body(row.document(), access);
        // The row's own version: another commit may have come between the two looks.
        bodies.put(new Version(row.id(), row.version(), shown, access.config()), body);
        return new Load(row.document().location(), body);
    }
}
