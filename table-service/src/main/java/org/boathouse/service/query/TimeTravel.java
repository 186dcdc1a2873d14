package org.boathouse.service.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.state.AsOf;

/** Reads the point that an AT clause names; it may be computed, {@code now() - INTERVAL 1 DAY} for one. */
final class TimeTravel {
    private TimeTravel() {}

    static AsOf point(TableUse.At at, DuckConnection duck) {
        Object value = duck.query(LakeQuery.selectOf(at.point(), duck), TimeTravel::value);
        if (value == null) {
            throw LakeFailure.invalid("AT (%s => ...) has no value: expected one that is not null", at.unit());
        }
        return switch (at.unit()) {
            case "VERSION" -> version(value);
            case "TIMESTAMP" -> timestamp(value);
            default -> throw LakeFailure.invalid("AT (%s => ...): expected VERSION or TIMESTAMP", at.unit());
        };
    }

    private static Object value(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getMetaData().getColumnType(1) == java.sql.Types.TIMESTAMP
                ? rows.getObject(1, LocalDateTime.class)
                : rows.getObject(1);
    }

    /** A number is a snapshot id; a text one too, or a branch or tag by its name, which may look like a date here. */
    private static AsOf version(Object value) {
        String text = value.toString();
        return value instanceof Number && text.matches("\\d+") ? AsOf.Snapshotted.parse(text) : AsOf.parseVersion(text);
    }

    private static AsOf timestamp(Object value) {
        if (value instanceof OffsetDateTime zoned) {
            return new AsOf.Moment(zoned.toInstant());
        }
        if (value instanceof LocalDateTime local) {
            return new AsOf.Moment(local.toInstant(ZoneOffset.UTC));
        }
        return AsOf.parseTime(value.toString(), Instant.now())
                .orElseThrow(() -> LakeFailure.invalid(
                        "AT (TIMESTAMP => ...): '%s' is no timestamp; for a snapshot, branch or tag write AT (VERSION => ...)",
                        value));
    }
}
