package org.boathouse.bench.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.boathouse.bench.Figure;
import org.boathouse.bench.catalog.Appends;
import org.boathouse.bench.catalog.Wire;

/** What a contract in force adds to a commit: an append, and a change of columns that it has nothing against. */
final class Gate {
    private static final double MOST = 1.05;
    private static final int WARM = 300;
    private static final int ROUNDS = 600;
    private static final int SNAPSHOTS = 20;
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: bench
            name: bench
            version: 1.0.0
            status: active
            domain: bench
            dataProduct: bench
            team: {name: bench}
            schema:
              - name: gated
                physicalName: bench.silver.gated
                customProperties:
                  - property: refinement
                    value: {select: gated.sql}
                properties:
                  - {name: id, logicalType: integer, physicalType: long, required: true}
                  - {name: name, logicalType: string}
                  - {name: amount, logicalType: number, physicalType: "decimal(18,2)"}
                  - {name: at, logicalType: timestamp}
            """;

    private final HistoryLab lab;
    private final Consumer<Figure> figures;
    private final double scale;

    Gate(HistoryLab lab, Consumer<Figure> figures, double scale) {
        this.lab = lab;
        this.figures = figures;
        this.scale = scale;
    }

    void run() throws IOException {
        lab.ask(
                "/api/v1/apply",
                Map.of(
                        "files",
                        List.of(
                                Map.of("file", "bench/bench.odcs.yaml", "text", CONTRACT),
                                Map.of("file", "bench/gated.sql", "text", "SELECT 1 AS id"))));
        TableIdentifier gated = HistoryLab.table("gated");
        TableIdentifier free = HistoryLab.table("free");
        TableMetadata model = lab.metadata(gated);
        // As much metadata, under names that the service keeps for nobody.
        Map<String, String> properties = model.properties().entrySet().stream()
                .collect(Collectors.toMap(
                        property -> property.getKey().replace("boathouse.", "of-nobody."), Map.Entry::getValue));
        lab.catalog().createTable(free, model.schema(), model.spec(), properties);
        for (TableIdentifier table : List.of(gated, free)) {
            fill(lab.catalog().loadTable(table));
        }
        try (Wire wire = lab.wire()) {
            new Pair(appends(gated, wire), appends(free, wire))
                    .warm(rounds(WARM))
                    .compare("gate.append.vs.no.contract", rounds(ROUNDS), MOST, figures);
            new Pair(new Columns(gated, wire), new Columns(free, wire))
                    .warm(rounds(WARM) / 2)
                    .compare("gate.add.column.vs.no.contract", rounds(ROUNDS) / 2, MOST, figures);
        }
    }

    private int rounds(int atFullScale) {
        return Math.max(4, (int) (atFullScale * Math.min(1, 2 * scale)));
    }

    private static void fill(Table table) {
        for (int i = 0; i < SNAPSHOTS; i++) {
            table.newFastAppend()
                    .appendFile(LongTables.file(table.location() + "/data/" + i + ".parquet", 48_211))
                    .commit();
        }
    }

    private Pair.Work appends(TableIdentifier table, Wire wire) {
        Appends appends = new Appends(lab.metadata(table));
        String path = HistoryLab.path(table);
        return () -> {
            String request = appends.next();
            long start = System.nanoTime();
            wire.post(path, request);
            return System.nanoTime() - start;
        };
    }

    /** Each adds an optional column; what it has added is taken away again, without measuring that. */
    private final class Columns implements Pair.Work {
        private final Wire wire;
        private final String path;
        private final Schema schema;
        private int lastColumnId;
        private int lastSchemaId;

        Columns(TableIdentifier table, Wire wire) {
            TableMetadata metadata = lab.metadata(table);
            this.wire = wire;
            this.path = HistoryLab.path(table);
            this.schema = metadata.schema();
            this.lastColumnId = metadata.lastColumnId();
            this.lastSchemaId = schema.schemaId();
        }

        @Override
        public long nanos() throws IOException {
            List<Types.NestedField> columns = new ArrayList<>(schema.columns());
            columns.add(Types.NestedField.optional(lastColumnId + 1, "added", Types.StringType.get()));
            String add = """
                    {"requirements": [
                      {"type": "assert-current-schema-id", "current-schema-id": %d},
                      {"type": "assert-last-assigned-field-id", "last-assigned-field-id": %d}],
                     "updates": [
                      {"action": "add-schema", "schema": %s, "last-column-id": %d},
                      {"action": "set-current-schema", "schema-id": -1}]}""".formatted(
                    schema.schemaId(), lastColumnId, SchemaParser.toJson(new Schema(columns)), lastColumnId + 1);
            long start = System.nanoTime();
            wire.post(path, add);
            long took = System.nanoTime() - start;
            lastColumnId++;
            lastSchemaId++;
            wire.post(path, """
                    {"requirements": [{"type": "assert-current-schema-id", "current-schema-id": %1$d}],
                     "updates": [
                      {"action": "set-current-schema", "schema-id": %2$d},
                      {"action": "remove-schemas", "schema-ids": [%1$d]}]}""".formatted(lastSchemaId, schema.schemaId()));
            lastSchemaId = schema.schemaId();
            return took;
        }
    }
}
