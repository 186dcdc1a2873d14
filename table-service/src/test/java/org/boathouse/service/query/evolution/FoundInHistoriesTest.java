package org.boathouse.service.query.evolution;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.query.TestEngine;
import org.boathouse.service.query.TestLake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ReadersAcrossEvolutionTest} once found, each by itself: histories of a seed change with their generator. */
class FoundInHistoriesTest {
    private static final String NAME = "d.silver.t";
    private static final Schema STRUCT = new Schema(
            optional(1, "id", Types.IntegerType.get()),
            optional(
                    2,
                    "s",
                    Types.StructType.of(
                            optional(3, "a", Types.IntegerType.get()), optional(4, "b", Types.StringType.get()))));

    @TempDir
    Path dir;

    private TestLake lake;
    private TestEngine engine;

    @BeforeEach
    void start() {
        lake = new TestLake();
        engine = new TestEngine(dir, lake);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private void assertSame(Table table) {
        table.refresh();
        Point now = new Point(null, "", table.newScan());
        List<Record> rows = IcebergReader.read(table, now.scan());
        assertFalse(rows.isEmpty());
        new SameAnswers(engine).check(RandomQuery.everything(table.schema()), rows, now, NAME);
    }

    private static Record struct(Table table, Map<String, Object> values) {
        return GenericRecord.create(table.schema().findType("s").asStructType()).copy(values);
    }

    private static void append(Table table, Object... row) {
        TestLake.append(table, row);
    }

    /** DuckDB's own mapping of field ids ends in an internal error here. */
    @Test
    void aFieldOfAStructThatTheFileLacksIsSelectedAlone() {
        Table table = lake.create(NAME, STRUCT, PartitionSpec.unpartitioned(), 2);
        append(table, 1, struct(table, Map.of("a", 1, "b", "x")));
        table.updateSchema().renameColumn("s.b", "c").commit();
        table.updateSchema()
                .addColumn(
                        "t",
                        Types.StructType.of(
                                optional(9, "x", Types.FloatType.get()), optional(10, "y", Types.DecimalType.of(9, 2))))
                .commit();
        assertEquals(
                List.of("[{\"a\":1,\"c\":\"x\"},null]"),
                engine.rows("SELECT s, (t).x AS x FROM " + NAME + " WHERE s IS NOT NULL"));
    }

    @Test
    void aFileWithoutFieldIdsIsReadAfterItsNestedFieldsHaveChanged() {
        Table table = lake.create(NAME, STRUCT, PartitionSpec.unpartitioned(), 2);
        table.updateProperties()
                .set(TableProperties.DEFAULT_NAME_MAPPING, NameMappingParser.toJson(MappingUtil.create(table.schema())))
                .commit();
        Record full = GenericRecord.create(table.schema());
        full.setField("id", 1);
        full.setField("s", struct(table, Map.of("a", 1, "b", "x")));
        Record empty = GenericRecord.create(table.schema());
        DataFile written = TestLake.writeTo(table, table.schema(), null, List.of(full, empty));
        table.newAppend().appendFile(WithoutIds.copy(table, written)).commit();
        table.updateSchema()
                .renameColumn("s.a", "renamed")
                .deleteColumn("s.b")
                .addColumn("s", "added", Types.DateType.get())
                .updateColumn("s.a", Types.LongType.get())
                .commit();
        assertSame(table);
        assertEquals(
                List.of("[1,{\"renamed\":1,\"added\":null}]", "[null,null]"),
                engine.rows("SELECT * FROM " + NAME + " ORDER BY id"));
    }

    @Test
    void nestedFieldsThatNothingNumbersAreRefusedNotReadAsNulls() {
        Table table = lake.create(NAME, STRUCT, PartitionSpec.unpartitioned(), 2);
        Record row = GenericRecord.create(table.schema());
        row.setField("s", struct(table, Map.of("a", 1)));
        DataFile written = TestLake.writeTo(table, table.schema(), null, List.of(row));
        table.newAppend().appendFile(WithoutIds.copy(table, written)).commit();
        LakeFailure failure = assertThrows(LakeFailure.class, () -> engine.rows("SELECT * FROM " + NAME));
        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().contains("column s"), failure.getMessage());
    }

    @Test
    void deletesInThePartitionOfTheTextNullLeaveThePartitionOfNullAlone() {
        Schema schema =
                new Schema(optional(1, "id", Types.IntegerType.get()), optional(2, "p", Types.StringType.get()));
        PartitionSpec spec = PartitionSpec.builderFor(schema).identity("p").build();
        Table table = lake.create(NAME, schema, spec, 2);
        append(table, 1, null);
        DataFile text = TestLake.append(table, new Object[] {1, "null"});
        Record key = GenericRecord.create(schema.select("id"));
        key.setField("id", 1);
        table.newRowDelta()
                .addDeletes(TestLake.equalityDeletes(
                        table, schema.select("id"), table.spec(), text.partition(), List.of(key)))
                .commit();
        assertSame(table);
        assertEquals(List.of("[1,null]"), engine.rows("SELECT * FROM " + NAME));
    }

