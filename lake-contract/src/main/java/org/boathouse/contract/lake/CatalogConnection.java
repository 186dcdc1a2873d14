package org.boathouse.contract.lake;

import java.util.Map;
import java.util.TreeMap;
import org.boathouse.contract.layout.LakeLayout;

/** How an Iceberg client reaches the lake: the only code that knows the names of those settings. */
public record CatalogConnection(LakeAddress address, LakeStorage storage) {
    private static final String SPARK_CATALOG = "spark.sql.catalog." + LakeLayout.CATALOG;

    /** Asks the lake where its storage is. */
    public static CatalogConnection of(LakeClient client) {
        return new CatalogConnection(client.address(), client.storage());
    }

    /** What Iceberg's {@code RESTCatalog} is initialised with. Holds secrets: for the client, never for a log. */
    public Map<String, String> properties() {
        Map<String, String> properties = toCatalog();
        properties.put("s3.access-key-id", storage.accessKeyId());
        properties.put("s3.secret-access-key", storage.secretAccessKey());
        return properties;
    }

    /**
     * The same without the keys to the object store: the client asks the catalog for temporary ones to each table, or to have
     * its requests signed. Holds the lake's token, which is secret.
     */
    public Map<String, String> propertiesWithoutKeys() {
        Map<String, String> properties = toCatalog();
        properties.put("header.X-Iceberg-Access-Delegation", "vended-credentials,remote-signing");
        return properties;
    }

    private Map<String, String> toCatalog() {
        Map<String, String> properties = new TreeMap<>();
        properties.put("uri", address.catalog().toString());
        properties.put("warehouse", LakeLayout.CATALOG);
        properties.put("token", address.token());
        // Both said, for the client warns on every start of what it has to guess; the endpoint is never asked.
        properties.put("rest.auth.type", "oauth2");
        properties.put("oauth2-server-uri", address.catalog() + "/v1/oauth/tokens");
        // The token is a fixed one: without this the client would ask an OAuth endpoint for a fresh one.
        properties.put("token-refresh-enabled", "false");
        properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
        properties.put("s3.endpoint", storage.endpoint().toString());
        properties.put("s3.path-style-access", Boolean.toString(storage.pathStyleAccess()));
        properties.put("client.region", storage.region());
        return properties;
    }

    /** The settings that give a stock Spark session the catalog {@code lake}. Holds secrets, as {@link #properties} does. */
    public Map<String, String> sparkSettings() {
        return sparkSettings(properties());
    }

    /** The same without the keys to the object store, as {@link #propertiesWithoutKeys}. */
    public Map<String, String> sparkSettingsWithoutKeys() {
        return sparkSettings(propertiesWithoutKeys());
    }

    private static Map<String, String> sparkSettings(Map<String, String> properties) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
        settings.put(SPARK_CATALOG, "org.apache.iceberg.spark.SparkCatalog");
        settings.put(SPARK_CATALOG + ".type", "rest");
        properties.forEach((key, value) -> settings.put(SPARK_CATALOG + "." + key, value));
        return settings;
    }
}
