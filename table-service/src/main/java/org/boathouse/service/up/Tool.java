package org.boathouse.service.up;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;

/** A tool that reaches the lake by settings, and how it wants them written. In lower case: they are words of the command line. */
enum Tool {
    /** Variables for a shell to evaluate: our own commands', and the AWS command line's. */
    shell(Tool::shellSettings, null, Tool::export),
    /** Options of {@code spark-submit}, {@code spark-shell} and {@code spark-sql}. */
    spark(
            CatalogConnection::sparkSettings,
            CatalogConnection::sparkSettingsWithoutKeys,
            (key, value) -> "--conf " + key + "=" + value),
    /** A catalog file, {@code etc/catalog/lake.properties}. Without keys it needs temporary ones: it knows no signing. */
    trino(Tool::trinoSettings, Tool::trinoSettingsWithoutKeys, (key, value) -> key + "=" + value),
    /** Flink SQL. */
    flink(
            connection -> flinkSettings(connection.properties()),
            connection -> flinkSettings(connection.propertiesWithoutKeys()),
            (key, value) -> "  '%s' = '%s'".formatted(key, value.replace("'", "''"))) {
        @Override
        Stream<String> lines(Map<String, String> settings) {
            String with = String.join(",\n", super.lines(settings).toList());
            return Stream.of("CREATE CATALOG lake WITH (", with, ");");
        }
    },
    /** Variables for the AWS command line and SDKs. */
    aws(Tool::awsSettings, null, Tool::export),
    /** A variable that gives MinIO's {@code mc} the alias {@code lake}. */
    minio(Tool::minioSettings, null, Tool::export);

    private final Function<CatalogConnection, Map<String, String>> settings;
    /** Null for tools that go to the object store by themselves: they have no catalog to ask. */
    private final Function<CatalogConnection, Map<String, String>> settingsWithoutKeys;

    private final BiFunction<String, String, String> line;

    Tool(
            Function<CatalogConnection, Map<String, String>> settings,
            Function<CatalogConnection, Map<String, String>> settingsWithoutKeys,
            BiFunction<String, String, String> line) {
        this.settings = settings;
        this.settingsWithoutKeys = settingsWithoutKeys;
        this.line = line;
    }

    Map<String, String> settings(CatalogConnection connection) {
        return settings.apply(connection);
    }

    /** Empty where the tool can't do without keys. */
    Optional<Map<String, String>> settingsWithoutKeys(CatalogConnection connection) {
        return Optional.ofNullable(settingsWithoutKeys).map(without -> without.apply(connection));
    }

    /** @param settings of this tool, as it writes them */
    Stream<String> lines(Map<String, String> settings) {
        return settings.entrySet().stream().map(setting -> line.apply(setting.getKey(), setting.getValue()));
    }

    private static String export(String name, String value) {
        return "export %s='%s'".formatted(name, value.replace("'", "'\\''"));
    }

    private static Map<String, String> shellSettings(CatalogConnection connection) {
        Map<String, String> settings = new TreeMap<>(awsSettings(connection));
        settings.put("BOATHOUSE_URL", connection.address().url().toString());
        settings.put("BOATHOUSE_TOKEN", connection.address().token());
        return settings;
    }

    private static Map<String, String> awsSettings(CatalogConnection connection) {
        LakeStorage storage = connection.storage();
        return new TreeMap<>(Map.of(
                "AWS_ENDPOINT_URL_S3", storage.endpoint().toString(),
                "AWS_REGION", storage.region(),
                "AWS_ACCESS_KEY_ID", storage.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", storage.secretAccessKey()));
    }

    private static Map<String, String> minioSettings(CatalogConnection connection) {
        LakeStorage storage = connection.storage();
        return Map.of(
                "MC_HOST_lake",
                "%s://%s:%s@%s"
                        .formatted(
                                storage.endpoint().getScheme(),
                                storage.accessKeyId(),
                                storage.secretAccessKey(),
                                storage.endpoint().getAuthority()));
    }

    private static Map<String, String> flinkSettings(Map<String, String> properties) {
        Map<String, String> settings = new TreeMap<>(properties);
        settings.put("type", "iceberg");
        settings.put("catalog-type", "rest");
        return settings;
    }

    private static Map<String, String> trinoSettings(CatalogConnection connection) {
        Map<String, String> settings = trinoCatalog(connection);
        settings.put("s3.aws-access-key", connection.storage().accessKeyId());
        settings.put("s3.aws-secret-key", connection.storage().secretAccessKey());
        return settings;
    }

    private static Map<String, String> trinoSettingsWithoutKeys(CatalogConnection connection) {
        Map<String, String> settings = trinoCatalog(connection);
        settings.put("iceberg.rest-catalog.vended-credentials-enabled", "true");
        return settings;
    }

    private static Map<String, String> trinoCatalog(CatalogConnection connection) {
        LakeStorage storage = connection.storage();
        Map<String, String> properties = connection.propertiesWithoutKeys();
        return new TreeMap<>(Map.ofEntries(
                Map.entry("connector.name", "iceberg"),
                Map.entry("iceberg.catalog.type", "rest"),
                Map.entry("iceberg.rest-catalog.uri", properties.get("uri")),
                Map.entry("iceberg.rest-catalog.warehouse", properties.get("warehouse")),
                Map.entry("iceberg.rest-catalog.security", "OAUTH2"),
                Map.entry("iceberg.rest-catalog.oauth2.token", properties.get("token")),
                Map.entry("iceberg.rest-catalog.nested-namespace-enabled", "true"),
                Map.entry("fs.native-s3.enabled", "true"),
                Map.entry("s3.endpoint", storage.endpoint().toString()),
                Map.entry("s3.region", storage.region()),
                Map.entry("s3.path-style-access", Boolean.toString(storage.pathStyleAccess()))));
    }
}
