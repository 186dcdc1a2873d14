package org.boathouse.service.catalog;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.service.catalog.metadata.MetadataDocument;
import org.eclipse.microprofile.context.ManagedExecutor;

/**
 * Answers to loads, kept as bytes. What a load gets is decided by the database, asked after the load came: only then are
 * the bytes of that version, or of one that followed it, taken from here, so that a load sees every commit that was
 * acknowledged before it.
 * Nothing here blocks: a load of what is kept is answered without a thread of its own.
 */
@Singleton
final class RecentLoads {
    private static final long BYTES_MAX = 64L << 20;
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final TableStore tables;
    private final SharedLookup<TableIdentifier, TableStore.Head> heads;
    private final NewestLoads newest;

    @Inject
    RecentLoads(TableHeads heads, TableStore tables, ManagedExecutor workers) {
        this(heads, tables, (Executor) workers);
    }

    RecentLoads(TableHeads heads, TableStore tables, Executor workers) {
        this.tables = tables;
        this.newest = new NewestLoads(BYTES_MAX, workers);
        this.heads = new SharedLookup<>("table-heads", PATIENCE, heads::of);
    }

    /**
     * The current state, as it is or becomes after the call.
     *
     * @return fails with {@link org.apache.iceberg.exceptions.NoSuchTableException} where there is none
     */
    CompletionStage<TableStore.Head> head(TableIdentifier table) {
        return heads.find(table).thenApply(head -> head.orElseThrow(() -> ChangePreparation.missing(table)));
    }

    /** The table in that state, or in one that followed it meanwhile. */
    CompletionStage<NewestLoads.Load> load(TableIdentifier table, TableStore.Head head, SnapshotsShown shown) {
        return newest.of(head, shown, () -> read(table, shown));
    }

    @PreDestroy
    void close() {
        heads.close();
    }

    private NewestLoads.Load read(TableIdentifier table, SnapshotsShown shown) {
        TableStore.Row row = tables.find(table, shown).orElseThrow(() -> ChangePreparation.missing(table));
        MetadataDocument document = row.document();
        return new NewestLoads.Load(
                row.head(),
                TableResponse.body(document, TableAccess.BY_ITSELF),
                TableResponse.tag(document.location(), shown, TableAccess.BY_ITSELF));
    }
}
