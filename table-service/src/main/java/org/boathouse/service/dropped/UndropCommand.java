package org.boathouse.service.dropped;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.boathouse.service.terminal.LakeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boathouse undrop}: brings back what was dropped. */
@Command(
        name = "undrop",
        mixinStandardHelpOptions = true,
        description = {
            "Brings back dropped tables, views and namespaces as they were, all or none; 'boathouse tables --dropped' lists"
                    + " them. A table's namespace comes back with it. Repeating it changes nothing."
        })
public final class UndropCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Of a table, view or namespace.")
    private List<String> names = List.of();

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "Another name, where the old one is taken; without a namespace, in the one it was in.")
    private String as;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "table, view or namespace, where NAME was that of several.")
    private String type;

    @Option(names = "--dry-run", description = "Only says what would be done.")
    private boolean dryRun;

    @Mixin
    private LakeCommand command;

    @Override
    public Integer call() {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("names", names);
        request.put("type", type);
        request.put("as", as);
        request.put("dryRun", dryRun);
        request.values().removeIf(Objects::isNull);
        return command.tell(command.lake().change("POST", "/undrop", request), this::show);
    }

    private void show(JsonNode report) {
        PrintWriter talk = command.talk();
        for (JsonNode entry : report.path("undropped")) {
            String name = entry.path("name").asText();
            String was = entry.path("was").asText();
            talk.printf(
                    "%s%-9s  %s %s%s%n",
                    dryRun ? "would be " : "",
                    entry.path("action").asText(),
                    entry.path("type").asText(),
                    name,
                    name.equals(was) ? "" : ", which was " + was);
        }
        talk.flush();
    }
}
