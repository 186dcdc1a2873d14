package org.boathouse.spark.run;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.product.Refinement.JobClass;
import org.boathouse.spark.select.SelectFailure;

/** A step that is a class of the domain's own, in its jar. */
final class ClassStep {
    private final SparkSession spark;
    private final String file;
    private final JobClass job;

    ClassStep(SparkSession spark, String file, JobClass job) {
        this.spark = spark;
        this.file = file;
        this.job = job;
    }

    /**
     * The rows that the class makes.
     *
     * @param inputs upstream to its pinned rows
     * @throws LakeFailure INVALID where the class is not in the jar or not what a step has to be; what the class throws, as
     *     the cause of one
     */
    Dataset<Row> run(Map<String, Dataset<Row>> inputs) {
        // Never closed: Spark loads the class's functions lazily, while the rows are read.
        ClassLoader jar =
                new URLClassLoader(new URL[] {url()}, Thread.currentThread().getContextClassLoader());
        spark.sparkContext().addJar(job.jar());
        Thread.currentThread().setContextClassLoader(jar);
        BiFunction<SparkSession, Map<String, Dataset<Row>>, Dataset<Row>> step = step(jar);
        try {
            return step.apply(spark, inputs);
        } catch (Exception | LinkageError e) {
            // Scala throws checked exceptions, such as those of an analysis, that no signature tells of.
            if (e instanceof AnalysisException analysis) {
                throw SelectFailure.of("%s: class %s".formatted(file, job.className()), analysis);
            }
            throw new LakeFailure(
                    FailureKind.INVALID, "%s: class %s failed: %s".formatted(file, job.className(), e), e);
        }
    }

    @SuppressWarnings(
            "unchecked") // what a step's type parameters are stands in its documentation; the JVM has erased them
    private BiFunction<SparkSession, Map<String, Dataset<Row>>, Dataset<Row>> step(ClassLoader jar) {
        try {
            Object made = jar.loadClass(job.className()).getConstructor().newInstance();
            if (made instanceof BiFunction<?, ?, ?> step) {
                return (BiFunction<SparkSession, Map<String, Dataset<Row>>, Dataset<Row>>) step;
            }
            throw LakeFailure.invalid(
                    "%s: class %s is no step: it has to implement java.util.function.BiFunction<SparkSession, Map<String,"
                            + " Dataset<Row>>, Dataset<Row>>",
                    file, job.className());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new LakeFailure(
                    FailureKind.INVALID,
                    "%s: cannot make %s from %s (a public class with a public constructor without arguments is needed): %s"
                            .formatted(file, job.className(), job.jar(), e),
                    e);
        }
    }

    private URL url() {
        try {
            return Path.of(job.jar()).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
