package org.boathouse.service.query.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Partitions, by any transform of any primitive column or field of a struct, that come and go. Not by identity where Iceberg's
 * generic reader, which takes such values from the partition even if the file has them, goes wrong: on fields of structs (it
 * makes a struct of nothing but nulls of a null), on fixed bytes (with equality deletes it fails on them) and on nanoseconds (it
 * reads their number).
 */
final class PartitionSteps {
    private final RandomTable table;
    private final Dice dice;
    private int fields;

    PartitionSteps(RandomTable table) {
        this.table = table;
        this.dice = table.dice;
    }

    /** The spec that a table begins with: of at most two fields, a void one among them at times. */
    static PartitionSpec first(Schema schema, Dice dice) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        List<String> sources = new ArrayList<>(sources(schema));
        for (int i = dice.below(3); i > 0 && !sources.isEmpty(); i--) {
            String source = dice.one(sources);
            sources.remove(source);
            if (dice.percent(25) || !mayBeIdentity(schema, source)) {
                spec.alwaysNull(source, "first" + i);
            } else {
                spec.identity(source, "first" + i);
            }
        }
        return spec.build();
    }

    private static boolean mayBeIdentity(Schema schema, String source) {
        Type.TypeID type = schema.findField(source).type().typeId();
        return type != Type.TypeID.FIXED
                && type != Type.TypeID.TIMESTAMP_NANO
                && schema.columns().contains(schema.findField(source));
    }

    private static List<String> sources(Schema schema) {
        List<String> sources = new ArrayList<>();
        collect("", schema.columns(), sources);
        return sources;
    }

    private static void collect(String path, List<NestedField> fields, List<String> sources) {
        for (NestedField field : fields) {
            if (field.type().isPrimitiveType()) {
                sources.add(path + field.name());
            } else if (field.type().isStructType()) {
                collect(path + field.name() + ".", field.type().asStructType().fields(), sources);
            }
        }
    }

    Optional<String> add() {
        List<String> sources = sources(table.iceberg.schema());
        if (sources.isEmpty()) {
            return Optional.empty();
        }
        String source = dice.one(sources);
        List<Term> terms = terms(source, table.iceberg.schema());
        if (terms.isEmpty()) {
            return Optional.empty();
        }
        Term term = dice.one(terms);
        table.iceberg.updateSpec().addField("p" + ++fields, term).commit();
        return Optional.of("partition by " + term);
    }

    private static List<Term> terms(String source, Schema schema) {
        List<Term> terms = new ArrayList<>();
        if (mayBeIdentity(schema, source)) {
            terms.add(Expressions.ref(source));
        }
        switch (schema.findType(source).typeId()) {
            case BOOLEAN, FLOAT, DOUBLE -> {
                // By identity only.
            }
            case DATE -> {
                terms.add(Expressions.bucket(source, 3));
                terms.add(Expressions.year(source));
                terms.add(Expressions.month(source));
                terms.add(Expressions.day(source));
            }
            case TIMESTAMP, TIMESTAMP_NANO -> {
                terms.add(Expressions.bucket(source, 3));
                terms.add(Expressions.year(source));
                terms.add(Expressions.month(source));
                terms.add(Expressions.day(source));
                terms.add(Expressions.hour(source));
            }
            case INTEGER, LONG, DECIMAL, STRING, BINARY -> {
                terms.add(Expressions.bucket(source, 3));
                terms.add(Expressions.truncate(source, 2));
            }
            default -> terms.add(Expressions.bucket(source, 3));
        }
        return terms;
    }

    Optional<String> remove() {
        List<PartitionField> present = table.iceberg.spec().fields().stream()
                .filter(field -> !field.transform().isVoid())
                .toList();
        if (present.isEmpty()) {
            return Optional.empty();
        }
        PartitionField field = dice.one(present);
        table.iceberg.updateSpec().removeField(field.name()).commit();
        return Optional.of("partition no more by " + field);
    }
}
