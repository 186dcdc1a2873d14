package org.boathouse.service.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.AsOf;
import org.boathouse.service.state.SnapshotFiles;

/**
 * Answers SQL over the lake's tables: Iceberg plans which files a table is made of at the wanted point, the files are brought
 * here, and DuckDB reads them. Tables are looked up once per query, so that all its uses of one see the same commit.
 */
final class QueryEngine implements AutoCloseable {
    private final TableSource tables;
    private final FileCache files;
    private final DuckDatabase database;
    private final ParquetSchemas schemas = new ParquetSchemas();
    private final ResultWriter writer;
    private final Path results;

    QueryEngine(QuerySettings settings, TableSource tables) {
        this.tables = tables;
        Path dir = prepared(settings.dir());
        Path copies = dir.resolve("files");
        this.results = dir.resolve("results");
        this.files = new FileCache(copies, settings.cacheBytesMax());
        empty(results);
        this.database = new DuckDatabase(settings, dir.resolve("spill"), List.of(copies, results));
        this.writer = new ResultWriter(settings);
    }

    /** DuckDB takes a path with these characters for a pattern, and compares paths as they really are. */
    private static Path prepared(Path dir) {
        if (dir.toString().matches(".*[*?\\[\\]{}].*")) {
            throw LakeFailure.invalid("boathouse.sql.dir: %s has one of * ? [ ] { }, choose another folder", dir);
        }
        try {
            return Files.createDirectories(dir).toRealPath();
        } catch (IOException e) {
            throw LakeFailure.unavailable("Cannot make the folder " + dir + " for SQL: " + e.getMessage(), e);
        }
    }

    private static void empty(Path dir) {
        try {
            Files.createDirectories(dir);
            try (Stream<Path> left = Files.list(dir)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw LakeFailure.unavailable("Cannot clear the folder " + dir + ": " + e.getMessage(), e);
        }
    }

    /** A connection for one query; whoever holds it can interrupt it. */
    DuckConnection connect() {
        return database.connect();
    }

    /**
     * Runs a query to its end.
     *
     * @throws LakeFailure INVALID for what the query gets wrong, NOT_FOUND for a table or a point of its history that is not
     *     there, UNAVAILABLE and CORRUPT for what the lake's files do
     * @throws QueryInterrupted where the connection was interrupted
     */
    QueryResult run(SqlRequest request, DuckConnection duck) {
        TableNames names = new TableNames(tables);
        LakeQuery query = LakeQuery.parse(request.sql(), duck, names);
        Map<TableUse, TableScan> scans = plan(query, request.asOf(), names, duck);
        List<FileCache.Lease> leases = new ArrayList<>();
        try {
            ScanView views = new ScanView(schemas);
            scans.forEach((use, scan) -> {
                FileCache.Lease lease = lease(scan);
                leases.add(lease);
                SnapshotFiles.read(scan.table(), scan::deletesReadThere, () -> {
                    views.create(use.view(), scan, lease, duck);
                    return use;
                });
            });
            Path file = results.resolve(UUID.randomUUID().toString());
            return writer.write(query.sql(), request.format(), file, duck);
        } finally {
            leases.forEach(FileCache.Lease::close);
        }
    }

    private FileCache.Lease lease(TableScan scan) {
        try {
            return files.lease(scan.files(), scan.table().io());
        } catch (LakeFailure e) {
            throw e.kind() == FailureKind.CORRUPT
                    ? SnapshotFiles.damaged(scan.table().name(), e.getMessage(), e)
                    : e;
        }
    }

    private Map<TableUse, TableScan> plan(LakeQuery query, AsOf asOf, TableNames names, DuckConnection duck) {
        Map<TableUse, TableScan> scans = new LinkedHashMap<>();
        Map<Object, Table> found = new LinkedHashMap<>();
        for (TableUse use : query.tables()) {
            Table table = found.computeIfAbsent(
                    use.table(), k -> tables.find(use.table()).orElseThrow(() -> names.unknown(use.table())));
            AsOf point = use.at().map(at -> TimeTravel.point(at, duck)).orElse(asOf);
            scans.put(use, TableScan.plan(table, point.resolve(table)));
        }
        return scans;
    }

    @Override
    public void close() {
        database.close();
        files.close();
    }
}
