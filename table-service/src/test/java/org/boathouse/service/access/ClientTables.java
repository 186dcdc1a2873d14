package org.boathouse.service.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** Tables as a client writes and reads them, by its own table's files and nothing else. */
final class ClientTables {
    static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "name", Types.StringType.get()));

    private ClientTables() {}

    /** One file with ids from one to another, all of one name. */
    static DataFile write(Table table, String name, int from, int to) {
        List<Record> records = IntStream.rangeClosed(from, to)
                .mapToObj(id -> record(table.schema(), id, name))
                .toList();
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.partition(records.get(0));
        String file = UUID.randomUUID() + ".parquet";
        OutputFile out = table.io()
                .newOutputFile(
                        table.spec().isPartitioned()
                                ? table.locationProvider().newDataLocation(table.spec(), partition, file)
                                : table.locationProvider().newDataLocation(file));
        try {
            DataWriter<Record> writer = Parquet.writeData(out)
                    .schema(table.schema())
                    .createWriterFunc(GenericParquetWriter::create)
                    .withSpec(table.spec())
                    .withPartition(table.spec().isPartitioned() ? partition : null)
                    .build();
            try (writer) {
                records.forEach(writer::write);
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Record record(Schema schema, long id, String name) {
        Record record = GenericRecord.create(schema);
        record.setField("id", id);
        record.setField("name", name);
        return record;
    }

    static List<Long> ids(Table table) {
        List<Long> ids = new ArrayList<>();
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
            rows.forEach(row -> ids.add((Long) row.getField("id")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ids.stream().sorted().toList();
    }
}
