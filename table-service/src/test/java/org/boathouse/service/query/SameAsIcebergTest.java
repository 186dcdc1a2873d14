package org.boathouse.service.query;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.boathouse.service.query.AgainstIceberg.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a table has been through, SQL reads what Iceberg's own reader reads. */
class SameAsIcebergTest {
    private static final Schema SCHEMA = new Schema(
            required(1, "id", Types.LongType.get()),
            optional(2, "name", Types.StringType.get()),
            optional(3, "n", Types.IntegerType.get()));

    @TempDir
    Path dir;

    private AgainstIceberg sql;

    @BeforeEach
    void start() {
        // A folder that a reader with a mind of its own takes for a partition of every table.
        sql = new AgainstIceberg(dir.resolve("id=7/name=sql"));
    }

    @AfterEach
    void stop() {
        sql.close();
    }

    @Test
    void everyPrimitiveType() {
        Schema schema = new Schema(
                optional(1, "b", Types.BooleanType.get()),
                optional(2, "i", Types.IntegerType.get()),
                optional(3, "l", Types.LongType.get()),
                optional(4, "f", Types.FloatType.get()),
                optional(5, "d", Types.DoubleType.get()),
                optional(6, "small", Types.DecimalType.of(9, 2)),
                optional(7, "large", Types.DecimalType.of(38, 10)),
                optional(8, "day", Types.DateType.get()),
                optional(9, "time", Types.TimeType.get()),
                optional(10, "ts", Types.TimestampType.withoutZone()),
                optional(11, "tz", Types.TimestampType.withZone()),
                optional(12, "s", Types.StringType.get()),
                optional(13, "u", Types.UUIDType.get()),
                optional(14, "fixed", Types.FixedType.ofLength(3)),
                optional(15, "bytes", Types.BinaryType.get()));
        Table table = sql.create(schema);
        TestLake.append(
                table,
                row(
                        true,
                        Integer.MIN_VALUE,
                        9_007_199_254_740_993L,
                        1.5f,
                        -0.1d,
                        new BigDecimal("1234567.89"),
                        new BigDecimal("1234567890123456789012345678.0123456789"),
                        LocalDate.of(1969, 12, 31),
                        LocalTime.of(23, 59, 59, 999_999_000),
                        LocalDateTime.of(2024, 3, 31, 2, 30, 0, 123_456_000),
                        OffsetDateTime.parse("1969-12-31T23:59:59.999999Z"),
                        "ünï\u0000cödé '\"\n",
                        UUID.fromString("550e8400-e29b-41d4-a716-446655440000"),
                        new byte[] {0, -1, 7},
                        ByteBuffer.wrap(new byte[] {-128, 0})),
                row(new Object[15]));
        sql.assertSame(table);
    }

    @Test
    void columnsRenamedReorderedDroppedAndAddedAgainUnderTheSameName() {
        Table table = sql.create(SCHEMA);
        TestLake.append(table, row(1L, "a", 10), row(2L, null, null));
        table.updateSchema()
                .renameColumn("name", "n2")
                .deleteColumn("n")
                .moveFirst("name")
                .commit();
        table.updateSchema().addColumn("n", Types.StringType.get()).commit();
        table.updateSchema().addColumn("name", Types.DateType.get()).commit();
        sql.assertSame(table);
        TestLake.append(table, row("b", 3L, "text", LocalDate.of(2024, 2, 29)));
        sql.assertSame(table);
    }

    @Test
    void namesSwapped() {
        Table table = sql.create(SCHEMA);
        TestLake.append(table, row(1L, "a", 10));
        table.updateSchema().renameColumn("id", "x").renameColumn("n", "y").commit();
        table.updateSchema().renameColumn("x", "n").renameColumn("y", "id").commit();
        TestLake.append(table, row(2L, "b", 20));
        sql.assertSame(table);
    }

