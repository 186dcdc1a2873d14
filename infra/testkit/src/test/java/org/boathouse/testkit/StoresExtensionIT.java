package org.boathouse.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.PostgresAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StoresExtension.class)
class StoresExtensionIT {
    @Test
    void theDatabaseLetsItsUserIn(PostgresAddress address) throws SQLException {
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password())) {
            assertTrue(connection.isValid(5));
        }
    }

    @Test
    void theObjectStoreAnswersAndWantsASignature(LakeStorage storage) throws IOException, InterruptedException {
        HttpRequest unsigned = HttpRequest.newBuilder(storage.endpoint().resolve("/" + storage.bucket()))
                .build();
        int status = HttpClient.newHttpClient()
                .send(unsigned, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        assertEquals(403, status);
    }

    @Test
    void allTestsShareTheSameStores(TestStores stores, PostgresAddress address, LakeStorage storage) {
        assertSame(stores.postgres(), address);
        assertSame(stores.objectStore(), storage);
    }
}
