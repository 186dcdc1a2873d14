package org.boathouse.service.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StoresExtension.class)
class StatementsIT {
    private final List<String> told = new ArrayList<>();
    private FaultyDataSource database;
    private Connection connection;

    @BeforeEach
    void open(PostgresAddress address) throws SQLException {
        database = new FaultyDataSource(address);
        connection = database.dataSource().getConnection();
        connection.setAutoCommit(false);
        Statements statements = new Statements(connection);
        statements.change("CREATE TABLE t (id uuid, n bigint, bytes bytea, words text[])", created -> {});
        statements.run();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void theyRunInOrderAreAskedForOnceAndEachIsToldItsOwn() throws SQLException {
        UUID id = UUID.randomUUID();
        Statements statements = new Statements(connection);
        statements.change(
                "INSERT INTO t VALUES (?, ?, ?, ?)",
                rows -> told.add("inserted " + rows),
                id,
                1L,
                "it's; bytes".getBytes(StandardCharsets.UTF_8),
                connection.createArrayOf("text", new String[] {"a;b", null}));
        statements.change("INSERT INTO t VALUES (?, ?, ?, ?)", rows -> told.add("again " + rows), id, 2L, null, null);
        statements.returning(
                "UPDATE t SET n = n + 10 WHERE id = ? RETURNING n, bytes, words",
                rows -> {
                    while (rows.next()) {
                        told.add("now " + rows.getLong(1));
                    }
                },
                id);
        statements.change("DELETE FROM t WHERE n = ?", rows -> told.add("deleted " + rows), 1L);
        statements.returning("SELECT words[1] FROM t WHERE n = 11", rows -> {
            rows.next();
            told.add(rows.getString(1));
        });
        int asked = database.asked();
        assertEquals(List.of(), told);
        statements.run();
        assertEquals(asked + 1, database.asked());
        assertEquals(List.of("inserted 1", "again 1", "now 11", "now 12", "deleted 0", "a;b"), told);
        statements.run();
        assertEquals(asked + 1, database.asked(), "none waits any more");
    }

    @Test
    void theFirstThatFailsEndsThemAndNoneIsTold() throws SQLException {
        Statements statements = new Statements(connection);
        statements.change("INSERT INTO t (n) VALUES (1)", rows -> told.add("first"));
        statements.change("INSERT INTO t (n) VALUES (?)", rows -> told.add("second"), "no number");
        statements.change("INSERT INTO t (n) VALUES (3)", rows -> told.add("third"));
        assertThrows(SQLException.class, statements::run);
        assertEquals(List.of(), told);
    }

    @Test
    void manyWithLargeValuesComeThrough() throws SQLException {
        byte[] large = new byte[1 << 20];
        Statements statements = new Statements(connection);
        for (long n = 0; n < 75; n++) {
            statements.change(
                    "INSERT INTO t (n, bytes) VALUES (?, ?)",
                    rows -> told.add("inserted " + rows),
                    n,
                    n % 10 == 0 ? large : new byte[1]);
            statements.returning(
                    "UPDATE t SET n = n + 1 WHERE n = ? RETURNING length(bytes)",
                    rows -> {
                        rows.next();
                        told.add("length " + rows.getInt(1));
                    },
                    n);
            statements.change("UPDATE t SET n = -n WHERE n = ?", rows -> told.add("moved " + rows), n + 1);
        }
        statements.run();
        assertEquals(3 * 75, told.size());
        assertEquals(List.of("inserted 1", "length " + large.length, "moved 1"), told.subList(210, 213));
    }
}
