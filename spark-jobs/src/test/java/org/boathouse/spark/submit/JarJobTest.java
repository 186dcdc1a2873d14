package org.boathouse.spark.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarJobTest {
    @TempDir
    Path folder;

    @Test
    void aClassThatIsNotInTheJarIsRefusedBeforeSparkStarts() throws IOException {
        refused(jar(null), "com.example.Nope", "holds no class com.example.Nope");
    }

    @Test
    void aMainClassThatTheJarNamesAndDoesNotHoldIsRefused() throws IOException {
        refused(jar("com.example.Gone"), null, "holds no class com.example.Gone");
    }

    @Test
    void aJarWithoutAMainClassAsksForOne() throws IOException {
        refused(jar(null), null, "names no Main-Class: name the main class with --class");
    }

    @Test
    void whatIsNoJarIsRefused() throws IOException {
        refused(Files.writeString(folder.resolve("job.jar"), "text"), null, "cannot be read as a jar");
    }

    private static void refused(Path jar, String mainClass, String why) {
        LakeFailure failure =
                assertThrows(LakeFailure.class, () -> new JarJob(Map.of(), "local[1]").run(jar, mainClass, List.of()));
        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().startsWith(jar + " " + why), failure.getMessage());
    }

    private Path jar(String mainClass) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (mainClass != null) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        }
        Path jar = folder.resolve("job.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
