package org.boathouse.service.retention;

import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.boathouse.service.database.Database;

/** The scan plans that are held for somebody, being made or to be fetched. */
@Singleton
class Leases {
    private final Database database;

    Leases(Database database) {
        this.database = database;
    }

    List<Lease> of(UUID table) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT principal, expires_at, snapshot_ids FROM scan_plan
                    WHERE table_id = ? AND expires_at > now() AND status IN ('submitted', 'completed')
                    ORDER BY expires_at DESC, plan_id
                    """)) {
                select.setObject(1, table);
                List<Lease> leases = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        leases.add(new Lease(
                                row.getString(1),
                                row.getObject(2, OffsetDateTime.class).toInstant(),
                                Set.of((Long[]) row.getArray(3).getArray())));
                    }
                }
                return leases;
            }
        });
    }
}
