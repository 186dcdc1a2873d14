package org.boathouse.embedded;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/**
 * What the stores of one folder ask their clients for, generated on its first use.
 *
 * @param superuserPassword PostgreSQL's {@code postgres}, used for setting up only
 * @param password PostgreSQL's role for the lake
 */
record Credentials(String superuserPassword, String password, String accessKeyId, String secretAccessKey) {
    static final String FILE = "credentials";
    private static final int ACCESS_KEY_LENGTH = 20;

    static Credentials of(Path home) {
        Path file = home.resolve(FILE);
        if (Files.exists(file)) {
            return read(file);
        }
        if (PostgresServer.isSetUp(home)) {
            throw new LakeFailure(
                    FailureKind.CORRUPT,
                    "%s is missing, and %s cannot be opened without it: put it back from a backup"
                            .formatted(file, home.resolve("postgres")));
        }
        Credentials made = new Credentials(
                PrivateFile.newSecret(),
                PrivateFile.newSecret(),
                PrivateFile.newSecret().substring(0, ACCESS_KEY_LENGTH).toUpperCase(Locale.ROOT),
                PrivateFile.newSecret());
        PrivateFile.write(file, made.text());
        return made;
    }

    private String text() {
        return """
                postgres.superuser.password=%s
                postgres.password=%s
                s3.access-key-id=%s
                s3.secret-access-key=%s
                """.formatted(superuserPassword, password, accessKeyId, secretAccessKey);
    }

    private static Credentials read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw LakeFailure.invalid("Cannot read %s: %s", file, e);
        }
        return new Credentials(
                value(properties, "postgres.superuser.password", file),
                value(properties, "postgres.password", file),
                value(properties, "s3.access-key-id", file),
                value(properties, "s3.secret-access-key", file));
    }

    private static String value(Properties properties, String key, Path file) {
        String value = properties.getProperty(key);
        if (value == null || value.isBlank()) {
            throw new LakeFailure(
                    FailureKind.CORRUPT, "%s has no '%s': put the file back from a backup".formatted(file, key));
        }
        return value.strip();
    }

    /** Says nothing of its values. */
    @Override
    public String toString() {
        return "Credentials[...]";
    }
}
