package org.boathouse.service.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;

/** One table in a lake of its own, read by SQL and by Iceberg's own reader. */
final class AgainstIceberg implements AutoCloseable {
    private static final String NAME = "d.silver.t";

    private final TestLake lake = new TestLake();
    private final TestEngine engine;

    AgainstIceberg(Path dir) {
        engine = new TestEngine(dir, lake);
    }

    static Object[] row(Object... values) {
        return values;
    }

    Table create(Schema schema) {
        return lake.create(NAME, schema);
    }

    Table create(Schema schema, PartitionSpec spec, int formatVersion) {
        return lake.create(NAME, schema, spec, formatVersion);
    }

    /** What SQL reads, in an order that is always the same. */
    List<String> rows() {
        return sorted(engine.rows("SELECT * FROM " + NAME));
    }

    /** Also that there is something to compare. */
    void assertSame(Table table) {
        table.refresh();
        int columns = table.schema().columns().size();
        List<String> expected = IcebergRows.of(IcebergGenerics.read(table), columns);
        assertFalse(expected.isEmpty());
        assertEquals(sorted(expected), rows());
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream().sorted().toList();
    }

    @Override
    public void close() {
        engine.close();
    }
}