    @Test
    void typesWidened() {
        Schema schema = new Schema(
                optional(1, "i", Types.IntegerType.get()),
                optional(2, "f", Types.FloatType.get()),
                optional(3, "d", Types.DecimalType.of(6, 2)),
                optional(
                        4,
                        "s",
                        Types.StructType.of(
                                optional(5, "i", Types.IntegerType.get()), optional(6, "f", Types.FloatType.get()))));
        Table table = sql.create(schema);
        GenericRecord struct = GenericRecord.create(schema.findType("s").asStructType());
        TestLake.append(table, row(7, 1.1f, new BigDecimal("1.25"), struct.copy(Map.of("i", 8, "f", 2.2f))));
        table.updateSchema()
                .updateColumn("i", Types.LongType.get())
                .updateColumn("f", Types.DoubleType.get())
                .updateColumn("d", Types.DecimalType.of(20, 2))
                .updateColumn("s.i", Types.LongType.get())
                .commit();
        sql.assertSame(table);
        GenericRecord wide = GenericRecord.create(table.schema().findType("s").asStructType());
        TestLake.append(
                table, row(1L << 40, 0.1d, new BigDecimal("123456789012345678.25"), wide.copy(Map.of("i", 1L << 50))));
        sql.assertSame(table);
    }

    @Test
    void defaultsOfColumnsAddedLater() {
        Table table = sql.create(SCHEMA, PartitionSpec.unpartitioned(), 3);
        TestLake.append(table, row(1L, "a", 10));
        table.updateSchema()
                .addColumn("country", Types.StringType.get(), "where it's from", Literal.of("D'E"))
                .addColumn("price", Types.DecimalType.of(9, 2), null, Literal.of(new BigDecimal("1.50")))
                .addColumn(
                        "since",
                        Types.DateType.get(),
                        null,
                        Literal.of("2024-02-29").to(Types.DateType.get()))
                .commit();
        sql.assertSame(table);
        TestLake.append(table, row(2L, "b", 20, "FR", null, null));
        sql.assertSame(table);
    }

    @Test
    void nestedFieldsOfStructsListsAndMapsEvolve() {
        Types.StructType point = Types.StructType.of(
                optional(10, "x", Types.IntegerType.get()), optional(11, "y", Types.StringType.get()));
        Schema schema = new Schema(
                required(1, "id", Types.LongType.get()),
                optional(2, "s", point),
                optional(
                        3,
                        "l",
                        Types.ListType.ofOptional(
                                12,
                                Types.StructType.of(
                                        optional(13, "a", Types.IntegerType.get()),
                                        optional(14, "b", Types.StringType.get())))),
                optional(
                        4,
                        "m",
                        Types.MapType.ofOptional(
                                15,
                                16,
                                Types.StringType.get(),
                                Types.StructType.of(optional(17, "v", Types.IntegerType.get())))));
        Table table = sql.create(schema);
        appendNested(table, 1L, Map.of("x", 1, "y", "one"), Map.of("a", 1, "b", "x"), Map.of("v", 5));
        TestLake.append(table, row(9L, null, null, null));
        table.updateSchema()
                .addColumn("s", "z", Types.DoubleType.get())
                .renameColumn("s.x", "renamed")
                .deleteColumn("s.y")
                .addColumn("l.element", "c", Types.LongType.get())
                .moveFirst("l.element.c")
                .updateColumn("m.value.v", Types.LongType.get())
                .addColumn("m.value", "w", Types.StringType.get())
                .commit();
        sql.assertSame(table);
        appendNested(
                table,
                2L,
                Map.of("renamed", 2, "z", 2.5d),
                Map.of("a", 2, "b", "y", "c", 7L),
                Map.of("v", 6L, "w", "new"));
        sql.assertSame(table);
    }

    private static void appendNested(
            Table table, long id, Map<String, Object> s, Map<String, Object> l, Map<String, Object> m) {
        Schema schema = table.schema();
        GenericRecord struct = GenericRecord.create(schema.findType("s").asStructType());
        GenericRecord element =
                GenericRecord.create(schema.findType("l.element").asStructType());
        GenericRecord value = GenericRecord.create(schema.findType("m.value").asStructType());
        TestLake.append(
                table, row(id, struct.copy(s), Arrays.asList(element.copy(l), null), Map.of("k", value.copy(m))));
    }

