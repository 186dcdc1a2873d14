package org.boathouse.spark.bronze;

import static org.boathouse.spark.bronze.TextTyping.literal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.boathouse.contract.odcs.Column;
import org.boathouse.contract.product.ProvenanceColumns;

/** A bronze table's columns on their way from text to type. */
final class BronzeColumns {
    private static final String RESCUED = ProvenanceColumns.RESCUED;

    /** A column, and the text it is read from. */
    private record Typed(Column column, String text, TextTyping typing) {
        String name() {
            return TextTyping.name(column.name());
        }

        String misfits() {
            return "(%s IS NULL AND NOT (%s))".formatted(name(), TextTyping.blank(text));
        }
    }

    private final List<Typed> columns = new ArrayList<>();

    BronzeColumns(List<Column> contract) {
        for (int i = 0; i < contract.size(); i++) {
            Column column = contract.get(i);
            // No column of a contract begins with an underscore.
            String text = "_text_" + i;
            columns.add(
                    new Typed(column, text, TextTyping.of(text, column.type(), column.format(), column.timezone())));
        }
    }

    /** One text for each column, and provenance. */
    StructType untyped() {
        StructType schema = new StructType();
        for (Typed column : columns) {
            schema = schema.add(column.text(), DataTypes.StringType);
        }
        return schema.add(ProvenanceColumns.SOURCE_FILE, DataTypes.StringType)
                .add(ProvenanceColumns.SOURCE_RECORD, DataTypes.LongType)
                .add(ProvenanceColumns.LANDING_ID, DataTypes.StringType)
                .add(ProvenanceColumns.LANDED_AT, DataTypes.TimestampType)
                .add(RESCUED, DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));
    }

    /** Each column by its name and type, beside its text where that need not fit. */
    Dataset<Row> typed(Dataset<Row> texts) {
        List<String> select = new ArrayList<>();
        columns.forEach(column -> select.add(column.typing().value() + " AS " + column.name()));
        doubtful().map(Typed::text).forEach(select::add);
        return texts.selectExpr(withProvenance(select, RESCUED));
    }

    /** The text of each column that did not fit goes to the rescue column, under the column's name. */
    Dataset<Row> withMisfitsRescued(Dataset<Row> typed) {
        String misfit = doubtful().map(Typed::misfits).collect(Collectors.joining(" OR "));
        String misfits = doubtful()
                .map(column -> "%s, CASE WHEN %s THEN %s END"
                        .formatted(literal(column.column().name()), column.misfits(), column.text()))
                .collect(Collectors.joining(", ", "map_filter(map(", "), (k, v) -> v IS NOT NULL)"));
        String none = "CAST(map() AS MAP<STRING, STRING>)";
        String rescued = misfit.isEmpty()
                ? RESCUED
                : "CASE WHEN %s THEN map_concat(coalesce(%s, %s), %s) ELSE %s END AS %s"
                        .formatted(misfit, RESCUED, none, misfits, RESCUED, RESCUED);
        return typed.selectExpr(withProvenance(
                columns.stream().map(Typed::name).collect(Collectors.toCollection(ArrayList::new)), rescued));
    }

    private Stream<Typed> doubtful() {
        return columns.stream().filter(column -> !column.typing().fits().equals("true"));
    }

    private static String[] withProvenance(List<String> select, String rescued) {
        select.addAll(List.of(
                ProvenanceColumns.SOURCE_FILE,
                ProvenanceColumns.SOURCE_RECORD,
                ProvenanceColumns.LANDING_ID,
                ProvenanceColumns.LANDED_AT,
                rescued));
        return select.toArray(String[]::new);
    }
}
