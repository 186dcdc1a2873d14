package org.boathouse.service.collector;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import org.boathouse.service.database.Database;

/** The runs that came to their end, with their counts. */
@Singleton
final class CollectionRuns {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration KEPT = Duration.ofDays(90);

    private final Database database;

    CollectionRuns(Database database) {
        this.database = database;
    }

    void record(CollectionReport report, Instant finishedAt) {
        ObjectNode counts = JSON.createObjectNode()
                .put("expiredSnapshots", report.expiredSnapshots())
                .put("objects", report.objects())
                .put("needed", report.needed())
                .put("young", report.young())
                .put("waiting", report.waiting())
                .put("deleted", report.deleted())
                .put("deletedBytes", report.deletedBytes());
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO collection_run (finished_at, report) VALUES (?, ?::json)");
                    PreparedStatement delete =
                            connection.prepareStatement("DELETE FROM collection_run WHERE finished_at < ?")) {
                insert.setObject(1, Marks.at(finishedAt));
                insert.setString(2, counts.toString());
                insert.executeUpdate();
                delete.setObject(1, Marks.at(finishedAt.minus(KEPT)));
                return delete.executeUpdate();
            }
        });
    }

    /** Whether a run, of any replica, has ended since. */
    boolean anySince(Instant instant) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT 1 FROM collection_run WHERE finished_at > ? LIMIT 1")) {
                select.setObject(1, Marks.at(instant));
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        });
    }
}
