package org.boathouse.service.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Statements that join a commit's database transaction. They neither commit nor roll back. */
@FunctionalInterface
public interface SqlWork {
    SqlWork NOTHING = connection -> {};

    void in(Connection connection) throws SQLException;
}
