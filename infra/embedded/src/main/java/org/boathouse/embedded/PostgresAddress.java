package org.boathouse.embedded;

/**
 * Where a database answers and how to log in.
 *
 * @param url a JDBC URL without user or password
 */
public record PostgresAddress(String url, String user, String password) {
    /** Says nothing of the password. */
    @Override
    public String toString() {
        return "PostgresAddress[" + url + "]";
    }
}
