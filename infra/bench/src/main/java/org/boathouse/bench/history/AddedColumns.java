package org.boathouse.bench.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types;
import org.boathouse.bench.catalog.Wire;

/** Each adds an optional column; what it has added is taken away again, without measuring that. */
final class AddedColumns implements Pair.Work {
    private final Wire wire;
    private final String path;
    private final Schema schema;
    private int lastColumnId;

    /** @param metadata of a table with one schema */
    AddedColumns(String path, TableMetadata metadata, Wire wire) {
        this.wire = wire;
        this.path = path;
        this.schema = metadata.schema();
        this.lastColumnId = metadata.lastColumnId();
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
        wire.post(path, """
                {"requirements": [{"type": "assert-current-schema-id", "current-schema-id": %1$d}],
                 "updates": [
                  {"action": "set-current-schema", "schema-id": %2$d},
                  {"action": "remove-schemas", "schema-ids": [%1$d]}]}""".formatted(schema.schemaId() + 1, schema.schemaId()));
        return took;
    }
}
