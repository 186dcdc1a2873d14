package org.boathouse.service.catalog;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.iceberg.catalog.TableIdentifier;
import org.eclipse.microprofile.context.ManagedExecutor;

/**
 * Answers to loads, kept as bytes. What a load gets is decided by the database, asked after the load came: only then are
 * the bytes of exactly that version taken from here, so that a load sees every commit that was acknowledged before it.
 * Nothing here blocks: a load of what is kept is answered without a thread of its own.
 */
@Singleton
final class RecentLoads {
    private static final long BYTES_MAX = 64L << 20;
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final TableStore tables;
    private final Executor workers;
    private final SharedLookup<TableIdentifier, TableStore.Head> heads;
    private final AsyncCache<Version, Load> loads = Caffeine.newBuilder()
            .maximumWeight(BYTES_MAX)
            .weigher((Version version, Load load) -> load.body().length)
            .buildAsync();

    @Inject
    RecentLoads(TableHeads heads, TableStore tables, ManagedExecutor workers) {
        this(heads, tables, (Executor) workers);
    }

    RecentLoads(TableHeads heads, TableStore tables, Executor workers) {
        this.tables = tables;
        this.workers = workers;
        this.heads = new SharedLookup<>("table-heads", PATIENCE, heads::of);
    }

    /** Every change of a row grows its version, so that a version's metadata never changes. */
    private record Version(UUID table, long version, SnapshotsShown shown) {}

    /** A table as it is told to those who want nothing else with it, and the metadata file that this shows. */
    record Load(String metadataLocation, byte[] body) {}

    /**
     * The current state, as it is or becomes after the call.
     *
     * @return fails with {@link org.apache.iceberg.exceptions.NoSuchTableException} where there is none
     */
    CompletionStage<TableStore.Head> head(TableIdentifier table) {
        return heads.find(table).thenApply(head -> head.orElseThrow(() -> ChangePreparation.missing(table)));
    }

    /** The table in that state, or in one that followed it meanwhile. */
    CompletionStage<Load> load(TableIdentifier table, TableStore.Head head, SnapshotsShown shown) {
        Version version = new Version(head.id(), head.version(), shown);
        return loads.get(
                version, (absent, ownThreads) -> CompletableFuture.supplyAsync(() -> read(table, shown), workers));
    }

    @PreDestroy
    void close() {
        heads.close();
    }

    private Load read(TableIdentifier table, SnapshotsShown shown) {
        TableStore.Row row = tables.find(table, shown).orElseThrow(() -> ChangePreparation.missing(table));
        return new Load(row.document().location(), TableResponse.body(row.document(), TableAccess.BY_ITSELF));
    }
}
