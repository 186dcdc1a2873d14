package org.boathouse.service.diff;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.boathouse.service.terminal.LakeCommand;
import org.boathouse.service.terminal.Terminal;
import org.boathouse.service.terminal.UrlPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boathouse diff}: what differs between two points of a table's history. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what differs between two points of a table's history: columns, partitioning, properties, files, and the"
                    + " rows by key where the table has one.",
            "A point is a time (also '2 hours ago', yesterday), a snapshot id, a tag or a branch."
        })
public final class DiffCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TABLE", index = "0", description = "<domain>.<layer>.<table>")
    private String table;

    @Parameters(paramLabel = "FROM", index = "1", description = "The point before.")
    private String from;

    @Parameters(
            paramLabel = "TO",
            index = "2",
            arity = "0..1",
            defaultValue = "main",
            description = "The point after (default: main as it is).")
    private String to;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "20",
            description = "Changed rows to show, at most 1000 (default: 20).")
    private int rows;

    @Option(names = "--offset", paramLabel = "N", defaultValue = "0", description = "Changed rows to pass over before.")
    private long offset;

    @Mixin
    private LakeCommand command;

    @Override
    public Integer call() {
        JsonNode report = command.lake()
                .get("/tables/%s/diff?from=%s&to=%s&rows=%d&offset=%d"
                        .formatted(UrlPath.segment(table), UrlPath.segment(from), UrlPath.segment(to), rows, offset));
        return command.tell(report, DiffCommand::show);
    }

    private static void show(JsonNode report) {
        PrintWriter out = Terminal.out();
        out.println("from        " + point(report.path("from")));
        out.println("to          " + point(report.path("to")));
        report.path("schema")
                .forEach(change ->
                        out.println("schema      " + change.path("says").asText()));
        report.path("properties")
                .forEach(property -> out.println("property    %s: %s -> %s"
                        .formatted(
                                property.path("key").asText(),
                                text(property.path("from")),
                                text(property.path("to")))));
        JsonNode files = report.path("files");
        out.println("files       %,d added (%,d bytes), %,d removed (%,d bytes)"
                .formatted(
                        files.path("added").asLong(),
                        files.path("bytesAdded").asLong(),
                        files.path("removed").asLong(),
                        files.path("bytesRemoved").asLong()));
        JsonNode rows = report.path("rows");
        if (!rows.isNull()) {
            out.println("rows        %,d added, %,d removed, %,d changed"
                    .formatted(
                            rows.path("added").asLong(),
                            rows.path("removed").asLong(),
                            rows.path("changed").asLong()));
            rows.path("shown").forEach(row -> out.println(line(row)));
            if (rows.path("more").asBoolean()) {
                out.println("  ... (--rows, --offset)");
            }
        }
        report.path("notes").forEach(note -> out.println("note        " + note.asText()));
        out.flush();
    }

    private static String line(JsonNode row) {
        String change = row.path("change").asText();
        return switch (change) {
            case "added" -> "  +  " + columns(row.path("to"));
            case "removed" -> "  -  " + columns(row.path("from"));
            default -> "  ~  " + columns(row.path("from"), row.path("to"));
        };
    }

    private static String columns(JsonNode row) {
        List<String> columns = new ArrayList<>();
        row.properties().forEach(column -> columns.add(column.getKey() + "=" + text(column.getValue())));
        return String.join("  ", columns);
    }

    private static String columns(JsonNode before, JsonNode after) {
        List<String> columns = new ArrayList<>();
        after.properties().forEach(column -> {
            String was = text(before.path(column.getKey()));
            String is = text(column.getValue());
            columns.add(
                    column.getKey() + "=" + (before.has(column.getKey()) && !was.equals(is) ? was + " -> " + is : is));
        });
        return String.join("  ", columns);
    }

    private static String point(JsonNode point) {
        String asked = point.path("asked").asText();
        return point.path("snapshotId").isNull()
                ? asked + ": empty"
                : "%s: snapshot %s of %s, %s rows in %s files"
                        .formatted(
                                asked,
                                point.path("snapshotId").asText(),
                                point.path("committedAt").asText(),
                                count(point.path("rows")),
                                count(point.path("files")));
    }

    private static String count(JsonNode number) {
        return number.isNull() ? "?" : "%,d".formatted(number.asLong());
    }

    private static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode()
                ? "null"
                : value.isValueNode() ? value.asText() : value.toString();
    }
}
