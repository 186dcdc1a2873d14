package stock;

import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs SQL statements, one per line of standard input, and prints their rows as JSON. All settings come from {@code
 * spark.*} system properties: this is what {@code spark-sql} does, whose jar is not to be had everywhere.
 */
public final class SqlStatements {
    private SqlStatements() {}

    public static void main(String[] args) {
        SparkSession spark = SparkSession.builder().getOrCreate();
        try (Scanner statements = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (statements.hasNextLine()) {
                Dataset<Row> rows = spark.sql(statements.nextLine());
                if (rows.columns().length > 0) {
                    rows.toJSON().collectAsList().forEach(System.out::println);
                }
            }
        } finally {
            spark.stop();
        }
    }
}
