package org.boathouse.spark.submit;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.StringUtils$;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.spark.select.SelectFailure;

/** Runs the statements of a SQL file, one after the other, until one fails. */
final class SqlJob {
    private static final int ROWS_SHOWN_MAX = 1000;

    private final Map<String, String> settings;
    private final String master;

    SqlJob(Map<String, String> settings, String master) {
        this.settings = settings;
        this.master = master;
    }

    /**
     * @param out where results of queries go, as tables
     * @throws LakeFailure INVALID naming the file, the statement's number and what is wrong with it
     */
    void run(Path file, PrintWriter out) {
        List<String> statements = statements(text(file));
        SparkSession.Builder builder =
                SparkSession.builder().master(master).appName(file.getFileName().toString());
        settings.forEach(builder::config);
        SparkSession spark = builder.getOrCreate();
        try {
            for (int i = 0; i < statements.size(); i++) {
                run(spark, "%s: statement %d".formatted(file, i + 1), statements.get(i), out);
            }
        } finally {
            spark.stop();
        }
    }

    /** The statements of a text: semicolons in quotes and comments part nothing, and what is only comment is none. */
    static List<String> statements(String text) {
        return asJava(StringUtils$.MODULE$.splitSemiColonWithIndex(text, false)).stream()
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static void run(SparkSession spark, String place, String statement, PrintWriter out) {
        try {
            Dataset<Row> result = spark.sql(statement);
            if (result.columns().length > 0) {
                out.println(((org.apache.spark.sql.classic.Dataset<Row>) result).showString(ROWS_SHOWN_MAX, 0, false));
                out.flush();
            }
        } catch (Exception e) {
            throw SelectFailure.of(place, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw LakeFailure.invalid("%s cannot be read as UTF-8 text: %s", file, e.getMessage());
        }
    }
}
