package org.boathouse.service.refs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.service.terminal.LakeCommand;
import org.boathouse.service.terminal.Terminal;
import org.boathouse.service.terminal.TextTable;
import org.boathouse.service.terminal.UrlPath;

/** What {@code tag} and {@code branch} ask the lake, and how they tell what came of it. */
final class RefCalls {
    private static final List<TextTable.Column> COLUMNS = List.of(
            new TextTable.Column("name", false),
            new TextTable.Column("snapshot", true),
            new TextTable.Column("committed", false),
            new TextTable.Column("kept for", false));

    private final LakeCommand command;
    private final LakeClient lake;
    private final String path;
    private final String kind;

    /** @param kind {@code tags} or {@code branches} */
    RefCalls(LakeCommand command, String table, String kind) {
        this.command = command;
        this.lake = command.lake();
        this.path = "/tables/" + UrlPath.segment(table);
        this.kind = kind;
    }

    void refuse(boolean condition, String message) {
        if (condition) {
            throw command.refusal(message);
        }
    }

    int list() {
        String type = kind.equals("tags") ? "tag" : "branch";
        List<JsonNode> refs = StreamSupport.stream(
                        lake.get(path + "/refs").path("refs").spliterator(), false)
                .filter(ref -> ref.path("type").asText().equals(type))
                .toList();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("refs").addAll(refs);
        return command.tell(answer, RefCalls::showList);
    }

    private static void showList(JsonNode answer) {
        TextTable table = new TextTable(COLUMNS, Terminal.out(), Terminal.width());
        answer.path("refs")
                .forEach(ref -> table.row(List.of(
                        ref.path("name").asText(),
                        ref.path("snapshotId").asText(),
                        ref.path("committedAt").asText(),
                        ref.path("keptFor").isNull() ? "-" : ref.path("keptFor").asText())));
        table.end();
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
        return command.tell(report, this::show);
    }

    private void show(JsonNode report) {
        JsonNode ref = report.path("ref");
        String was = report.path("was").asText();
        boolean moved = !report.path("was").isNull()
                && !was.equals(ref.path("snapshotId").asText());
        PrintWriter talk = command.talk();
        talk.printf(
                "%s%s %s of %s at snapshot %s%s%n",
                report.path("dryRun").asBoolean() ? "would be " : "",
                report.path("action").asText(),
                ref.path("type").asText() + " " + ref.path("name").asText(),
                report.path("table").asText(),
                ref.path("snapshotId").asText(),
                moved ? ", before at " + was : "");
        talk.flush();
    }
}
