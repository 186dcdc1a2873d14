package org.boathouse.spark.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.spark.bronze.S3aSettings;

/** The settings of Spark sessions on the lake. */
public final class LakeSession {
    public static final String LOCAL = "local[*]";

    private LakeSession() {}

    /** Starts a session for the lake's own runs. */
    public static SparkSession start(CatalogConnection connection, String master) {
        SparkSession.Builder builder = SparkSession.builder().master(master).appName("boathouse run");
        settings(connection, master).forEach(builder::config);
        return builder.getOrCreate();
    }

    /**
     * What a session needs to know, any job's: catalog {@code lake}, storage, and how it behaves. Holds secrets: for a
     * session, never for a log or a command line.
     */
    public static Map<String, String> settings(CatalogConnection connection, String master) {
        Map<String, String> settings = new TreeMap<>(connection.sparkSettings());
        settings.putAll(S3aSettings.of(connection.storage()));
        // Each statement sees what is committed, not what a cache remembers of it.
        settings.put("spark.sql.catalog." + LakeLayout.CATALOG + ".cache-enabled", "false");
        settings.put("spark.sql.session.timeZone", "UTC");
        settings.put("spark.sql.ansi.enabled", "true");
        settings.put("spark.sql.adaptive.enabled", "true");
        settings.put("spark.ui.enabled", "false");
        settings.put("spark.ui.showConsoleProgress", Boolean.toString(System.console() != null));
        settings.put(
                "spark.sql.warehouse.dir",
                Path.of(System.getProperty("java.io.tmpdir"), "boathouse-spark-warehouse")
                        .toUri()
                        .toString());
        if (isLocal(master)) {
            settings.put("spark.driver.host", "127.0.0.1");
            settings.put("spark.driver.bindAddress", "127.0.0.1");
            // Each shuffle partition costs a task; adaptive execution joins them, but only after they are made.
            settings.put(
                    "spark.sql.shuffle.partitions",
                    Integer.toString(2 * Runtime.getRuntime().availableProcessors()));
        } else {
            settings.put("spark.jars", jars());
        }
        return settings;
    }

    static boolean isLocal(String master) {
        return master.startsWith("local");
    }

    /** What executors elsewhere lack: all of our class path but what every Spark installation has. */
    private static String jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .flatMap(LakeSession::jar)
                .filter(path -> !path.getFileName().toString().matches("(spark|scala|hadoop-client)-.*")
                        || path.getFileName().toString().startsWith("spark-jobs"))
                .map(path -> path.toUri().toString())
                .collect(Collectors.joining(","));
    }

    /** A jar; for a folder of classes the jar that the build made of it. */
    private static Stream<Path> jar(Path entry) {
        if (!Files.isDirectory(entry)) {
            return Stream.of(entry).filter(path -> path.toString().endsWith(".jar"));
        }
        Path target = entry.toAbsolutePath().getParent();
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
