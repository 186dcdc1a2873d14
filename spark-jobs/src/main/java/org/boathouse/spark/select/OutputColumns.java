package org.boathouse.spark.select;

import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Cast$;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.product.ProvenanceColumns;

/** Matches what a step yields to the columns of its table: by name, and only by casts that lose nothing. */
public final class OutputColumns {
    private final String maker;
    private final StructType table;
    private final Set<String> contract;
    private final Set<String> helpers;

    /**
     * @param maker the SELECT's file or the class, as messages name it
     * @param table the table's columns
     * @param contract those that the contract names: each must be yielded; the others become null
     * @param helpers further columns that may be yielded, because a sequence or a condition needs them
     */
    public OutputColumns(String maker, StructType table, Set<String> contract, Set<String> helpers) {
        this.maker = maker;
        this.table = table;
        this.contract = lowerCase(contract);
        this.helpers = lowerCase(helpers);
    }

    /**
     * The table's columns in its order and types, then what else was yielded and may be.
     *
     * @throws LakeFailure INVALID naming every column that is missing, not expected or of another type
     */
    public Dataset<Row> match(Dataset<Row> yielded) {
        List<String> faults = new ArrayList<>();
        Map<String, StructField> byName = byName(yielded.schema(), faults);
        List<Column> columns = new ArrayList<>();
        for (StructField field : table.fields()) {
            columns.add(column(yielded, byName, field, faults));
        }
        byName.forEach((key, field) -> {
            if (ProvenanceColumns.isReserved(key) || helpers.contains(key)) {
                columns.add(yielded.col(quoted(field.name())));
            } else {
                faults.add("column '%s' is not in the contract: add it there, or take it out; a name with a leading"
                                .formatted(field.name())
                        + " underscore is kept out of the table");
            }
        });
        if (!faults.isEmpty()) {
            throw LakeFailure.invalid(
                    "%s", faults.stream().map(fault -> maker + ": " + fault).collect(Collectors.joining("\n")));
        }
        return yielded.select(columns.toArray(Column[]::new));
    }

    /** Takes a field's column out of what was yielded, or notes why not. */
    private Column column(
            Dataset<Row> yielded, Map<String, StructField> byName, StructField field, List<String> faults) {
        StructField found = byName.remove(field.name().toLowerCase(Locale.ROOT));
        if (found == null) {
            if (contract.contains(field.name().toLowerCase(Locale.ROOT))) {
                faults.add("column '%s' is missing: the contract wants it as %s"
                        .formatted(field.name(), field.dataType().simpleString()));
            }
            return lit(null).cast(field.dataType()).as(field.name());
        }
        if (!fits(found.dataType(), field.dataType())) {
            faults.add("column '%s' is %s where the contract wants %s: cast it"
                    .formatted(
                            field.name(),
                            found.dataType().simpleString(),
                            field.dataType().simpleString()));
        }
        Column column = yielded.col(quoted(found.name()));
        boolean same = DataType.equalsIgnoreNullability(found.dataType(), field.dataType());
        return (same ? column : column.cast(field.dataType())).as(field.name());
    }

    private Map<String, StructField> byName(StructType yielded, List<String> faults) {
        Map<String, StructField> byName = new TreeMap<>();
        for (StructField field : yielded.fields()) {
            if (byName.putIfAbsent(field.name().toLowerCase(Locale.ROOT), field) != null) {
                faults.add("column '%s' is yielded twice".formatted(field.name()));
            }
        }
        return byName;
    }

    /** Spark's up-cast, but nothing silently becomes text, and fields of structs are the same by name. */
    static boolean fits(DataType from, DataType to) {
        if (from instanceof StructType a && to instanceof StructType b) {
            return a.length() == b.length()
                    && Arrays.equals(a.fieldNames(), b.fieldNames())
                    && IntStream.range(0, a.length())
                            .allMatch(
                                    i -> fits(a.apply(i).dataType(), b.apply(i).dataType()));
        }
        if (from instanceof ArrayType a && to instanceof ArrayType b) {
            return fits(a.elementType(), b.elementType());
        }
        if (from instanceof MapType a && to instanceof MapType b) {
            return fits(a.keyType(), b.keyType()) && fits(a.valueType(), b.valueType());
        }
        boolean becomesText = to instanceof StringType && !(from instanceof StringType) && !(from instanceof NullType);
        return !becomesText && Cast$.MODULE$.canUpCast(from, to);
    }

    private static Set<String> lowerCase(Set<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
