package org.boathouse.service.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.service.BoathouseConfig;
import org.junit.jupiter.api.Test;

class StsSettingsTest {
    private static final String ARN = "arn:aws:iam::123456789012:role/teams/lake";
    private static final LakeStorage STORAGE =
            new LakeStorage(URI.create("https://s3.example.com"), "eu-central-1", "lake", "id", "secret", true);

    private record Written(
            Optional<URI> endpoint,
            Optional<String> region,
            Optional<String> roleArn,
            Optional<String> externalId,
            Duration sessionDuration)
            implements BoathouseConfig.Sts {}

    private static Optional<StsSettings> read(
            String endpoint, String region, String roleArn, String externalId, String duration) {
        return StsSettings.of(
                new Written(
                        Optional.ofNullable(endpoint).map(URI::create),
                        Optional.ofNullable(region),
                        Optional.ofNullable(roleArn),
                        Optional.ofNullable(externalId),
                        Duration.parse(duration)),
                STORAGE);
    }

    @Test
    void aStoreWithoutStsHasNoSettings() {
        assertEquals(Optional.empty(), read(null, null, null, null, "PT1H"));
    }

    @Test
    void minioNeedsItsEndpointAlone() {
        StsSettings settings =
                read("http://127.0.0.1:9000", null, null, null, "PT15M").orElseThrow();
        assertEquals("eu-central-1", settings.region());
        assertEquals(null, settings.roleArnOrNull());
    }

    @Test
    void aRoleMayAskForAnExternalId() {
        StsSettings settings = read("https://sts.eu-central-1.amazonaws.com", "eu-west-1", ARN, "our-lake", "PT12H")
                .orElseThrow();
        assertEquals(ARN, settings.roleArnOrNull());
        assertEquals("our-lake", settings.externalIdOrNull());
        assertEquals("eu-west-1", settings.region());
        assertTrue(!settings.toString().contains("our-lake"));
    }

    @Test
    void halfOfTheSettingsIsRefusedWithTheNameOfTheOtherHalf() {
        assertRefused("endpoint is not", null, null, ARN, null, "PT1H");
        assertRefused("endpoint is not", null, null, null, "our-lake", "PT1H");
        assertRefused("endpoint is not", null, "eu-west-1", null, null, "PT1H");
        assertRefused("role-arn is not", "http://127.0.0.1:9000", null, null, "our-lake", "PT1H");
        assertRefused("role-arn is missing", "https://sts.amazonaws.com", null, null, null, "PT1H");
    }

    @Test
    void whatNoStsWouldTakeIsRefused() {
        assertRefused("endpoint", "sts.example.com", null, null, null, "PT1H");
        assertRefused("endpoint", "ftp://sts.example.com", null, null, null, "PT1H");
        assertRefused("role-arn", "http://127.0.0.1:9000", null, "lake-role", null, "PT1H");
        assertRefused("external-id", "http://127.0.0.1:9000", null, ARN, "a b", "PT1H");
        assertRefused("session-duration", "http://127.0.0.1:9000", null, null, null, "PT14M59S");
        assertRefused("session-duration", "http://127.0.0.1:9000", null, null, null, "PT12H1S");
    }

    private static void assertRefused(
            String names, String endpoint, String region, String roleArn, String externalId, String duration) {
        LakeFailure refused =
                assertThrows(LakeFailure.class, () -> read(endpoint, region, roleArn, externalId, duration));
        assertEquals(FailureKind.INVALID, refused.kind());
        assertTrue(refused.getMessage().contains("boathouse.storage.sts." + names), refused.getMessage());
    }
}
