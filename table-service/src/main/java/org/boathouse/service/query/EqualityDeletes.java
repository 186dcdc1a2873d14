package org.boathouse.service.query;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.StructLikeWrapper;
import org.boathouse.contract.failure.LakeFailure;
import org.duckdb.DuckDBAppender;

/**
 * A scan's equality deletes as anti joins: a row goes where an equality delete that is newer than its file, and in its
 * partition or in none, equals it in the delete's columns (spec: Scan Planning). Columns may have been dropped since.
 */
final class EqualityDeletes {
    private final TableScan scan;
    private final FileCache.Lease files;
    private final DuckConnection duck;
    private final Map<Path, ParquetColumn> footers;
    private final Map<Integer, Map<StructLikeWrapper, String>> partitions = new HashMap<>();
    /** By the set of columns that they compare. */
    private final Map<Set<Integer>, Map<String, DeleteFile>> deletes = new LinkedHashMap<>();

    EqualityDeletes(TableScan scan, FileCache.Lease files, Map<Path, ParquetColumn> footers, DuckConnection duck) {
        this.scan = scan;
        this.files = files;
        this.footers = footers;
        this.duck = duck;
        for (FileScanTask task : scan.tasks()) {
            for (DeleteFile delete : task.deletes()) {
                if (delete.content() == FileContent.EQUALITY_DELETES) {
                    if (delete.format() != FileFormat.PARQUET) {
                        throw LakeFailure.invalid(
                                "%s has equality deletes in %s and SQL reads Parquet only: compact it first",
                                scan.table().name(), delete.format());
                    }
                    deletes.computeIfAbsent(new TreeSet<>(delete.equalityFieldIds()), k -> new LinkedHashMap<>())
                            .put(delete.location(), delete);
                }
            }
        }
    }

    /** The columns that the anti joins compare, under names that no table's column has. */
    List<Projection.Column> keys() {
        return deletes.keySet().stream()
                .flatMap(Set::stream)
                .distinct()
                .map(id -> new Projection.Column(key(id), field(id)))
                .toList();
    }

    /**
     * Loads them into temporary tables.
     *
     * @return the conditions, over a row {@code s} with {@link #keys()} and its file's {@code f} with seq and part
     */
    List<String> load(String filesTable) {
        fileTable(filesTable);
        List<String> conditions = new ArrayList<>();
        deletes.forEach((ids, deleteFiles) -> {
            String table = filesTable + "_deletes_" + conditions.size();
            duck.execute("CREATE TEMP TABLE " + table + " AS "
                    + deleteFiles.values().stream()
                            .map(delete -> rows(ids, delete))
                            .collect(Collectors.joining(" UNION ALL ")));
            String equal = ids.stream()
                    .map(id -> "d." + key(id) + " IS NOT DISTINCT FROM s." + key(id))
                    .collect(Collectors.joining(" AND "));
            conditions.add(
                    "NOT EXISTS (SELECT 1 FROM %s d WHERE %s AND d.__seq > f.seq AND (d.__part IS NULL OR d.__part = f.part))"
                            .formatted(table, equal));
        });
        return conditions;
    }

    private String rows(Set<Integer> ids, DeleteFile delete) {
        Path file = files.copy(delete.location());
        FileGroup group = new FileGroup(footers.get(file), Map.of(), List.of(file));
        List<Projection.Column> columns = ids.stream()
                .map(id -> new Projection.Column(key(id), field(id)))
                .toList();
        PartitionSpec spec = scan.table().specs().get(delete.specId());
        String partition = spec.isUnpartitioned() ? "NULL" : SqlText.literal(partition(spec, delete.partition()));
        return "SELECT *, CAST(%d AS BIGINT) AS __seq, CAST(%s AS VARCHAR) AS __part FROM (%s)"
                .formatted(delete.dataSequenceNumber(), partition, new Projection(group).sql(columns, false));
    }

    private void fileTable(String table) {
        duck.execute("CREATE TEMP TABLE " + table + "(file VARCHAR, seq BIGINT, part VARCHAR)");
        try (DuckDBAppender appender = duck.appender(table)) {
            for (FileScanTask task : scan.tasks()) {
                appender.beginRow();
                appender.append(files.copy(task.file().location()).toString());
                appender.append(task.file().dataSequenceNumber().longValue());
                appender.append(partition(task.spec(), task.file().partition()));
                appender.endRow();
            }
        } catch (SQLException e) {
            throw DuckFailure.of(e);
        }
    }

    /** A name of its own for each partition of each spec. Its path is none: there null reads as the text null. */
    private String partition(PartitionSpec spec, StructLike values) {
        Map<StructLikeWrapper, String> known = partitions.computeIfAbsent(spec.specId(), k -> new HashMap<>());
        return known.computeIfAbsent(
                StructLikeWrapper.forType(spec.partitionType()).set(values), k -> spec.specId() + "/" + known.size());
    }

    /** A top-level column of the schema that is read, else of the newest that has it. */
    private Types.NestedField field(int id) {
        List<Schema> schemas = new ArrayList<>(List.of(scan.schema()));
        scan.table().schemas().values().stream()
                .sorted((a, b) -> Integer.compare(b.schemaId(), a.schemaId()))
                .forEach(schemas::add);
        return schemas.stream()
                .flatMap(schema -> schema.columns().stream())
                .filter(column -> column.fieldId() == id)
                .findFirst()
                .orElseThrow(() -> LakeFailure.invalid(
                        "%s has equality deletes on a nested field, which SQL cannot read: compact it first",
                        scan.table().name()));
    }

    private static String key(int id) {
        return "__boathouse_key_" + id;
    }
}
