package org.boathouse.service.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.boathouse.service.terminal.LakeCommand;
import org.boathouse.service.terminal.Terminal;
import org.boathouse.service.terminal.TextTable;
import org.boathouse.service.terminal.UrlPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boathouse history}: how a table became what it is. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "Tells how a table became what it is, newest first: its snapshots on all branches, with who made them and what"
                    + " each changed, and every other change: restores, tags, branches, columns, drops.",
            "Of a dropped table too, as long as it can be brought back."
        })
public final class HistoryCommand implements Callable<Integer> {
    private static final String RUN_BRANCH = "stage_";
    /** What a commit can change of a table's shape, and how that is told. */
    private static final Map<String, String> SHAPES =
            new TreeMap<>(Map.of("schema", "schema", "partitioning", "partitioning", "sortOrder", "sort order"));

    private static final List<TextTable.Column> COLUMNS = List.of(
            new TextTable.Column("when", false),
            new TextTable.Column("by", false),
            new TextTable.Column("what", false),
            new TextTable.Column("snapshot", true),
            new TextTable.Column("rows", true),
            new TextTable.Column("added", true),
            new TextTable.Column("deleted", true),
            new TextTable.Column("branches", false),
            new TextTable.Column("refs", false),
            new TextTable.Column("run", false));

    @Parameters(paramLabel = "TABLE", description = "<domain>.<layer>.<table>")
    private String table;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Snapshots at most (default: 1000).")
    private int limit;

    @Option(names = "--dropped", description = "Of the last dropped table of this name, where there is a live one too.")
    private boolean dropped;

    @Mixin
    private LakeCommand command;

    @Override
    public Integer call() {
        JsonNode answer = command.lake()
                .get("/tables/%s/history?limit=%d%s"
                        .formatted(UrlPath.segment(table), limit, dropped ? "&dropped=true" : ""));
        return command.tell(answer, this::show);
    }

    private void show(JsonNode answer) {
        TextTable shown = new TextTable(COLUMNS, Terminal.out(), Terminal.width());
        lines(answer).forEach(line -> shown.row(line.cells()));
        shown.end();
        tellOfDrop(answer.path("dropped"));
        if (answer.path("more").asBoolean()) {
            command.talk().println("There are more snapshots: see --limit");
        }
    }

    private void tellOfDrop(JsonNode dropped) {
        if (dropped.isObject()) {
            PrintWriter talk = command.talk();
            talk.printf(
                    "%s was dropped; until %s 'boathouse undrop %s' brings it back. It had %s rows and the columns:%n",
                    table,
                    dropped.path("undropUntil").asText(),
                    table,
                    dropped.path("rows").isNull()
                            ? "some"
                            : "%,d".formatted(dropped.path("rows").asLong()));
            dropped.path("columns").forEach(column -> talk.println("  " + column.asText()));
            talk.flush();
        }
    }

    private record Line(Instant at, List<String> cells) {}

    private static List<Line> lines(JsonNode answer) {
        Stream<Line> snapshots = stream(answer.path("history")).map(HistoryCommand::snapshot);
        Set<Long> shown = answer.path("more").asBoolean()
                ? null
                : stream(answer.path("history"))
                        .map(entry -> entry.path("snapshotId").asLong())
                        .collect(Collectors.toSet());
        Stream<Line> changes = stream(answer.path("changes"))
                .filter(change -> !expired(change, shown).isEmpty() || saysMoreThanItsSnapshots(change))
                .map(change -> change(change, expired(change, shown)));
        return Stream.concat(snapshots, changes)
                .sorted(Comparator.comparing(Line::at).reversed())
                .toList();
    }

    private static Line snapshot(JsonNode entry) {
        return new Line(
                Instant.parse(entry.path("committedAt").asText()),
                List.of(
                        entry.path("committedAt").asText(),
                        text(entry.path("by")),
                        entry.path("operation").asText(),
                        entry.path("snapshotId").asText(),
                        entry.path("totalRows").isNull() ? "-" : number(entry, "totalRows"),
                        number(entry, "rowsAdded"),
                        number(entry, "rowsDeleted"),
                        text(stream(entry.path("branches")).map(JsonNode::asText)),
                        text(stream(entry.path("refs"))
                                .map(ref -> ref.path("name").asText())),
                        text(entry.path("runId"))));
    }

    /** A commit that does nothing but add a snapshot to a branch is that snapshot's line; a run's own branch is no news. */
    private static boolean saysMoreThanItsSnapshots(JsonNode change) {
        return !change.path("operation").isNull()
                || change.path("snapshots").isEmpty() && !isOfARunsBranchAlone(change);
    }

    private static boolean isOfARunsBranchAlone(JsonNode change) {
        JsonNode what = change.path("what");
        return what.size() == 1
                && what.has("refs")
                && what.path("refs").properties().stream()
                        .allMatch(ref -> ref.getKey().startsWith(RUN_BRANCH));
    }

    private static boolean isPublication(JsonNode what) {
        return what.path("refs").properties().stream()
                .anyMatch(ref ->
                        ref.getKey().startsWith(RUN_BRANCH) && ref.getValue().isNull());
    }

    /** The snapshots that it added and that are there no more. */
    private static List<Long> expired(JsonNode change, Set<Long> shownOrNull) {
        return stream(change.path("snapshots"))
                .map(JsonNode::asLong)
                .filter(snapshot -> shownOrNull != null && !shownOrNull.contains(snapshot))
                .toList();
    }

    private static Line change(JsonNode change, List<Long> expired) {
        List<String> what = new ArrayList<>();
        JsonNode detail = change.path("what");
        boolean isCreation = change.path("kind").asText().endsWith(".created");
        String operation = change.path("operation")
                .asText(
                        isPublication(detail)
                                ? "published"
                                : change.path("kind").asText());
        what.add(operation.replaceFirst("^(table|view)\\.", "")
                + (change.path("reason").isNull()
                        ? ""
                        : " " + change.path("reason").asText()));
        List<String> refs = new ArrayList<>();
        detail.path("refs").properties().stream()
                .filter(ref -> !ref.getKey().startsWith(RUN_BRANCH))
                .forEach(ref -> refs.add(
                        ref.getValue().isNull()
                                ? "-" + ref.getKey()
                                : ref.getKey() + " = " + ref.getValue().asText()));
        if (!isCreation) {
            SHAPES.forEach((key, words) -> {
                if (detail.has(key)) {
                    what.add(words);
                }
            });
        }
        if (detail.has("properties") && !isCreation) {
            what.add(stream(detail.path("properties")).map(JsonNode::asText).collect(Collectors.joining(", ")));
        }
        if (detail.has("expired")) {
            long count = detail.path("expired").asLong();
            what.add("%,d %s expired".formatted(count, count == 1 ? "snapshot" : "snapshots"));
        }
        if (!expired.isEmpty()) {
            what.add("expired since");
        }
        if (detail.has("was")) {
            what.add("was " + detail.path("was").asText());
        }
        return new Line(
                Instant.parse(change.path("at").asText()),
                List.of(
                        change.path("at").asText(),
                        text(change.path("by")),
                        String.join("; ", what),
                        text(expired.stream().map(String::valueOf)),
                        "-",
                        "-",
                        "-",
                        "-",
                        text(refs.stream()),
                        "-"));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** A hyphen where there is nothing to say. */
    private static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "-" : value.asText();
    }

    private static String text(Stream<String> values) {
        String text = values.collect(Collectors.joining(", "));
        return text.isEmpty() ? "-" : text;
    }

    private static String number(JsonNode entry, String key) {
        return "%,d".formatted(entry.path(key).asLong());
    }
}
