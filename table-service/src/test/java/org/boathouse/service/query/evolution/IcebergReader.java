package org.boathouse.service.query.evolution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.DeleteFilter;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.DeleteCounter;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.PartitionUtil;

/**
 * What Iceberg's own reader reads: {@link IcebergGenerics}. Where a table has a name mapping, or equality deletes on a column
 * that the schema read with lacks, which that one leaves out of account or, where the name was given again, ends in an error on,
 * its parts are put together here as Spark's and Flink's readers do.
 */
final class IcebergReader {
    private final Table table;
    private final TableScan scan;
    private final List<FileScanTask> tasks = new ArrayList<>();

    private IcebergReader(Table table, TableScan scan) {
        this.table = table;
        this.scan = scan;
        try (CloseableIterable<FileScanTask> planned = scan.planFiles()) {
            planned.forEach(tasks::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Record> read(Table table, TableScan scan) {
        return scan.snapshot() == null ? List.of() : new IcebergReader(table, scan).read();
    }

    private List<Record> read() {
        if (!table.properties().containsKey(TableProperties.DEFAULT_NAME_MAPPING) && deletesAreOnColumnsOfItsSchema()) {
            return all(IcebergGenerics.read(table)
                    .useSnapshot(scan.snapshot().snapshotId())
                    .project(scan.schema())
                    .build());
        }
        List<Record> rows = new ArrayList<>();
        tasks.forEach(task -> rows.addAll(all(open(task))));
        return rows;
    }

    private boolean deletesAreOnColumnsOfItsSchema() {
        return tasks.stream()
                .flatMap(task -> task.deletes().stream())
                .filter(delete -> delete.content() == FileContent.EQUALITY_DELETES)
                .flatMap(delete -> delete.equalityFieldIds().stream())
                .allMatch(id -> scan.schema().findField(id) != null);
    }

    private static List<Record> all(CloseableIterable<Record> records) {
        List<Record> rows = new ArrayList<>();
        try (records) {
            records.forEach(rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private CloseableIterable<Record> open(FileScanTask task) {
        Deletes deletes = new Deletes(task);
        String mapping = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
        NameMapping names = mapping == null ? null : NameMappingParser.fromJson(mapping);
        Map<Integer, Object> constants =
                new HashMap<>(PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant));
        // Of what is no more it knows no type: such values come from the file.
        constants.keySet().removeIf(id -> table.schema().findField(id) == null);
        CloseableIterable<Record> records = FormatModelRegistry.readBuilder(
                        task.file().format(), Record.class, table.io().newInputFile(task.file()))
                .project(deletes.requiredSchema())
                .idToConstant(constants)
                .withNameMapping(names)
                .build();
        return deletes.filter(records);
    }

    private final class Deletes extends DeleteFilter<Record> {
        private final InternalRecordWrapper wrapper;

        Deletes(FileScanTask task) {
            super(
                    task.file().location(),
                    task.deletes(),
                    IcebergReader.this::field,
                    scan.schema(),
                    new DeleteCounter(),
                    true);
            this.wrapper = new InternalRecordWrapper(requiredSchema().asStruct());
        }

        @Override
        protected StructLike asStructLike(Record record) {
            return wrapper.copyFor(record);
        }

        @Override
        protected InputFile getInputFile(String location) {
            return table.io().newInputFile(location);
        }

        @Override
        protected InputFile loadInputFile(DeleteFile delete) {
            return table.io().newInputFile(delete);
        }
    }

    /** As it was last, under a name of its own: columns that equality deletes compare are read after they were dropped, too. */
    private NestedField field(int id) {
        return table.schemas().values().stream()
                .sorted(Comparator.comparingInt(Schema::schemaId).reversed())
                .map(schema -> schema.asStruct().field(id))
                .filter(Objects::nonNull)
                .findFirst()
                .map(field ->
                        NestedField.from(field).withName("deleted by " + id).build())
                .orElse(null);
    }
}
