package org.boathouse.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class EmbeddedStoresIT {
    @TempDir
    Path temp;

    @Test
    void theSameFolderBringsEverythingBack() throws Exception {
        Path dir = temp.resolve("a lake's folder");
        LakeStorage before;
        try (EmbeddedStores stores = EmbeddedStores.open(dir, 0)) {
            before = stores.objectStore();
            put(before, "flights/raw/a.csv", "a,b");
            sql(stores, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7)");
        }
        try (EmbeddedStores stores = EmbeddedStores.open(dir, 0)) {
            LakeStorage after = stores.objectStore();
            assertEquals(before.secretAccessKey(), after.secretAccessKey());
            assertEquals(List.of("flights/raw/a.csv"), keys(after));
            assertEquals("7", query(stores.postgres(), "SELECT id FROM kept"));
        }
    }

    @Test
    void theDatabaseIsDurableAndKnowsItsUsers() throws Exception {
        try (EmbeddedStores stores = EmbeddedStores.open(temp, 0)) {
            PostgresAddress address = stores.postgres();
            assertEquals("on", query(address, "SHOW fsync"));
            assertEquals("on", query(address, "SHOW synchronous_commit"));
            assertEquals("127.0.0.1", query(address, "SHOW listen_addresses"));
            assertEquals("f", query(address, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"));
            for (String user : List.of("postgres", address.user())) {
                PostgresAddress wrong = new PostgresAddress(address.url(), user, "guessed");
                SQLException refused = assertThrows(SQLException.class, () -> query(wrong, "SELECT 1"));
                assertEquals("28P01", refused.getSQLState());
            }
        }
    }

    @Test
    void theObjectStoreRefusesAWrongKey() {
        try (EmbeddedStores stores = EmbeddedStores.open(temp, 0)) {
            LakeStorage storage = stores.objectStore();
            LakeStorage wrong = new LakeStorage(
                    storage.endpoint(),
                    storage.region(),
                    storage.bucket(),
                    storage.accessKeyId(),
                    "guessed",
                    storage.pathStyleAccess());
            S3Exception refused = assertThrows(S3Exception.class, () -> put(wrong, "a", "b"));
            assertEquals(403, refused.statusCode());
        }
    }

    @Test
    void theObjectStoreShowsNothingToUnsignedRequests() throws Exception {
        try (EmbeddedStores stores = EmbeddedStores.open(temp, 0)) {
            LakeStorage storage = stores.objectStore();
            put(storage, "flights/raw/a.csv", "a,b");
            HttpClient http = HttpClient.newHttpClient();
            for (String path : List.of("/", "/lake", "/lake?list-type=2", "/lake/flights/raw/a.csv")) {
                HttpRequest unsigned =
                        HttpRequest.newBuilder(storage.endpoint().resolve(path)).build();
                HttpResponse<String> answer = http.send(unsigned, HttpResponse.BodyHandlers.ofString());
                assertEquals(403, answer.statusCode(), path + " " + answer.body());
            }
        }
    }

    @Test
    void aSecondUserOfTheFolderIsRefusedByFolderAndProcess() {
        try (EmbeddedStores stores = EmbeddedStores.open(temp, 0)) {
            LakeFailure refused = assertThrows(LakeFailure.class, () -> EmbeddedStores.open(temp, 0));
            assertEquals(FailureKind.CONFLICT, refused.kind());
            assertTrue(refused.getMessage().contains(temp.toString()), refused.getMessage());
            assertTrue(
                    refused.getMessage().contains(" " + ProcessHandle.current().pid()), refused.getMessage());
            assertTrue(stores.postgres().url().startsWith("jdbc:postgresql://127.0.0.1:"));
        }
    }

    @Test
    void aPortInUseIsNamedAndNothingIsLeftRunning() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LakeFailure refused =
                    assertThrows(LakeFailure.class, () -> EmbeddedStores.open(temp, taken.getLocalPort()));
            assertTrue(refused.getMessage().contains("Port " + taken.getLocalPort()), refused.getMessage());
        }
        assertFalse(Files.exists(temp.resolve("postgres/postmaster.pid")));
        EmbeddedStores.open(temp, 0).close();
    }

    @Test
    void secretsAreTheOwnersAlone() throws Exception {
        EmbeddedStores.open(temp, 0).close();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(temp)));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("credentials"))));
        assertFalse(Files.exists(temp.resolve("initdb.password")));
        String log = Files.readString(temp.resolve("postgres.log"));
        for (String line : Files.readAllLines(temp.resolve("credentials"))) {
            assertFalse(log.contains(line.substring(line.indexOf('=') + 1)), "postgres.log has " + line);
        }
    }

    @Test
    void lostCredentialsAreNotSilentlyReplaced() throws Exception {
        EmbeddedStores.open(temp, 0).close();
        Files.delete(temp.resolve("credentials"));
        LakeFailure refused = assertThrows(LakeFailure.class, () -> EmbeddedStores.open(temp, 0));
        assertEquals(FailureKind.CORRUPT, refused.kind());
    }

    @Test
    void aFirstStartThatWasCutShortIsDoneAgain() throws Exception {
        Path halfMade = Files.createDirectories(temp.resolve("postgres/base"));
        Files.writeString(halfMade.resolveSibling("postgresql.conf"), "");
        try (EmbeddedStores stores = EmbeddedStores.open(temp, 0)) {
            assertEquals("1", query(stores.postgres(), "SELECT 1"));
        }
    }

    @Test
    void uploadsThatWereCutShortAreSweptAndNothingElse() throws Exception {
        String uuid = UUID.randomUUID().toString();
        String wholeObject = "flights/raw/report-" + uuid;
        String table = "flights/tables/gold/delays-" + uuid + "/data/part.parquet";
        try (EmbeddedStores stores = EmbeddedStores.open(temp, 0)) {
            put(stores.objectStore(), wholeObject, "whole");
            put(stores.objectStore(), table, "whole");
        }
        Path bucket = temp.resolve("objects/lake");
        Files.writeString(bucket.resolve("flights/raw/other.csv-" + UUID.randomUUID()), "half");
        Files.writeString(bucket.resolve(table + "-" + UUID.randomUUID()), "half");
        try (EmbeddedStores stores = EmbeddedStores.open(temp, 0)) {
            assertEquals(List.of(wholeObject, table), keys(stores.objectStore()));
        }
        try (Stream<Path> files = Files.walk(bucket)) {
            assertEquals(2, files.filter(Files::isRegularFile).count());
        }
    }

    private static void put(LakeStorage storage, String key, String content) {
        try (S3Client s3 = client(storage)) {
            s3.putObject(put -> put.bucket(storage.bucket()).key(key), RequestBody.fromString(content));
        }
    }

    private static List<String> keys(LakeStorage storage) {
        try (S3Client s3 = client(storage)) {
            return s3.listObjectsV2(list -> list.bucket(storage.bucket())).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    private static S3Client client(LakeStorage storage) {
        return S3Client.builder()
                .endpointOverride(storage.endpoint())
                .region(Region.of(storage.region()))
                .forcePathStyle(storage.pathStyleAccess())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(storage.accessKeyId(), storage.secretAccessKey())))
                .build();
    }

    private static void sql(EmbeddedStores stores, String... statements) throws SQLException {
        PostgresAddress address = stores.postgres();
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String query(PostgresAddress address, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getString(1);
        }
    }
}
