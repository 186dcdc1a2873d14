package org.boathouse.bench.history;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.bench.catalog.Appends;
import org.boathouse.bench.catalog.Wire;

/**
 * A table under a contract in force, and one with as much metadata where no contract can describe it, so that the gate has
 * nothing to look up there.
 */
record Twins(HistoryLab lab, TableIdentifier gated, TableIdentifier free) {
    private static final int SNAPSHOTS = 10;
    /** As long as the other one's, and with no layer in it. */
    private static final Namespace UNDER_NO_CONTRACT = Namespace.of(HistoryLab.NAMESPACE.level(0), "others");

    /** What the location of a table outside the layers lacks, {@code _tables/} beside {@code bench/tables/silver/}. */
    private static final String FREE = "of_nobody_s_";

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
            """;
    private static final String TABLE = """
              - name: %1$s
                physicalName: bench.silver.%1$s
                customProperties:
                  - property: refinement
                    value: {select: gated.sql}
                properties:
                  - {name: id, logicalType: integer, physicalType: long, required: true}
                  - {name: name, logicalType: string}
                  - {name: amount, logicalType: number, physicalType: "decimal(18,2)"}
                  - {name: at, logicalType: timestamp}
            """;

    /** As many pairs, all of the gated ones under one contract. */
    static List<Twins> make(HistoryLab lab, int count) {
        List<String> names =
                IntStream.range(0, count).mapToObj(i -> "gated" + i).toList();
        String contract = CONTRACT + names.stream().map(TABLE::formatted).collect(Collectors.joining());
        lab.ask(
                "/api/v1/apply",
                Map.of(
                        "files",
                        List.of(
                                Map.of("file", "bench/bench.odcs.yaml", "text", contract),
                                Map.of("file", "bench/gated.sql", "text", "SELECT 1 AS id"))));
        lab.catalog().createNamespace(UNDER_NO_CONTRACT);
        List<Twins> tables = names.stream()
                .map(name -> new Twins(lab, HistoryLab.table(name), TableIdentifier.of(UNDER_NO_CONTRACT, FREE + name)))
                .toList();
        tables.forEach(Twins::make);
        return tables;
    }

    private void make() {
        TableMetadata model = lab.metadata(gated);
        // As much metadata, under names that the service keeps for nobody.
        Map<String, String> properties = model.properties().entrySet().stream()
                .collect(Collectors.toMap(
                        property -> property.getKey().replace("boathouse.", "of-nobody."), Map.Entry::getValue));
        Table twin = lab.catalog().createTable(free, model.schema(), model.spec(), properties);
        fill(lab.catalog().loadTable(gated));
        fill(twin);
    }

    private static void fill(Table table) {
        Transaction transaction = table.newTransaction();
        for (int i = 0; i < SNAPSHOTS; i++) {
            transaction
                    .newFastAppend()
                    .appendFile(LongTables.file(table.location() + "/data/" + i + ".parquet", 48_211))
                    .commit();
        }
        transaction.commitTransaction();
    }

    Pair appends(Wire wire) {
        return new Pair(appends(gated, wire), appends(free, wire));
    }

    Pair addedColumns(Wire wire) {
        return new Pair(addedColumns(gated, wire), addedColumns(free, wire));
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

    private Pair.Work addedColumns(TableIdentifier table, Wire wire) {
        return new AddedColumns(HistoryLab.path(table), lab.metadata(table), wire);
    }
}
