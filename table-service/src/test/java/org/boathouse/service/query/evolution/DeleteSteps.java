package org.boathouse.service.query.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.DeleteWriteResult;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.service.query.TestLake;

/** Rows that go, without their files being written again. */
final class DeleteSteps {
    /**
     * The specification forbids floating point in equality deletes. Of UUIDs Iceberg takes Parquet's unsigned bounds for signed
     * ones: it plans without a delete that a file needs, and rows stay that are deleted. Of fixed bytes its reader keeps the last
     * key of a file in the place of all: they are read into one array.
     */
    private static final Set<TypeID> NO_KEYS = Set.of(TypeID.FLOAT, TypeID.DOUBLE, TypeID.UUID, TypeID.FIXED);

    private final RandomTable table;
    private final Dice dice;

    DeleteSteps(RandomTable table) {
        this.table = table;
        this.dice = table.dice;
    }

    /** By position delete files before v3, by deletion vectors then, which take over what was deleted before. */
    Optional<String> byPosition() {
        String branch = Branches.any(table);
        List<FileScanTask> tasks = Branches.tasks(table, branch);
        if (tasks.isEmpty() || table.formatVersion() == 1) {
            return Optional.empty();
        }
        FileScanTask task = dice.one(tasks);
        DataFile file = task.file();
        Set<Long> positions = new TreeSet<>();
        for (int i = dice.between(1, 3); i > 0; i--) {
            positions.add((long) dice.below((int) file.recordCount()));
        }
        long[] rows = positions.stream().mapToLong(Long::longValue).toArray();
        RowDelta delta = table.iceberg.newRowDelta().toBranch(branch);
        if (table.formatVersion() == 2) {
            delta.addDeletes(TestLake.positionDeletes(table.iceberg, file, rows));
        } else {
            DeleteWriteResult vectors = vectors(task, rows);
            vectors.deleteFiles().forEach(delta::addDeletes);
            vectors.rewrittenDeleteFiles().forEach(delta::removeDeletes);
        }
        delta.commit();
        return Optional.of("delete rows %s of a file of %d of %s".formatted(positions, file.recordCount(), branch));
    }

    private DeleteWriteResult vectors(FileScanTask task, long[] rows) {
        try {
            return TestLake.deletionVector(table.iceberg, task, rows);
        } catch (ClassCastException e) {
            // Iceberg's writer can't copy the key of a partition that is truncated from a column which has become wider
            // since.
            throw new ValidationException(
                    e, "Cannot write a vector for %s", task.file().partition());
        }
    }

    /** In one partition, or in all of them; on one or several columns; rows that are there, and others. */
    Optional<String> byEquality() {
        String branch = Branches.any(table);
        List<FileScanTask> tasks = Branches.tasks(table, branch);
        List<NestedField> columns = table.iceberg.schema().columns().stream()
                .filter(column -> column.type().isPrimitiveType()
                        && !NO_KEYS.contains(column.type().typeId()))
                .toList();
        if (tasks.isEmpty() || columns.isEmpty() || table.formatVersion() == 1) {
            return Optional.empty();
        }
        List<NestedField> keys = new ArrayList<>(List.of(dice.one(columns)));
        NestedField second = dice.one(columns);
        if (dice.percent(30) && !keys.contains(second)) {
            keys.add(second);
        }
        Schema schema = new Schema(keys);
        DataFile file = dice.one(tasks).file();
        Optional<PartitionSpec> everywhere = table.iceberg.specs().values().stream()
                .filter(PartitionSpec::isUnpartitioned)
                .findFirst();
        boolean global = everywhere.isPresent() && dice.percent(60);
        PartitionSpec spec = global ? everywhere.get() : table.iceberg.specs().get(file.specId());
        DeleteFile deletes = TestLake.equalityDeletes(
                table.iceberg, schema, spec, spec.isPartitioned() ? file.partition() : null, rows(schema));
        table.iceberg.newRowDelta().toBranch(branch).addDeletes(deletes).commit();
        return Optional.of("delete from %s in %s where %s equal %d rows"
                .formatted(
                        branch,
                        spec.isPartitioned() ? spec.specId() + file.partition().toString() : "all partitions",
                        keys.stream().map(NestedField::name).toList(),
                        deletes.recordCount()));
    }

    private List<Record> rows(Schema keys) {
        List<Record> rows = new ArrayList<>();
        for (Record row : table.values.records(table.iceberg.schema(), dice.between(1, 3))) {
            Record key = GenericRecord.create(keys);
            keys.columns().forEach(column -> key.setField(column.name(), row.getField(column.name())));
            rows.add(key);
        }
        return rows;
    }
}