    @Test
    void aPartitionTellsAColumnThatTheFileLacksAlsoWhenItHasBecomeWider() {
        Schema schema = new Schema(optional(1, "id", Types.IntegerType.get()), optional(2, "p", Types.FloatType.get()));
        PartitionSpec spec = PartitionSpec.builderFor(schema).identity("p").build();
        Table table = lake.create(NAME, schema, spec, 2);
        leaveOut(table, 1.1f);
        table.updateSchema().updateColumn("p", Types.DoubleType.get()).commit();
        assertSame(table);
        assertEquals(List.of("[1,1.100000023841858]"), engine.rows("SELECT * FROM " + NAME));
    }

    /** The partition's null counts, not what the column holds where nothing is known. */
    @Test
    void aPartitionOfNullIsNullWhateverTheDefault() {
        Schema schema = new Schema(optional(1, "id", Types.IntegerType.get()));
        Table table = lake.create(NAME, schema, PartitionSpec.unpartitioned(), 3);
        table.updateSchema()
                .addColumn("p", Types.IntegerType.get(), null, Literal.of(7))
                .commit();
        table.updateSpec().addField("p").commit();
        leaveOut(table, null);
        assertSame(table);
        assertEquals(List.of("[1,null]"), engine.rows("SELECT * FROM " + NAME));
    }

    @Test
    void aPartitionTellsATextWithANul() {
        Schema schema =
                new Schema(optional(1, "id", Types.IntegerType.get()), optional(2, "p", Types.StringType.get()));
        Table table = lake.create(
                NAME, schema, PartitionSpec.builderFor(schema).identity("p").build(), 2);
        leaveOut(table, "a\0'b");
        assertSame(table);
        assertEquals(List.of("[1]"), engine.rows("SELECT id FROM " + NAME + " WHERE p = 'a' || chr(0) || '''b'"));
    }

    /** DuckDB 2.0 concludes from a file's statistics that only the structs need not be null. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(s).n IN (5, 6)",
                "(s).a LIKE 'x%'",
                "starts_with((s).a, 'x')",
                "(s).b",
                "list_contains([5, 6], (s).n)",
                "((s).t).q IN (1)"
            })
    void aConditionOnAFieldTakesNoRowInWhichTheFieldAloneIsNull(String condition) {
        Types.StructType inner = Types.StructType.of(optional(6, "q", Types.IntegerType.get()));
        Types.StructType struct = Types.StructType.of(
                optional(3, "n", Types.IntegerType.get()),
                optional(4, "a", Types.StringType.get()),
                optional(5, "b", Types.BooleanType.get()),
                optional(7, "t", inner));
        Schema schema = new Schema(optional(1, "id", Types.IntegerType.get()), optional(2, "s", struct));
        Table table = lake.create(NAME, schema, PartitionSpec.unpartitioned(), 2);
        Record full = GenericRecord.create(inner).copy(Map.of("q", 1));
        TestLake.append(
                table,
                new Object[] {1, struct(table, Map.of("n", 5, "a", "x", "b", true, "t", full))},
                new Object[] {2, struct(table, Map.of("t", GenericRecord.create(inner)))},
                new Object[] {3, struct(table, Map.of())},
                new Object[] {4, null});
        // All of it: where only the field is read, DuckDB is right.
        assertEquals(
                List.of("[1,{\"n\":5,\"a\":\"x\",\"b\":true,\"t\":{\"q\":1}}]"),
                engine.rows("SELECT * FROM " + NAME + " WHERE " + condition));
    }

    private static void leaveOut(Table table, Object partition) {
        Schema withoutIt = table.schema().select("id");
        Record row = GenericRecord.create(withoutIt);
        row.setField("id", 1);
        Record key = GenericRecord.create(table.spec().partitionType());
        key.set(0, partition);
        table.newAppend()
                .appendFile(TestLake.writeTo(table, withoutIt, key, List.of(row)))
                .commit();
    }

    /** DuckDB doubles the quote where it writes such an expression down. */
    @Test
    void aFieldWithAQuoteInItsNameIsSelectedAndOthersAreCalledAsBefore() {
        Schema schema = new Schema(optional(
                1,
                "s",
                Types.StructType.of(
                        optional(2, "it's", Types.IntegerType.get()), optional(3, "a", Types.IntegerType.get()))));
        Table table = lake.create(NAME, schema, PartitionSpec.unpartitioned(), 2);
        append(table, struct(table, Map.of("it's", 5, "a", 6)));
        JsonNode answer = engine.json("SELECT (s).\"it's\", (s).a FROM " + NAME, null);
        assertEquals("[[5,6]]", answer.path("rows").toString());
        assertEquals("(s).a", answer.at("/columns/1/name").asText());
    }
}
