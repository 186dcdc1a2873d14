package org.boathouse.rck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.testkit.LakeProcess;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts a fresh lake for each class of the kit, and tells the kit where it is and what it can do. The kit reads both from
 * system properties.
 */
public final class LakeUnderTest implements BeforeAllCallback, AfterAllCallback, ExecutionCondition {
    /** What the kit asks of a catalog beyond the least. */
    private static final Map<String, String> CAPABILITIES = Map.of(
            "rck.requires-namespace-create", "true",
            "rck.supports-serverside-retry", "true",
            "rck.overrides-requested-location", "true",
            "rck.supports-names-with-dot", "true",
            "rck.supports-variant", "true");

    /** Tests that only a catalog on the tester's own disk can pass, and why. */
    private static final Map<String, String> OF_A_LOCAL_DISK = Map.of(
            "testLoadTableWithMissingMetadataFile",
            "It moves a metadata file away by its path on a local disk; ours lies in an object store, and a load does not"
                    + " read it",
            "createViewWithCustomMetadataLocation",
            "It wants the metadata in a folder of the tester's own disk; ours lies in the lake, where the catalog says");

    private Path dir;
    private LakeProcess lake;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestMethod()
                .map(test -> OF_A_LOCAL_DISK.get(test.getName()))
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("Part of the kit"));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        dir = Files.createTempDirectory("boathouse-rck");
        lake = LakeProcess.up(dir.resolve("lake"));
        CatalogConnection.of(lake.client()).properties().forEach(System::setProperty);
        // Some tests ask for a location on local disk, where the client writes before it hears that it was given
        // another.
        System.setProperty("io-impl", "org.apache.iceberg.io.ResolvingFileIO");
        CAPABILITIES.forEach(System::setProperty);
        // Clients are told to try a refused commit 20 times; the kit has many that can't succeed, and need not wait for
        // them.
        System.setProperty("rck.table-override.commit.retry.max-wait-ms", "100");
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (lake != null) {
            lake.close();
        }
        try (Stream<Path> left = Files.walk(dir)) {
            left.sorted(Comparator.reverseOrder()).forEach(LakeUnderTest::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
