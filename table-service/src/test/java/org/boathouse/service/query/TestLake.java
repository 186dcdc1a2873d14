package org.boathouse.service.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.DeleteWriteResult;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.parquet.Parquet;

/** A lake in memory, written by Iceberg's own writers. */
public final class TestLake implements TableSource {
    private final InMemoryCatalog catalog = new InMemoryCatalog();

    public TestLake() {
        catalog.initialize("lake", Map.of());
    }

    public Table create(String name, Schema schema, PartitionSpec spec, int formatVersion) {
        TableIdentifier table = TableIdentifier.parse(name);
        Namespace domain = Namespace.of(table.namespace().level(0));
        for (Namespace namespace : List.of(domain, table.namespace())) {
            if (!catalog.namespaceExists(namespace)) {
                catalog.createNamespace(namespace);
            }
        }
        return catalog.createTable(table, schema, spec, Map.of("format-version", Integer.toString(formatVersion)));
    }

    Table create(String name, Schema schema) {
        return create(name, schema, PartitionSpec.unpartitioned(), 2);
    }

    /** Drops a table with its files. */
    public void purge(String name) {
        catalog.dropTable(TableIdentifier.parse(name), true);
    }

    @Override
    public Optional<Table> find(TableIdentifier table) {
        return catalog.tableExists(table) ? Optional.of(catalog.loadTable(table)) : Optional.empty();
    }

    @Override
    public List<TableIdentifier> names() {
        List<TableIdentifier> names = new ArrayList<>();
        for (Namespace domain : catalog.listNamespaces()) {
            for (Namespace layer : catalog.listNamespaces(domain)) {
                names.addAll(catalog.listTables(layer));
            }
        }
        return names;
    }

    /** Appends one file of the table's current schema and spec, into the partition of its first row. */
    public static DataFile append(Table table, Object[]... rows) {
        DataFile file = write(table, table.schema(), rows);
        table.newAppend().appendFile(file).commit();
        table.refresh();
        return file;
    }

    /** Writes one file; its columns may be fewer than the table's. */
    static DataFile write(Table table, Schema schema, Object[]... rows) {
        List<Record> records = records(schema, rows);
        StructLike partition = null;
        if (table.spec().isPartitioned()) {
            var key = new org.apache.iceberg.PartitionKey(table.spec(), table.schema());
            var whole = new org.apache.iceberg.data.InternalRecordWrapper(
                    table.schema().asStruct());
            key.partition(whole.wrap(widened(table.schema(), records.get(0))));
            partition = key;
        }
        return writeTo(table, schema, partition, records);
    }

    public static DataFile writeTo(Table table, Schema schema, StructLike partition, List<Record> records) {
        OutputFile out = newFile(table, "parquet");
        try {
            DataWriter<Record> writer = Parquet.writeData(out)
                    .schema(schema)
                    .createWriterFunc(GenericParquetWriter::create)
                    .withSpec(table.spec())
                    .withPartition(partition)
                    .overwrite()
                    .build();
            try (writer) {
                records.forEach(writer::write);
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a file that another program wrote. */
    static void addFile(Table table, byte[] parquet, long rows, PartitionData partition) {
        OutputFile out = newFile(table, "parquet");
        try (PositionOutputStream stream = out.create()) {
            stream.write(parquet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DataFiles.Builder file = DataFiles.builder(table.spec())
                .withPath(out.location())
                .withFileSizeInBytes(parquet.length)
                .withRecordCount(rows)
                .withFormat(FileFormat.PARQUET);
        table.newAppend()
                .appendFile(
                        partition == null
                                ? file.build()
                                : file.withPartition(partition).build())
                .commit();
        table.refresh();
    }

    public static DeleteFile positionDeletes(Table table, DataFile data, long... positions) {
        try {
            PositionDeleteWriter<Record> writer = Parquet.writeDeletes(newFile(table, "parquet"))
                    .withSpec(table.specs().get(data.specId()))
                    .withPartition(data.partition())
                    .overwrite()
                    .buildPositionWriter();
            try (writer) {
                for (long position : positions) {
                    writer.write(PositionDelete.<Record>create().set(data.location(), position));
                }
            }
            return writer.toDeleteFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DeleteFile deletionVector(Table table, DataFile data, long... positions) {
        return deletionVector(table, data, path -> null, positions)
                .deleteFiles()
                .get(0);
    }

    /** One that takes over what has been deleted of the file before. */
    public static DeleteWriteResult deletionVector(Table table, FileScanTask task, long... positions) {
        DeleteLoader loader = new BaseDeleteLoader(delete -> table.io().newInputFile(delete));
        List<DeleteFile> previous = task.deletes().stream()
                .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
                .toList();
        return deletionVector(
                table,
                task.file(),
                path -> previous.isEmpty() ? null : loader.loadPositionDeletes(previous, path),
                positions);
    }

    private static DeleteWriteResult deletionVector(
            Table table, DataFile data, Function<String, PositionDeleteIndex> previous, long... positions) {
        try {
            OutputFileFactory files = OutputFileFactory.builderFor(table, 1, 1)
                    .format(FileFormat.PUFFIN)
                    .build();
            DVFileWriter writer = new BaseDVFileWriter(files, previous);
            try (writer) {
                for (long position : positions) {
                    writer.delete(data.location(), position, table.specs().get(data.specId()), data.partition());
                }
            }
            return writer.result();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DeleteFile equalityDeletes(Table table, Schema columns, StructLike partition, Object[]... rows) {
        PartitionSpec spec = partition == null ? PartitionSpec.unpartitioned() : table.spec();
        return equalityDeletes(table, columns, spec, partition, records(columns, rows));
    }

    public static DeleteFile equalityDeletes(
            Table table, Schema columns, PartitionSpec spec, StructLike partition, List<Record> rows) {
        try {
            EqualityDeleteWriter<Record> writer = Parquet.writeDeletes(newFile(table, "parquet"))
                    .forTable(table)
                    .rowSchema(columns)
                    .equalityFieldIds(columns.columns().stream()
                            .map(column -> column.fieldId())
                            .toList())
                    .createWriterFunc(GenericParquetWriter::create)
                    .withSpec(spec)
                    .withPartition(partition)
                    .overwrite()
                    .buildEqualityWriter();
            try (writer) {
                rows.forEach(writer::write);
            }
            return writer.toDeleteFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Record> records(Schema schema, Object[]... rows) {
        return Arrays.stream(rows).map(row -> record(schema, row)).toList();
    }

    private static Record record(Schema schema, Object[] values) {
        Record record = GenericRecord.create(schema);
        for (int i = 0; i < values.length; i++) {
            record.set(i, values[i]);
        }
        return record;
    }

    private static Record widened(Schema schema, Record record) {
        Record wide = GenericRecord.create(schema);
        record.struct().fields().forEach(field -> {
            if (schema.findField(field.name()) != null) {
                wide.setField(field.name(), record.getField(field.name()));
            }
        });
        return wide;
    }

    /** Under a name that a careless reader takes for a partition value, and with a quote in it. */
    private static OutputFile newFile(Table table, String suffix) {
        return table.io().newOutputFile(table.location() + "/data/id=7/it's%20" + UUID.randomUUID() + "." + suffix);
    }
}
