package org.boathouse.service.query;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.catalog.StoredTable;

/** Puts the SQL service together, with the first query. */
@Dependent
class SqlService {
    @Produces
    @Singleton
    QueryDesk desk(SqlConfig config, LakeCatalog catalog) {
        QuerySettings settings = new QuerySettings(
                config.dir().orElseGet(SqlService::temporary),
                config.cacheBytesMax().asLongValue(),
                config.memoryMax().asLongValue(),
                config.threads().orElseGet(() -> Runtime.getRuntime().availableProcessors()),
                config.queriesMax(),
                config.queueMax(),
                config.timeMax(),
                config.rowsMax(),
                config.resultBytesMax().asLongValue());
        return new QueryDesk(new QueryEngine(settings, tables(catalog)), settings);
    }

    void close(@Disposes QueryDesk desk) {
        desk.close();
    }

    private static TableSource tables(LakeCatalog catalog) {
        return new TableSource() {
            @Override
            public Optional<Table> find(TableIdentifier table) {
                return catalog.find(table).map(StoredTable::table);
            }

            @Override
            public List<TableIdentifier> names() {
                return catalog.tablesUnder(Namespace.empty());
            }
        };
    }

    private static Path temporary() {
        try {
            Path dir = Files.createTempDirectory("boathouse-sql");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(dir), "sql-cleanup"));
            return dir;
        } catch (IOException e) {
            throw LakeFailure.unavailable("Cannot make a temporary folder for SQL: " + e.getMessage(), e);
        }
    }

    /** What cannot be deleted any more stays to the operating system, as temporary files do. */
    private static void delete(Path dir) {
        try (Stream<Path> files = Files.walk(dir)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            dir.toFile().deleteOnExit();
        }
    }
}
