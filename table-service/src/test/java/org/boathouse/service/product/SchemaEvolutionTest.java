package org.boathouse.service.product;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.TypeText;
import org.boathouse.service.catalog.metadata.MetadataInHand;
import org.junit.jupiter.api.Test;

class SchemaEvolutionTest {
    private static final Type STRING = Types.StringType.get();

    /** Lists, maps and structs within each other; two versions of it. */
    private static Schema nested(Type number, boolean second) {
        Types.StructType before = Types.StructType.of(
                optional(10, "number", number),
                second ? optional(11, "added", STRING) : optional(11, "dropped", STRING));
        Types.StructType after =
                second ? Types.StructType.of(optional(11, "added", STRING), optional(10, "number", number)) : before;
        return new Schema(
                required(1, "id", STRING),
                optional(2, "items", Types.ListType.ofOptional(3, after)),
                optional(
                        4,
                        "byname",
                        Types.MapType.ofOptional(
                                5,
                                6,
                                STRING,
                                Types.StructType.of(
                                        optional(20, "number", number),
                                        optional(21, second ? "new" : "old", STRING)))));
    }

    private final Schema start = nested(Types.IntegerType.get(), false);
    private final BaseTable table = new BaseTable(
            new MetadataInHand(
                    TableMetadata.newTableMetadata(start, PartitionSpec.unpartitioned(), "s3://lake/t", Map.of())),
            "t");

    private SchemaEvolution evolve(Schema wanted) {
        UpdateSchema update = table.updateSchema();
        SchemaEvolution evolution = new SchemaEvolution(update, Map.of(), new Ddl(TableName.parse("shop.silver.t")));
        evolution.struct("", table.schema().asStruct(), wanted.asStruct(), Optional.of(start.asStruct()));
        if (evolution.obstacles().isEmpty() && !evolution.changes().isEmpty()) {
            update.commit();
        }
        return evolution;
    }

    @Test
    void fieldsInsideListsAndMapsAreAddedWidenedAndDroppedWithTheirIdsKept() {
        int id = table.schema().findField("items.element.number").fieldId();
        Schema wanted = nested(Types.LongType.get(), true);

        SchemaEvolution evolution = evolve(wanted);

        assertEquals(List.of(), evolution.obstacles());
        assertEquals(TypeText.of(wanted.asStruct()), TypeText.of(table.schema().asStruct()));
        assertEquals(id, table.schema().findField("items.element.number").fieldId());
        assertTrue(
                evolution.changes().contains("added column items.element.added: string"),
                evolution.changes()::toString);
        assertTrue(evolution.changes().contains("dropped column byname.value.old"), evolution.changes()::toString);
        assertEquals(List.of(), evolve(wanted).changes());
    }

    @Test
    void requiredIsLoosenedAndNeverTightened() {
        Schema loose = new Schema(
                optional(1, "id", STRING),
                start.columns().get(1),
                start.columns().get(2));
        assertEquals(List.of("made column id optional"), evolve(loose).changes());
        assertTrue(table.schema().findField("id").isOptional());

        List<String> obstacles = evolve(start).obstacles();
        assertEquals(1, obstacles.size());
        assertTrue(obstacles.get(0).contains("has column id optional"), obstacles::toString);
    }

    @Test
    void aRequiredColumnThatIsMissingIsAnObstacleAlsoWhereOthersFollowIt() {
        Schema more = new Schema(required(7, "more", STRING), required(1, "id", STRING), optional(8, "note", STRING));

        List<String> obstacles = evolve(more).obstacles();

        assertEquals(1, obstacles.size(), obstacles::toString);
        assertTrue(obstacles.get(0).contains("has no column more"), obstacles::toString);
    }

    @Test
    void whatIcebergCannotChangeIsAnObstacle() {
        Schema other = new Schema(
                required(1, "id", Types.DateType.get()),
                optional(2, "items", STRING),
                optional(4, "byname", Types.MapType.ofOptional(5, 6, Types.IntegerType.get(), STRING)),
                required(7, "more", STRING));

        assertEquals(4, evolve(other).obstacles().size());
    }
}
