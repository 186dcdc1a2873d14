package org.boathouse.service.query.evolution;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.service.query.TestLake;

/** Rows that come, and files that take the place of others. */
final class RowSteps {
    private final RandomTable table;
    private final Dice dice;

    RowSteps(RandomTable table) {
        this.table = table;
        this.dice = table.dice;
    }

    Optional<String> append() {
        List<DataFile> files = write(table.iceberg.schema());
        return Optional.of("append " + append(files));
    }

    private String append(List<DataFile> files) {
        String branch = Branches.any(table);
        AppendFiles append = table.iceberg.newAppend().toBranch(branch);
        files.forEach(append::appendFile);
        append.commit();
        return describe(files) + " to " + branch;
    }

    private static String describe(List<DataFile> files) {
        return "%d rows in %s"
                .formatted(
                        files.stream().mapToLong(DataFile::recordCount).sum(),
                        files.stream().map(DataFile::partition).toList());
    }

    /** A writer may leave out what is optional, and the values that a partition tells anyway. */
    Optional<String> appendWithFewerColumns() {
        Schema schema = table.iceberg.schema();
        Set<Integer> sources = new TreeSet<>();
        Set<Integer> identities = new TreeSet<>();
        for (PartitionField field : table.iceberg.spec().fields()) {
            (field.transform().isIdentity() ? identities : sources).add(field.sourceId());
        }
        List<NestedField> kept = schema.columns().stream()
                .filter(column -> !mayBeMissing(column, sources, identities) || dice.percent(50))
                .toList();
        if (kept.isEmpty() || kept.size() == schema.columns().size()) {
            return Optional.empty();
        }
        List<DataFile> files = write(new Schema(kept));
        return Optional.of("leaving out all but %s, append %s"
                .formatted(kept.stream().map(NestedField::name).toList(), append(files)));
    }

    private static boolean mayBeMissing(NestedField column, Set<Integer> sources, Set<Integer> identities) {
        Set<Integer> within = TypeUtil.getProjectedIds(column.type());
        if (sources.contains(column.fieldId())
                || within.stream().anyMatch(id -> sources.contains(id) || identities.contains(id))) {
            return false;
        }
        return column.isOptional() || column.initialDefault() != null || identities.contains(column.fieldId());
    }

    Optional<String> addWithoutIds() {
        if (!table.imports) {
            return Optional.empty();
        }
        List<DataFile> files = new ArrayList<>();
        for (DataFile file : write(table.iceberg.schema())) {
            files.add(WithoutIds.copy(table.iceberg, file));
        }
        return Optional.of("add files without field ids: " + append(files));
    }

    Optional<String> overwrite() {
        String branch = Branches.any(table);
        List<FileScanTask> tasks = Branches.tasks(table, branch);
        if (tasks.isEmpty()) {
            return Optional.empty();
        }
        DataFile replaced = dice.one(tasks).file();
        OverwriteFiles overwrite = table.iceberg.newOverwrite().toBranch(branch).deleteFile(replaced);
        List<DataFile> files = write(table.iceberg.schema());
        files.forEach(overwrite::addFile);
        overwrite.commit();
        return Optional.of("overwrite a file of %s by %s".formatted(branch, describe(files)));
    }

    /** As a compaction does it: what deletes took from the old file, they take from the new one. */
    Optional<String> replaceAtTheSameSequence() {
        List<FileScanTask> tasks = Branches.tasks(table, Branches.MAIN);
        if (tasks.isEmpty() || table.formatVersion() == 1) {
            return Optional.empty();
        }
        DataFile replaced = dice.one(tasks).file();
        List<DataFile> files = write(table.iceberg.schema());
        RewriteFiles rewrite =
                table.iceberg.newRewrite().deleteFile(replaced).dataSequenceNumber(replaced.dataSequenceNumber());
        files.forEach(rewrite::addFile);
        rewrite.commit();
        return Optional.of("rewrite a file as " + describe(files));
    }

    /** A file for each partition that random rows fall into. */
    private List<DataFile> write(Schema columns) {
        Schema schema = table.iceberg.schema();
        InternalRecordWrapper wrapper = new InternalRecordWrapper(schema.asStruct());
        Map<PartitionKey, List<Record>> partitions = new LinkedHashMap<>();
        for (Record row : table.values.records(schema, dice.between(1, 6))) {
            PartitionKey key = new PartitionKey(table.iceberg.spec(), schema);
            key.partition(wrapper.wrap(row));
            partitions.computeIfAbsent(key, k -> new ArrayList<>()).add(projected(row, columns));
        }
        List<DataFile> files = new ArrayList<>();
        partitions.forEach((key, rows) -> files.add(
                TestLake.writeTo(table.iceberg, columns, table.iceberg.spec().isPartitioned() ? key : null, rows)));
        return files;
    }

    private static Record projected(Record row, Schema columns) {
        Record projected = GenericRecord.create(columns);
        columns.columns().forEach(column -> projected.setField(column.name(), row.getField(column.name())));
        return projected;
    }
}
