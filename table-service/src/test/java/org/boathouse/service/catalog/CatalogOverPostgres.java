package org.boathouse.service.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.database.Database;
import org.boathouse.service.database.FaultyDataSource;

/** The catalog in a PostgreSQL schema of its own, over given files, for tests of what works beside it. */
public final class CatalogOverPostgres {
    private final FaultyDataSource dataSource;
    private final Replica replica;
    private final FileIO files;

    public CatalogOverPostgres(PostgresAddress address, FileIO files, String... moreMigrations) {
        this(new FaultyDataSource(address), files);
        for (String migration : moreMigrations) {
            run(migration(migration));
        }
    }

    /** One of several replicas over the same schema. */
    public CatalogOverPostgres(FaultyDataSource dataSource, FileIO files) {
        this.files = files;
        this.dataSource = dataSource;
        replica = new Replica(dataSource.dataSource(), files);
    }

    public LakeCatalog catalog() {
        return replica.catalog;
    }

    public Database database() {
        return dataSource.database();
    }

    public KeptTables keptTables() {
        return new KeptTables(database());
    }

    /** A change whose request is answered with the table. */
    public StoredTable commitOne(TableChange change) {
        return replica.catalog.commitOne(change).table();
    }

    public void drop(TableIdentifier table) {
        replica.catalog.drop(table);
    }

    public void unregister(TableIdentifier table) {
        replica.catalog.unregister(table);
    }

    public void register(TableIdentifier table, String metadataLocation) {
        replica.catalog.register(table, metadataLocation, false);
    }

    /** A table to change through Iceberg's own interface; each change is a commit. */
    public Table table(TableIdentifier table) {
        return new BaseTable(new Operations(table), table.toString());
    }

    public void run(String sql) {
        try (Connection connection = dataSource.open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String migration(String name) {
        try (InputStream sql = CatalogOverPostgres.class.getResourceAsStream("/db/migration/" + name)) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Operations implements TableOperations {
        private final TableIdentifier table;
        private StoredTable read;

        Operations(TableIdentifier table) {
            this.table = table;
            refresh();
        }

        @Override
        public TableMetadata current() {
            return read.metadata();
        }

        @Override
        public TableMetadata refresh() {
            read = replica.catalog.find(table).orElseThrow();
            return read.metadata();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            if (!metadata.changes().isEmpty()) {
                replica.catalog.commit(List.of(TableChange.Update.between(read, metadata)));
                refresh();
            }
        }

        @Override
        public FileIO io() {
            return files;
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return current().location() + "/metadata/" + fileName;
        }

        @Override
        public LocationProvider locationProvider() {
            return LocationProviders.locationsFor(
                    current().location(), current().properties());
        }
    }
}
