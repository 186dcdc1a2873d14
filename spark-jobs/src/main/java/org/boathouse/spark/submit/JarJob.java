package org.boathouse.spark.submit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.apache.spark.deploy.SparkSubmit;
import org.boathouse.contract.failure.LakeFailure;

/** Runs a jar's main class as spark-submit does, in this process. */
final class JarJob {
    private final Map<String, String> settings;
    private final String master;

    JarJob(Map<String, String> settings, String master) {
        this.settings = settings;
        this.master = master;
    }

    /**
     * Ends the process with the job's exit status where the job does so itself.
     *
     * @param mainClass null for the jar's own
     * @throws LakeFailure INVALID where the jar cannot be read or the class is not in it
     */
    void run(Path jar, String mainClass, List<String> args) {
        String main = mainClass(jar, mainClass);
        // As system properties: they reach the job's session, and no command line that others on this machine can see.
        settings.forEach(System::setProperty);
        List<String> line = new ArrayList<>(List.of("--master", master, "--class", main, jar.toString()));
        line.addAll(args);
        SparkSubmit.main(line.toArray(String[]::new));
    }

    private static String mainClass(Path jar, String asked) {
        try (JarFile file = new JarFile(jar.toFile())) {
            String main = asked == null ? mainClass(file.getManifest()) : asked;
            if (main == null) {
                throw LakeFailure.invalid("%s names no Main-Class: name the main class with --class", jar);
            }
            if (file.getEntry(main.replace('.', '/') + ".class") == null) {
                throw LakeFailure.invalid("%s holds no class %s: mend the name, or build the jar anew", jar, main);
            }
            return main;
        } catch (IOException e) {
            throw LakeFailure.invalid("%s cannot be read as a jar: %s", jar, e.getMessage());
        }
    }

    private static String mainClass(Manifest manifest) {
        return manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
    }
}
