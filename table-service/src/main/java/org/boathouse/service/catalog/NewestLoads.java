package org.boathouse.service.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.ws.rs.core.EntityTag;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Answers to loads, as bytes: of each table, in each way of showing it, the newest version that was read. What is not here is
 * read once for all who want it. They are asked for by version, which every change of a row grows, so that there is nothing
 * to invalidate.
 */
final class NewestLoads {
    private final Executor workers;

    // By table alone: among versions as keys the cache would keep the old ones, which were asked for more often.
    private final Cache<Place, Load> newest;
    private final Map<Wanted, CompletableFuture<Load>> beingRead = new ConcurrentHashMap<>();

    NewestLoads(long bytesMax, Executor workers) {
        this.workers = workers;
        this.newest = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((Place place, Load load) -> load.body().length)
                .build();
    }

    private record Place(UUID table, SnapshotsShown shown) {}

    private record Wanted(Place place, long version) {}

    /**
     * A table as it is told to those who want nothing else with it.
     *
     * @param head the state that this shows
     * @param tag of these bytes
     */
    record Load(TableStore.Head head, byte[] body, EntityTag tag) {}

    /**
     * The table in that state, or in one that followed it. Never blocks.
     *
     * @param read reads the table as it is then; called on a worker, if at all
     * @return fails as the reading does
     */
    CompletionStage<Load> of(TableStore.Head head, SnapshotsShown shown, Supplier<Load> read) {
        Wanted wanted = new Wanted(new Place(head.id(), shown), head.version());
        Optional<Load> kept = kept(wanted);
        if (kept.isPresent()) {
            return CompletableFuture.completedStage(kept.get());
        }
        CompletableFuture<Load> reading = beingRead.computeIfAbsent(
                wanted,
                // Looked for once more: it may have been kept just after it was missing.
                absent -> CompletableFuture.supplyAsync(
                        () -> kept(wanted).orElseGet(() -> keep(read.get(), shown)), workers));
        return reading.whenComplete((load, failure) -> beingRead.remove(wanted, reading));
    }

    private Optional<Load> kept(Wanted wanted) {
        return Optional.ofNullable(newest.getIfPresent(wanted.place()))
                .filter(load -> load.head().version() >= wanted.version());
    }

    /** Unless a newer one is kept. */
    private Load keep(Load read, SnapshotsShown shown) {
        newest.asMap()
                .merge(
                        new Place(read.head().id(), shown),
                        read,
                        (known, other) -> other.head().version() > known.head().version() ? other : known);
        return read;
    }
}