    @Test
    void partitionsOfEveryTransformAndAChangedSpec() {
        Schema schema = new Schema(
                required(1, "id", Types.LongType.get()),
                optional(2, "day", Types.DateType.get()),
                optional(3, "at", Types.TimestampType.withZone()));
        PartitionSpec spec =
                PartitionSpec.builderFor(schema).bucket("id", 4).month("day").build();
        Table table = sql.create(schema, spec, 2);
        TestLake.append(table, row(1L, LocalDate.of(2024, 1, 31), OffsetDateTime.parse("2024-01-31T23:00:00Z")));
        table.updateSpec().removeField("day_month").addField("day").commit();
        TestLake.append(table, row(2L, LocalDate.of(2024, 2, 1), null));
        TestLake.append(table, row(3L, null, null));
        sql.assertSame(table);
    }

    @Test
    void partitionColumnsThatTheFilesLack() {
        PartitionSpec spec =
                PartitionSpec.builderFor(SCHEMA).identity("name").identity("n").build();
        Table table = sql.create(SCHEMA, spec, 2);
        Schema inFile = SCHEMA.select("id");
        for (String name : Arrays.asList("it's", null)) {
            PartitionData partition = new PartitionData(spec.partitionType());
            partition.set(0, name);
            partition.set(1, 42);
            DataFile file = TestLake.writeTo(table, inFile, partition, TestLake.records(inFile, row(1L), row(2L)));
            table.newAppend().appendFile(file).commit();
        }
        sql.assertSame(table);
    }

    @Test
    void filesWithoutFieldIdsByNameMapping() throws Exception {
        Table table = sql.create(SCHEMA);
        table.updateProperties()
                .set(TableProperties.DEFAULT_NAME_MAPPING, NameMappingParser.toJson(MappingUtil.create(SCHEMA)))
                .commit();
        table.updateSchema().renameColumn("name", "title").commit();
        table.updateProperties()
                .set(TableProperties.DEFAULT_NAME_MAPPING, NameMappingParser.toJson(MappingUtil.create(SCHEMA)))
                .commit();
        TestLake.addFile(table, parquet("SELECT 'a' AS name, 5::BIGINT AS id, 1 AS other"), 1, null);
        TestLake.append(table, row(6L, "with ids", 3));
        // Iceberg's generic reader leaves name mappings out, so the rows stand here.
        assertEquals(List.of("[5,\"a\",null]", "[6,\"with ids\",3]"), sql.rows());
    }

    @Test
    void filesWithoutFieldIdsByPositionWhereThereIsNoMapping() throws Exception {
        Table table = sql.create(SCHEMA);
        TestLake.addFile(table, parquet("SELECT 5::BIGINT AS x, 'a' AS y, 1::INTEGER AS z"), 1, null);
        sql.assertSame(table);
    }

    private byte[] parquet(String select) throws SQLException, IOException {
        Path file = dir.resolve(UUID.randomUUID() + ".parquet");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
        }
        return Files.readAllBytes(file);
    }

    @Test
    void columnsWithNamesThatSqlHasOtherUsesFor() {
        Schema schema = new Schema(
                required(1, "select", Types.LongType.get()),
                optional(2, "a \"quoted\" 'name'", Types.StringType.get()),
                optional(3, "filename", Types.StringType.get()),
                optional(4, "UPPER", Types.StringType.get()));
        Table table = sql.create(schema);
        DataFile file = TestLake.append(table, row(1L, "x", "y", "z"), row(2L, "x", "y", "z"));
        sql.assertSame(table);
        table.newRowDelta().addDeletes(TestLake.positionDeletes(table, file, 0)).commit();
        sql.assertSame(table);
    }
}
