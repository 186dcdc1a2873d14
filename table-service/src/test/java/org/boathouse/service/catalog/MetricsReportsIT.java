package org.boathouse.service.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.rest.requests.ReportMetricsRequest;
import org.apache.iceberg.rest.requests.ReportMetricsRequestParser;
import org.apache.iceberg.types.Types;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reports of metrics are kept, but not without end. */
@ExtendWith(StoresExtension.class)
class MetricsReportsIT {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    @Test
    void theLastOfEachTableAreKept(PostgresAddress address) throws Exception {
        FaultyDataSource database = new FaultyDataSource(address);
        PostgresCatalog catalog = new Replica(database.dataSource(), new InMemoryFileIO()).catalog;
        MetricsReports reports = new MetricsReports(database.database());
        catalog.ensureNamespace(Namespace.of("ns"));
        UUID table = create(catalog, TABLE);
        TableIdentifier neighbour = TableIdentifier.of("ns", "neighbour");
        UUID other = create(catalog, neighbour);
        reports.add(neighbour, report(0));
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO metrics_report (table_id, kind, report)
                    SELECT '%s', 'scan-report', '{}' FROM generate_series(1, %s)""".formatted(table, MetricsReports.KEPT_PER_TABLE_MAX));
        }
        reports.add(TABLE, report(1));
        reports.add(TABLE, report(2));
        List<MetricsReports.Report> kept = reports.newest(table, Integer.MAX_VALUE);
        assertEquals(MetricsReports.KEPT_PER_TABLE_MAX, kept.size());
        assertTrue(
                kept.get(0).report().contains("\"snapshot-id\":2"), kept.get(0).report());
        assertEquals(1, reports.newest(other, 10).size(), "another table's are left alone");
    }

    private static UUID create(PostgresCatalog catalog, TableIdentifier table) {
        return catalog.commit(List.of(new TableChange.Create(table, SCHEMA, null, null, Map.of())))
                .get(0)
                .id();
    }

    private static ReportMetricsRequest report(long snapshotId) {
        return ReportMetricsRequestParser.fromJson("""
                {"report-type":"commit-report","table-name":"t","snapshot-id":%s,"sequence-number":1,
                 "operation":"append","metrics":{},"metadata":{}}""".formatted(snapshotId));
    }
}
