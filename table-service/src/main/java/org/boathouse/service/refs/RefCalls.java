package org.boathouse.service.refs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.service.terminal.Terminal;
import org.boathouse.service.terminal.TextTable;
import org.boathouse.service.terminal.UrlPath;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What {@code tag} and {@code branch} ask the lake, and how they tell what came of it. */
final class RefCalls {
    private static final List<TextTable.Column> COLUMNS = List.of(
            new TextTable.Column("name", false),
            new TextTable.Column("snapshot", true),
            new TextTable.Column("committed", false),
            new TextTable.Column("kept for", false));

    private final CommandSpec spec;
    private final LakeClient lake = new LakeClient(LakeAddress.of(System.getenv()));
    private final String path;
    private final String kind;
    private final boolean json;

    /** @param kind {@code tags} or {@code branches} */
    RefCalls(CommandSpec spec, String table, String kind, boolean json) {
        this.spec = spec;
        this.path = "/tables/" + UrlPath.segment(table);
        this.kind = kind;
        this.json = json;
    }

    void refuse(boolean condition, String message) {
        if (condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    int list() {
        String type = kind.equals("tags") ? "tag" : "branch";
        List<JsonNode> refs = StreamSupport.stream(
                        lake.get(path + "/refs").path("refs").spliterator(), false)
                .filter(ref -> ref.path("type").asText().equals(type))
                .toList();
        if (json) {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.putArray("refs").addAll(refs);
            Terminal.json(answer);
            return 0;
        }
        TextTable table = new TextTable(COLUMNS, Terminal.out(), Terminal.width());
        refs.forEach(ref -> table.row(List.of(
                ref.path("name").asText(),
                ref.path("snapshotId").asText(),
                ref.path("committedAt").asText(),
                ref.path("keptFor").isNull() ? "-" : ref.path("keptFor").asText())));
        table.end();
        return 0;
    }

    int set(String name, Map<String, Object> request) {
        return tell(lake.change("PUT", of(name), request));
    }

    int delete(String name, boolean dryRun) {
        return tell(lake.change("DELETE", of(name) + (dryRun ? "?dryRun=true" : ""), null));
    }

    int fastForward(String name, Map<String, Object> request) {
        return tell(lake.change("POST", of(name) + "/fast-forward", request));
    }

    private String of(String name) {
        return path + "/" + kind + "/" + UrlPath.segment(name);
    }

    private int tell(JsonNode report) {
        if (json) {
            Terminal.json(report);
            return 0;
        }
        JsonNode ref = report.path("ref");
        String was = report.path("was").asText();
        boolean moved = !report.path("was").isNull()
                && !was.equals(ref.path("snapshotId").asText());
        PrintWriter talk = spec.commandLine().getErr();
        talk.printf(
                "%s%s %s of %s at snapshot %s%s%n",
                report.path("dryRun").asBoolean() ? "would be " : "",
                report.path("action").asText(),
                ref.path("type").asText() + " " + ref.path("name").asText(),
                report.path("table").asText(),
                ref.path("snapshotId").asText(),
                moved ? ", before at " + was : "");
        talk.flush();
        return 0;
    }
}
