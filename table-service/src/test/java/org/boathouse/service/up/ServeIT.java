package org.boathouse.service.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.testkit.ServiceCommand;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StoresExtension.class)
class ServeIT {
    @Test
    void everySettingThatIsMissingIsNamedAtOnce() {
        ServiceCommand.Result refused = ServiceCommand.run(Map.of(), "serve");

        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("boathouse.token"), refused.err());
        assertTrue(refused.err().contains("boathouse.storage.endpoint"), refused.err());
        assertFalse(refused.err().contains("\tat "), refused.err());
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNamed() {
        ServiceCommand.Result refused = ServiceCommand.run(
                Map.of(
                        "BOATHOUSE_TOKEN", "secret-token",
                        "BOATHOUSE_STORAGE_ENDPOINT", "http://127.0.0.1:1",
                        "BOATHOUSE_STORAGE_BUCKET", "lake",
                        "BOATHOUSE_STORAGE_ACCESS_KEY_ID", "id",
                        "BOATHOUSE_STORAGE_SECRET_ACCESS_KEY", "secret-key",
                        "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/lake",
                        "QUARKUS_DATASOURCE_USERNAME", "boathouse",
                        "QUARKUS_DATASOURCE_PASSWORD", "secret-password",
                        "QUARKUS_HTTP_PORT", "0"),
                "serve");

        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("127.0.0.1:1 refused"), refused.err());
        assertFalse((refused.out() + refused.err()).contains("secret-"), refused.err());
    }

    @Test
    void halfOfTheSettingsForTemporaryKeysIsRefused(PostgresAddress postgres, LakeStorage storage) {
        ServiceCommand.Result refused = ServiceCommand.run(
                Map.of(
                        "BOATHOUSE_TOKEN", "secret-token",
                        "BOATHOUSE_STORAGE_ENDPOINT", storage.endpoint().toString(),
                        "BOATHOUSE_STORAGE_BUCKET", storage.bucket(),
                        "BOATHOUSE_STORAGE_ACCESS_KEY_ID", storage.accessKeyId(),
                        "BOATHOUSE_STORAGE_SECRET_ACCESS_KEY", storage.secretAccessKey(),
                        "BOATHOUSE_STORAGE_STS_ROLE_ARN", "arn:aws:iam::123456789012:role/lake",
                        "QUARKUS_DATASOURCE_JDBC_URL", postgres.url(),
                        "QUARKUS_DATASOURCE_USERNAME", postgres.user(),
                        "QUARKUS_DATASOURCE_PASSWORD", postgres.password(),
                        "QUARKUS_HTTP_PORT", "0"),
                "serve");

        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("boathouse.storage.sts.endpoint is not"), refused.err());
    }
}
