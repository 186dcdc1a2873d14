package org.boathouse.service.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.evolution.ChangeKind;
import org.boathouse.contract.evolution.RenamedColumns;
import org.boathouse.contract.odcs.Column;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.PartitionTransform;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.TableKeys;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.catalog.TableChange;
import org.boathouse.service.catalog.metadata.MetadataInHand;

/**
 * Brings one Iceberg table in step with its contract: columns with their ids kept, docs, identifier fields, partitioning,
 * properties. The judgement on contracts comes before; what is found here is a table that was changed outside its
 * contract, or made without one.
 */
final class TableEvolution {
    private final TableContract table;
    private final Optional<TableContract> before;
    private final StoredTable stored;
    private final MetadataInHand metadata;
    private final Ddl ddl;
    private final List<String> obstacles = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();

    TableEvolution(DataContract contract, TableContract table, Optional<TableContract> before, StoredTable stored) {
        this.table = table;
        this.before = before;
        this.stored = stored;
        this.ddl = new Ddl(table.name());
        this.metadata = new MetadataInHand(stored.metadata());
        Table inHand = new BaseTable(metadata, table.name().toString());
        partitioning(inHand, Step.REMOVE);
        schema(inHand);
        if (obstacles.isEmpty()) {
            namesAlike(inHand.schema());
        }
        if (obstacles.isEmpty()) {
            partitioning(inHand, Step.ADD);
            properties(inHand, contract);
        }
    }

    private enum Step {
        /** Before columns are dropped. */
        REMOVE,
        /** After columns are added. */
        ADD
    }

    /** Why the table can't be brought in step; empty where it can. */
    List<String> obstacles() {
        return List.copyOf(obstacles);
    }

    /** What is done, in words. */
    List<String> changes() {
        return List.copyOf(changes);
    }

    /** What is done to columns, key and partitioning, as statements. */
    List<String> ddl() {
        return ddl.statements();
    }

    /** What it spoils that no contract tells of, in words. */
    List<String> warnings() {
        return ContractGate.shape(stored.metadata()).changesTo(ContractGate.shape(metadata.current())).stream()
                .filter(change -> change.kind() == ChangeKind.PARTITION_SOURCE_DROPPED)
                .map(change ->
                        "%s: deletes of single rows in those may go wrong; where there are any, make all rows anew first,"
                                        .formatted(change.says())
                                + " by a version that still has the column (a table that runs make: 'run --full')")
                .toList();
    }

    /** The commit that does it; empty where nothing is to be done. */
    Optional<TableChange.Update> update() {
        return changes.isEmpty() || !obstacles.isEmpty()
                ? Optional.empty()
                : Optional.of(TableChange.Update.between(stored, metadata.current()));
    }

    private void schema(Table inHand) {
        Schema wanted = table.icebergSchema();
        UpdateSchema update = inHand.updateSchema();
        SchemaEvolution evolution = new SchemaEvolution(update, renamed(), ddl);
        evolution.struct("", inHand.schema().asStruct(), wanted.asStruct(), before.map(old -> old.icebergSchema()
                .asStruct()));
        evolution.obstacles().forEach(obstacle -> obstacles.add(table.name() + " " + obstacle));
        if (!obstacles.isEmpty()) {
            return;
        }
        boolean sameKey = wanted.identifierFieldNames().equals(inHand.schema().identifierFieldNames());
        if (!sameKey) {
            update.setIdentifierFields(wanted.identifierFieldNames());
            ddl.setKey(
                    List.copyOf(wanted.identifierFieldNames()),
                    List.copyOf(inHand.schema().identifierFieldNames()));
            evolution.says("primary key is " + table.primaryKey());
        }
        if (!evolution.changes().isEmpty()) {
            update.commit();
            changes.addAll(evolution.changes());
        }
    }

    /** Columns that somebody else added, which would keep engines from reading those of the contract. */
    private void namesAlike(Schema schema) {
        for (Column column : table.columns()) {
            schema.columns().stream()
                    .map(Types.NestedField::name)
                    .filter(name -> name.equalsIgnoreCase(column.name()) && !name.equals(column.name()))
                    .forEach(name -> obstacles.add(
                            "%s has a column %s, and SQL takes no notice of case: rename or drop it, for the contract has a column %s"
                                    .formatted(table.name(), name, column.name())));
        }
    }

