package org.boathouse.service.collector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.ledger.LandingLedger;
import org.jboss.logging.Logger;

/**
 * The landed objects that a ledger's rows name. Rows that were deleted from a file count as long as the file is kept. DuckDB
 * reads the files, since Iceberg's reader of Parquet would want Hadoop.
 */
final class LedgerObjects {
    private static final Logger LOG = Logger.getLogger(LedgerObjects.class);

    private final FileIO files;
    private final NeededFiles needed;
    private final Set<String> read = new HashSet<>();

    LedgerObjects(FileIO files, NeededFiles needed) {
        this.files = files;
        this.needed = needed;
    }

    /** By its columns: a ledger stays one under any name. */
    static boolean isLedger(TableMetadata table) {
        return table.schemas().stream().anyMatch(schema -> LandingLedger.SCHEMA.columns().stream()
                .filter(NestedField::isRequired)
                .allMatch(column -> schema.findField(column.name()) != null));
    }

    /** False where a file of it cannot be read, so that nobody knows what it names. */
    boolean read(ManifestFile manifest, TableMetadata table) {
        List<String> unread = new ArrayList<>();
        boolean all = true;
        try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, files, table.specsById())) {
            for (DataFile file : reader) {
                needed.file(file.location());
                all &= file.format() == FileFormat.PARQUET
                        && needed.keyOf(file.location()).isPresent();
                if (!read.contains(file.location())) {
                    unread.add(file.location());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all && (unread.isEmpty() || readAll(unread));
    }

    private boolean readAll(List<String> locations) {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        Path copy = null;
        String reading = null;
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:", properties);
                Statement statement = duck.createStatement()) {
            statement.execute("SET memory_limit = '256 MiB'");
            statement.execute("SET threads = 1");
            copy = Files.createTempFile("ledger", ".parquet");
            for (String location : locations) {
                reading = location;
                read(location, copy, statement);
                read.add(location);
            }
            return true;
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.warnf("Every landed object is kept, since the ledger's file %s can't be read: %s", reading, e);
            return false;
        } finally {
            if (copy != null) {
                copy.toFile().delete();
            }
        }
    }

    private void read(String location, Path copy, Statement statement) throws IOException, SQLException {
        try (InputStream in = files.newInputFile(location).newStream()) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        String sql = "SELECT %s FROM read_parquet('%s', hive_partitioning = false)"
                .formatted(LandingLedger.OBJECT_KEY, copy.toString().replace("'", "''"));
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                String key = rows.getString(1);
                if (key != null) {
                    needed.object(key);
                }
            }
        }
    }
}
