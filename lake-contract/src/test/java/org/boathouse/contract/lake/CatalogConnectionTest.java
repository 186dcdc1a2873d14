package org.boathouse.contract.lake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogConnectionTest {
    private final CatalogConnection connection = new CatalogConnection(
            new LakeAddress(URI.create("http://127.0.0.1:8181"), "the-token"),
            new LakeStorage(URI.create("http://127.0.0.1:8182"), "eu-1", "lake", "the-id", "the-secret", true));

    @Test
    void icebergsClientIsToldCatalogTokenAndStorage() {
        Map<String, String> expected = Map.of(
                "uri", "http://127.0.0.1:8181/iceberg",
                "warehouse", "lake",
                "token", "the-token",
                "token-refresh-enabled", "false",
                "io-impl", "org.apache.iceberg.aws.s3.S3FileIO",
                "s3.endpoint", "http://127.0.0.1:8182",
                "s3.path-style-access", "true",
                "s3.access-key-id", "the-id",
                "s3.secret-access-key", "the-secret",
                "client.region", "eu-1");

        expected.forEach(
                (key, value) -> assertEquals(value, connection.properties().get(key), key));
    }

    @Test
    void sparkIsToldTheSameUnderItsOwnKeys() {
        Map<String, String> settings = connection.sparkSettings();

        connection
                .properties()
                .forEach((key, value) -> assertEquals(value, settings.get("spark.sql.catalog.lake." + key)));
        assertEquals("rest", settings.get("spark.sql.catalog.lake.type"));
        assertEquals("org.apache.iceberg.spark.SparkCatalog", settings.get("spark.sql.catalog.lake"));
    }

    @Test
    void printingItTellsNoSecret() {
        assertFalse(connection.toString().contains("the-token"), connection::toString);
        assertFalse(connection.toString().contains("the-secret"), connection::toString);
    }
}