    /** New name to old. */
    private Map<String, String> renamed() {
        Map<String, String> renamed = new TreeMap<>();
        List<Column> old = before.map(TableContract::columns).orElse(List.of());
        table.columns().forEach(column -> RenamedColumns.from(old, table.columns(), column)
                .ifPresent(was -> renamed.put(column.name(), was.name())));
        return renamed;
    }

    private void partitioning(Table inHand, Step step) {
        PartitionSpec wanted = table.partitionSpec(table.icebergSchema());
        Set<String> wantedFields = fields(wanted, table.icebergSchema());
        Set<String> presentFields = fields(inHand.spec(), inHand.schema());
        UpdatePartitionSpec update = inHand.updateSpec();
        boolean changed = false;
        if (step == Step.REMOVE) {
            for (PartitionField field : inHand.spec().fields()) {
                if (!field.transform().isVoid() && !wantedFields.contains(text(field, inHand.schema()))) {
                    update.removeField(field.name());
                    ddl.dropPartitionField(
                            field.transform().toString(), inHand.schema().findColumnName(field.sourceId()));
                    changes.add("no longer partitioned by " + text(field, inHand.schema()));
                    changed = true;
                }
            }
        } else {
            for (Column column : table.columns()) {
                Optional<PartitionTransform> transform = column.partition().map(Column.PartitionField::transform);
                if (transform.isPresent()
                        && !presentFields.contains(
                                text(column.name(), transform.get().toString()))) {
                    update.addField(term(column.name(), transform.get()));
                    ddl.addPartitionField(transform.get().toString(), column.name());
                    changes.add("partitioned by "
                            + text(column.name(), transform.get().toString()));
                    changed = true;
                }
            }
        }
        if (changed) {
            update.commit();
        }
    }

    private static Set<String> fields(PartitionSpec spec, Schema schema) {
        return spec.fields().stream().map(field -> text(field, schema)).collect(Collectors.toSet());
    }

    private static String text(PartitionField field, Schema schema) {
        return text(schema.findColumnName(field.sourceId()), field.transform().toString());
    }

    private static String text(String column, String transform) {
        return transform + " of " + column;
    }

    private static Term term(String column, PartitionTransform transform) {
        return switch (transform.kind()) {
            case IDENTITY -> Expressions.ref(column);
            case YEAR -> Expressions.year(column);
            case MONTH -> Expressions.month(column);
            case DAY -> Expressions.day(column);
            case HOUR -> Expressions.hour(column);
            case BUCKET -> Expressions.bucket(column, transform.argument());
            case TRUNCATE -> Expressions.truncate(column, transform.argument());
        };
    }

    private void properties(Table inHand, DataContract contract) {
        Map<String, String> present = inHand.properties();
        Map<String, String> wanted = new TreeMap<>(TableKeys.of(contract, table));
        boolean adopted = !present.containsKey(TableKeys.CONTRACT_ID);
        if (adopted) {
            // The format version is no property of a table that is there.
            TableKeys.DEFAULTS.forEach((key, value) -> {
                if (!key.equals("format-version")) {
                    wanted.put(key, value);
                }
            });
            changes.add("under contract " + contract.name());
        }
        UpdateProperties update = inHand.updateProperties();
        int touched = 0;
        for (Map.Entry<String, String> property : wanted.entrySet()) {
            if (!property.getValue().equals(present.get(property.getKey()))) {
                update.set(property.getKey(), property.getValue());
                touched++;
            }
        }
        for (String key : List.of(TableKeys.OWNER, TableKeys.COMMENT)) {
            if (!wanted.containsKey(key) && present.containsKey(key)) {
                update.remove(key);
                touched++;
            }
        }
        if (touched > 0) {
            update.commit();
            describe(present, wanted, adopted);
        }
    }

    private void describe(Map<String, String> present, Map<String, String> wanted, boolean adopted) {
        String was = present.get(TableKeys.CONTRACT_VERSION);
        String is = wanted.get(TableKeys.CONTRACT_VERSION);
        int told = changes.size();
        if (!is.equals(was) && !adopted) {
            changes.add("contract version " + was + " to " + is);
        }
        for (String key : List.of(TableKeys.OWNER, TableKeys.CONTRACT_STATUS, TableKeys.DATA_PRODUCT)) {
            if (wanted.containsKey(key) && !wanted.get(key).equals(present.get(key)) && !adopted) {
                changes.add(key.substring(key.indexOf('.') + 1) + " is " + wanted.get(key));
            }
        }
        if (changes.size() == told && !adopted) {
            changes.add("described anew");
        }
    }
}
