package org.boathouse.service.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.database.Database;

/**
 * Under which prefixes a table's files may lie: what access to the object store is judged by. They are its location and
 * those its properties name, save such as would reach into another table or into the lake's own folders: whoever may
 * set a table's properties does not come to others' files by it.
 */
@Singleton
public final class TableFiles {
    /** How long a table made inside a prefix that another one's properties name may stay unnoticed. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private static final long TABLES_REMEMBERED_MAX = 10_000;
    private static final UUID NO_TABLE = new UUID(0, 0);
    private static final List<String> LOCATION_PROPERTIES = List.of(
            TableProperties.WRITE_DATA_LOCATION,
            TableProperties.WRITE_METADATA_LOCATION,
            // Of old writers, whose names Iceberg has given up.
            "write.object-storage.path",
            "write.folder-storage.path");

    private final Database database;
    private final TableStore tables;
    private final StagedTables staged;
    private final LakeLayout layout;
    private final Cache<String, List<String>> prefixes = Caffeine.newBuilder()
            .maximumSize(TABLES_REMEMBERED_MAX)
            .expireAfterWrite(REMEMBERED)
            .build();

    TableFiles(Database database, TableStore tables, StagedTables staged, LakeLayout layout) {
        this.database = database;
        this.tables = tables;
        this.staged = staged;
        this.layout = layout;
    }

    /**
     * The key prefixes, each with its trailing slash, of the live table of this name and of what this principal has staged
     * under it.
     *
     * @throws org.apache.iceberg.exceptions.NoSuchTableException where there is neither
     */
    public List<String> keyPrefixes(TableIdentifier table, String principal) {
        Optional<String> metadataLocation = tables.location(table);
        List<String> live = metadataLocation
                .map(location -> prefixes.get(location, unknown -> ofLive(table)))
                .orElse(List.of());
        List<StagedTables.Staged> notYet = staged.of(table, principal);
        if (metadataLocation.isEmpty() && notYet.isEmpty()) {
            throw ChangePreparation.missing(table);
        }
        return Stream.concat(
                        live.stream(),
                        notYet.stream().flatMap(stage -> of(NO_TABLE, stage.location(), stage.properties()).stream()))
                .distinct()
                .toList();
    }

    private List<String> ofLive(TableIdentifier table) {
        TableStore.Row row =
                tables.find(table, SnapshotsShown.REFS).orElseThrow(() -> ChangePreparation.missing(table));
        TableMetadata metadata = TableMetadataParser.fromJson(
                row.document().location(), new String(row.document().json(), StandardCharsets.UTF_8));
        return of(row.id(), metadata.location(), metadata.properties());
    }

    private List<String> of(UUID id, String location, Map<String, String> properties) {
        List<String> found = new ArrayList<>();
        key(location)
                .filter(key -> isPlaceOfOne(layout.uri(key)) || isFree(key, id))
                .ifPresent(key -> found.add(key + "/"));
        LOCATION_PROPERTIES.stream()
                .map(properties::get)
                .filter(Objects::nonNull)
                .flatMap(named -> key(named).stream())
                .filter(key -> found.stream().noneMatch((key + "/")::startsWith))
                .filter(key -> isFree(key, id))
                .forEach(key -> found.add(key + "/"));
        return List.copyOf(found);
    }

    private boolean isPlaceOfOne(String location) {
        return layout.tableAt(location).isPresent() || layout.isOtherTableLocation(location);
    }

    /** The key of a location in this lake's bucket, without slashes at its end. */
    private Optional<String> key(String location) {
        // Iceberg reads s3a and s3n as s3.
        return layout.keyOf(location.replaceFirst("^s3[an]://", "s3://")).map(key -> key.replaceFirst("/+$", ""));
    }

    private boolean isFree(String key, UUID id) {
        return layout.isUnclaimed(layout.uri(key)) && !overlapsAnother(layout.uri(key), id);
    }

    private boolean overlapsAnother(String location, UUID id) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT 1 FROM iceberg_table
                    WHERE dropped_at IS NULL AND table_id <> ?
                      AND (location = ANY (?) OR (location >= ? AND location < ?))
                    LIMIT 1
                    """)) {
                select.setObject(1, id);
                select.setArray(2, connection.createArrayOf("text", selfAndAncestors(location)));
                select.setString(3, location + "/");
                // The character that follows the slash: the end of everything below.
                select.setString(4, location + "0");
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    private static Object[] selfAndAncestors(String location) {
        List<String> all = new ArrayList<>(List.of(location));
        int bucketEnd = location.indexOf('/', "s3://".length());
        for (int slash = location.lastIndexOf('/'); slash > bucketEnd; slash = location.lastIndexOf('/', slash - 1)) {
            all.add(location.substring(0, slash));
        }
        return all.toArray();
    }
}
