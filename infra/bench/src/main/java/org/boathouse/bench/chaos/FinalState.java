package org.boathouse.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.embedded.PostgresAddress;

/** Reads all that is there when everything is over: live tables through the catalog, dropped ones from its database. */
final class FinalState {
    private static final String DROPPED = """
            SELECT array_to_string(dropped_from, '.') || '.' || name, metadata_location, convert_from(metadata, 'UTF8')
            FROM iceberg_table WHERE dropped_at IS NOT NULL
            """;

    private final FileIO files;

    private FinalState(FileIO files) {
        this.files = files;
    }

    static List<TableSeen> read(RESTCatalog catalog, PostgresAddress database, FileIO files) throws SQLException {
        FinalState state = new FinalState(files);
        List<TableSeen> seen = new ArrayList<>();
        for (Namespace namespace : ChaosClient.NAMESPACES) {
            for (TableIdentifier table : catalog.listTables(namespace)) {
                seen.add(state.seen(table.toString(), true, metadata(catalog, table)));
            }
        }
        seen.addAll(state.dropped(database));
        return seen;
    }

    static TableMetadata metadata(RESTCatalog catalog, TableIdentifier table) {
        return ((HasTableOperations) catalog.loadTable(table)).operations().current();
    }

    private List<TableSeen> dropped(PostgresAddress database) throws SQLException {
        List<TableSeen> seen = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(DROPPED)) {
            while (rows.next()) {
                seen.add(seen(
                        rows.getString(1), false, TableMetadataParser.fromJson(rows.getString(2), rows.getString(3))));
            }
        }
        return seen;
    }

    /** @param sequence of the commit that added it, which it keeps whatever manifest it comes to stand in */
    private record AddedFile(String location, long sequence) {}

    private TableSeen seen(String name, boolean live, TableMetadata metadata) {
        Set<String> present = present(metadata.location());
        Set<String> needed = new LinkedHashSet<>();
        needed.add(metadata.metadataFileLocation());
        metadata.previousFiles().forEach(file -> needed.add(file.file()));
        List<AddedFile> added = List.of();
        // Snapshots share most of their manifests.
        Map<String, List<AddedFile>> read = new HashMap<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            needed.add(snapshot.manifestListLocation());
            boolean readable = present.contains(snapshot.manifestListLocation());
            List<AddedFile> data = readable ? dataFiles(metadata, snapshot, present, needed, read) : List.of();
            data.forEach(file -> needed.add(file.location()));
            if (snapshot.equals(metadata.currentSnapshot())) {
                added = data;
            }
        }
        List<Snapshot> ancestry = ancestry(metadata);
        boolean isShortened = !ancestry.isEmpty() && ancestry.get(0).parentId() != null;
        List<String> history = new ArrayList<>();
        if (isShortened) {
            long oldest = ancestry.get(0).sequenceNumber();
            added.stream().filter(file -> file.sequence() < oldest).forEach(file -> history.add(operation(file)));
        }
        ancestry.forEach(snapshot ->
                history.add(snapshot.summary().getOrDefault(ChaosTable.OPERATION, "a snapshot of nobody's")));
        return new TableSeen(
                metadata.property(ChaosTable.BORN, "nobody knows what"),
                name,
                live,
                history,
                metadata.snapshots().stream().map(Snapshot::snapshotId).collect(Collectors.toSet()),
                isShortened,
                added.stream().map(FinalState::operation).toList(),
                properties(metadata),
                needed.stream().filter(file -> !present.contains(file)).toList());
    }

    private Set<String> present(String location) {
        Iterable<FileInfo> listed = ((SupportsPrefixOperations) files).listPrefix(location + "/");
        return StreamSupport.stream(listed.spliterator(), false)
                .map(FileInfo::location)
                .collect(Collectors.toSet());
    }

    private List<AddedFile> dataFiles(
            TableMetadata metadata,
            Snapshot snapshot,
            Set<String> present,
            Set<String> needed,
            Map<String, List<AddedFile>> read) {
        List<AddedFile> found = new ArrayList<>();
        for (ManifestFile manifest : snapshot.allManifests(files)) {
            needed.add(manifest.path());
            if (present.contains(manifest.path())) {
                found.addAll(read.computeIfAbsent(manifest.path(), path -> added(manifest, metadata)));
            }
        }
        return found;
    }

    private List<AddedFile> added(ManifestFile manifest, TableMetadata metadata) {
        List<AddedFile> found = new ArrayList<>();
        try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, files, metadata.specsById())) {
            reader.forEach(file -> found.add(new AddedFile(file.location(), file.dataSequenceNumber())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The oldest first. */
    private static List<Snapshot> ancestry(TableMetadata metadata) {
        List<Snapshot> ancestry = new ArrayList<>();
        Set<Long> visited = new HashSet<>();
        Optional<Snapshot> next = Optional.ofNullable(metadata.currentSnapshot());
        while (next.isPresent() && visited.add(next.get().snapshotId())) {
            ancestry.add(next.get());
            next = Optional.ofNullable(next.get().parentId()).map(metadata::snapshot);
        }
        Collections.reverse(ancestry);
        return ancestry;
    }

    private static Set<String> properties(TableMetadata metadata) {
        String prefix = ChaosTable.OPERATION + ".";
        return metadata.properties().keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .collect(Collectors.toSet());
    }

    private static String operation(AddedFile file) {
        String name = file.location().substring(file.location().lastIndexOf('/') + 1);
        return name.substring(0, name.lastIndexOf('.'));
    }
}
