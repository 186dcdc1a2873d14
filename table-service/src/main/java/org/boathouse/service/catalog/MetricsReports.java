package org.boathouse.service.catalog;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.requests.ReportMetricsRequest;
import org.apache.iceberg.rest.requests.ReportMetricsRequestParser;
import org.boathouse.service.database.Database;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What engines report of their scans and commits. The last of each table are kept. */
@Singleton
public final class MetricsReports {
    static final int KEPT_PER_TABLE_MAX = 1_000;
    static final int REPORT_BYTES_MAX = 256 << 10;
    private static final int ANSWER_BYTES_MAX = 8 << 20;

    private final Database database;

    MetricsReports(Database database) {
        this.database = database;
    }

    /**
     * A report as it came.
     *
     * @param kind {@code scan-report} or {@code commit-report}
     */
    @Schema(name = "MetricsReport")
    public record Report(
            Instant receivedAt,
            String kind,

            @JsonRawValue @Schema(implementation = Object.class)
            String report) {}

    /**
     * Keeps a report, and lets the table's oldest go.
     *
     * @throws org.apache.iceberg.exceptions.NoSuchTableException where the table is not there
     * @throws BadRequestException for a report that is too large, or of no kind that Iceberg knows
     */
    void add(TableIdentifier table, ReportMetricsRequest request) {
        if (request.reportType() == ReportMetricsRequest.ReportType.UNKNOWN) {
            throw new BadRequestException("A report's type is scan-report or commit-report");
        }
        String json = ReportMetricsRequestParser.toJson(request);
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > REPORT_BYTES_MAX) {
            throw new BadRequestException("A report has at most %s bytes, this one %s", REPORT_BYTES_MAX, bytes);
        }
        String kind = request.reportType().name().toLowerCase(Locale.ROOT).replace('_', '-');
        database.writeRetrying(connection -> {
            UUID id = TableStore.id(connection, table).orElseThrow(() -> ChangePreparation.missing(table));
            insert(connection, id, kind, json);
            deleteOldest(connection, id);
            return null;
        });
    }

    /** The newest reports of a table, newest first, as many as one answer holds; it may have been dropped. */
    public List<Report> newest(UUID tableId, int limit) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT received_at, kind, report FROM (
                        SELECT report_id, received_at, kind, report,
                               sum(octet_length(report::text)) OVER (ORDER BY report_id DESC) AS bytes
                        FROM metrics_report WHERE table_id = ? ORDER BY report_id DESC LIMIT ?) newest
                    WHERE bytes <= ? ORDER BY report_id DESC
                    """)) {
                select.setObject(1, tableId);
                select.setInt(2, limit);
                select.setInt(3, ANSWER_BYTES_MAX);
                List<Report> reports = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        reports.add(new Report(
                                rows.getObject(1, OffsetDateTime.class).toInstant(),
                                rows.getString(2),
                                rows.getString(3)));
                    }
                }
                return reports;
            }
        });
    }

    private static void insert(Connection connection, UUID tableId, String kind, String json) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO metrics_report (table_id, kind, report) VALUES (?, ?, ?::json)")) {
            insert.setObject(1, tableId);
            insert.setString(2, kind);
            insert.setString(3, json);
            insert.executeUpdate();
        }
    }

    private static void deleteOldest(Connection connection, UUID tableId) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM metrics_report WHERE table_id = ? AND report_id <= (
                    SELECT report_id FROM metrics_report WHERE table_id = ? ORDER BY report_id DESC OFFSET ? LIMIT 1)
                """)) {
            delete.setObject(1, tableId);
            delete.setObject(2, tableId);
            delete.setInt(3, KEPT_PER_TABLE_MAX);
            delete.executeUpdate();
        }
    }
}
