package org.boathouse.contract.evolution;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.TableKeys;

/**
 * A table's contract as a shape. Contracts know names and no ids, so the ids come from another shape of the table: a column
 * of the same name, down to the last field, gets the same id, and others get new ones.
 */
final class ContractShape {
    private static final TableShape NONE = TableShape.of(
            Integer.parseInt(TableKeys.DEFAULTS.get("format-version")),
            new Schema(List.of()),
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted());

    private final TableContract table;
    private final TableShape like;
    private final Schema names;

    private ContractShape(TableContract table, TableShape like, Schema names) {
        this.table = table;
        this.like = like;
        this.names = names;
    }

    /** With fresh ids. */
    static ContractShape of(TableContract table) {
        return like(table, NONE);
    }

    /** With the ids that another shape has. */
    static ContractShape like(TableContract table, TableShape like) {
        return new ContractShape(table, like, like.schema());
    }

    /** @param renamed top-level columns: their name in the other shape to their name here */
    static ContractShape like(TableContract table, TableShape like, Map<String, String> renamed) {
        List<NestedField> columns = like.schema().columns().stream()
                .map(column -> NestedField.from(column)
                        .withName(renamed.getOrDefault(column.name(), column.name()))
                        .build())
                .toList();
        return new ContractShape(table, like, new Schema(columns));
    }

    /** As Iceberg holds the table. */
    TableShape stored() {
        return stored(table.icebergSchema());
    }

    /** @param fresh the contract's {@link TableContract#icebergSchema()}, for who has it already */
    TableShape stored(Schema fresh) {
        Schema schema = withIds(fresh);
        return shape(schema, schema.identifierFieldIds());
    }

    /** As consumers are promised it: they meet no null in a landed table either, where the contract requires a value. */
    TableShape promised() {
        Schema schema = withIds(table.promisedSchema());
        Set<Integer> key = table.primaryKey().stream()
                .map(column -> schema.findField(column).fieldId())
                .collect(Collectors.toSet());
        return shape(schema, key);
    }

    private Schema withIds(Schema fresh) {
        AtomicInteger lastId = new AtomicInteger(like.schema().highestFieldId());
        return TypeUtil.assignFreshIds(fresh, names, lastId::incrementAndGet);
    }

    private TableShape shape(Schema schema, Set<Integer> key) {
        return new TableShape(
                like.formatVersion(),
                schema,
                key,
                table.partitionSpec(schema),
                like.sortOrder(),
                like.partitionSources());
    }
}
