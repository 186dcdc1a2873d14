package org.boathouse.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A guide with what its commands say: blocks marked {@code console}, in them commands after {@code $} and the lines that
 * follow them. All commands run in one shell, in order. Ids, times and other figures that differ from run to run are not
 * compared; a line of three dots stands for any lines.
 */
final class Guide {
    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)\n```", Pattern.DOTALL);
    private static final String ANY = "...";
    private static final String MARK = "@@@ step ";

    private final List<Step> steps;

    /** A command and the lines that it is said to print. */
    private record Step(String command, List<String> says) {}

    private Guide(List<Step> steps) {
        this.steps = steps;
    }

    static Guide read(Path file) throws IOException {
        List<Step> steps = new ArrayList<>();
        var blocks = BLOCK.matcher(Files.readString(file));
        while (blocks.find()) {
            for (String line : blocks.group(1).split("\n", -1)) {
                if (line.startsWith("$ ")) {
                    steps.add(new Step(line.substring(2), new ArrayList<>()));
                } else if (line.startsWith("> ") && last(steps).says().isEmpty()) {
                    Step begun = steps.remove(steps.size() - 1);
                    steps.add(new Step(begun.command() + "\n" + line.substring(2), begun.says()));
                } else {
                    last(steps).says().add(line);
                }
            }
        }
        return new Guide(steps);
    }

    private static Step last(List<Step> steps) {
        assertTrue(!steps.isEmpty(), "a block of the guide begins with no command");
        return steps.get(steps.size() - 1);
    }

    int steps() {
        return steps.size();
    }

    /** Runs every command, and compares what all of them say. */
    void check(Cli cli) throws IOException {
        List<List<String>> said = said(cli);
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            List<String> wanted = step.says().stream().map(Guide::masked).toList();
            List<String> found = said.get(i).stream().map(Guide::masked).toList();
            expected.add("$ " + step.command());
            actual.add("$ " + step.command());
            boolean isSame = matches(wanted, found);
            expected.addAll(wanted);
            actual.addAll(isSame ? wanted : found);
        }
        assertEquals(String.join("\n", expected), String.join("\n", actual), () -> "As it was said: " + said);
    }

    private List<List<String>> said(Cli cli) throws IOException {
        StringBuilder script = new StringBuilder(
                "exec 2>&1\nboathouse() { '%s' \"$@\"; }\n".formatted(Cli.home().resolve("boathouse")));
        for (Step step : steps) {
            script.append("echo '%s'\n%s\n".formatted(MARK, step.command()));
        }
        Path file = Files.writeString(cli.folder().resolve("guide.sh"), script);
        Cli.Result result = Cli.finish(cli.start(List.of("bash", file.toString())));
        List<List<String>> said = new ArrayList<>();
        for (String step : result.out().split(Pattern.quote(MARK) + "\n", -1)) {
            said.add(step.lines().toList());
        }
        assertEquals(steps.size() + 1, said.size(), result::toString);
        return said.subList(1, said.size());
    }

    /** Whether lines are those of a pattern, in which a line of three dots stands for any. */
    private static boolean matches(List<String> pattern, List<String> lines) {
        if (pattern.isEmpty()) {
            return lines.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals(ANY)) {
            for (int i = 0; i <= lines.size(); i++) {
                if (matches(rest, lines.subList(i, lines.size()))) {
                    return true;
                }
            }
            return false;
        }
        return !lines.isEmpty() && lines.get(0).equals(pattern.get(0)) && matches(rest, lines.subList(1, lines.size()));
    }

    private static String masked(String line) {
        return line.replaceAll("before-restore-\\d{8}T\\d{6}Z(-\\d+)?", "before-restore-TIME")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z", "TIME")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID")
                .replaceAll("\\b\\d{16,19}\\b", "ID")
                .replaceAll("\\b[\\d,]+ bytes", "N bytes")
                .replaceAll("\\b\\d+\\.\\d s\\b", "N s")
                // Columns are as wide as the ids in them.
                .replaceAll("-{2,}", "--")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
