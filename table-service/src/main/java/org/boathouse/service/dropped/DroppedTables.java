package org.boathouse.service.dropped;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.boathouse.service.catalog.DroppedObjects;
import org.boathouse.service.catalog.DroppedObjects.Type;
import org.boathouse.service.collector.CollectorSettings;

/** Dropped tables as they were last, for as long as they can be brought back. */
@Singleton
public final class DroppedTables {
    private final DroppedObjects dropped;
    private final FileIO files;
    private final Duration kept;

    DroppedTables(DroppedObjects dropped, FileIO files, CollectorSettings collector) {
        this.dropped = dropped;
        this.files = files;
        this.kept = collector.droppedKept();
    }

    /** A dropped table. */
    public record Last(UUID id, DroppedState state, Table table) {}

    /** The last that was dropped under this name. */
    public Optional<Last> last(String name) {
        return dropped.named(name, Clock.systemUTC().instant().minus(kept)).stream()
                .filter(one -> one.type() == Type.TABLE)
                .findFirst()
                .flatMap(one -> dropped.last(one)
                        .map(table -> new Last(
                                table.id(),
                                DroppedState.of(one, Optional.of(table), kept),
                                new BaseTable(new StaticTableOperations(table.metadata(), files), name))));
    }
}
