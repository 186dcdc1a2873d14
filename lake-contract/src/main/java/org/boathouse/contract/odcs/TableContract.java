package org.boathouse.contract.odcs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.product.ProvenanceColumns;
import org.boathouse.contract.product.Refinement;

/**
 * What a contract says of one table.
 *
 * @param name from ODCS {@code physicalName}, {@code <domain>.<layer>.<table>}
 * @param rules what each run's delta is checked against before it is published, {@code required} columns included
 * @param refinement how the table is made; empty where somebody else's job writes it
 */
public record TableContract(
        TableName name,
        Optional<String> description,
        List<Column> columns,
        List<QualityRule> rules,
        Optional<Refinement> refinement) {
    public TableContract {
        columns = List.copyOf(columns);
        rules = List.copyOf(rules);
    }

    /** Whether the table is made from landed files: then the lake appends {@link ProvenanceColumns}. */
    public boolean isLanded() {
        return refinement
                .filter(made -> made.step() instanceof Refinement.Landed)
                .isPresent();
    }

    /**
     * The table's Iceberg schema with fresh ids, column docs from descriptions, and the primary key as identifier fields.
     * A landed table keeps every row that could be read, so there all columns are optional (and none is an identifier),
     * and {@link ProvenanceColumns} follow.
     */
    public Schema icebergSchema() {
        Schema schema = schema(isLanded());
        return isLanded() ? schema : new Schema(schema.columns(), identifiers(schema.asStruct()));
    }

    /**
     * What consumers are promised to find, with fresh ids: as {@link #icebergSchema()}, but required is what the contract
     * requires, in a landed table too, where rules alone demand values. It has no identifier fields.
     */
    public Schema promisedSchema() {
        return schema(false);
    }

    private Schema schema(boolean loose) {
        List<NestedField> fields = new ArrayList<>();
        for (Column column : columns) {
            Type type = loose ? Nullability.optionalThroughout(column.type()) : column.type();
            String doc = column.description().orElse(null);
            fields.add(
                    loose || !column.required()
                            ? NestedField.optional(0, column.name(), type, doc)
                            : NestedField.required(0, column.name(), type, doc));
        }
        if (isLanded()) {
            fields.addAll(ProvenanceColumns.FIELDS);
        }
        AtomicInteger lastId = new AtomicInteger();
        return new Schema(TypeUtil.assignFreshIds(Types.StructType.of(fields), lastId::incrementAndGet)
                .asStructType()
                .fields());
    }

    private Set<Integer> identifiers(Types.StructType struct) {
        List<String> key = primaryKey();
        boolean allRequired =
                key.stream().allMatch(column -> struct.field(column).isRequired());
        return allRequired
                ? key.stream().map(column -> struct.field(column).fieldId()).collect(Collectors.toSet())
                : Set.of();
    }

    /** The table's partitioning, over a schema that has its columns by name. */
    public PartitionSpec partitionSpec(Schema schema) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        columns.stream()
                .filter(column -> column.partition().isPresent())
                .sorted(Comparator.comparingInt(
                        column -> column.partition().orElseThrow().position()))
                .forEach(column -> column.partition().orElseThrow().transform().addTo(spec, column.name()));
        return spec.build();
    }

    /** The primary key's columns in key order; empty where the table has none. */
    public List<String> primaryKey() {
        return Column.primaryKey(columns);
    }

    /**
     * SHA-256 over all that decides what rows a run makes: columns, rules and refinement with its SELECT's text, not
     * descriptions or file names. Rows made under another hash may differ.
     */
    public String definitionHash() {
        return Definition.hash(this);
    }
}
