package org.boathouse.service.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.layout.TableName;
import org.boathouse.service.terminal.Terminal;
import org.boathouse.service.terminal.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boathouse history}: how a table became what it is. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Lists a table's snapshots, newest first, with what each changed and who points there.")
public final class HistoryCommand implements Callable<Integer> {
    private static final List<TextTable.Column> COLUMNS = List.of(
            new TextTable.Column("snapshot", true),
            new TextTable.Column("committed", false),
            new TextTable.Column("operation", false),
            new TextTable.Column("rows", true),
            new TextTable.Column("added", true),
            new TextTable.Column("deleted", true),
            new TextTable.Column("refs", false),
            new TextTable.Column("run", false));

    @Parameters(paramLabel = "TABLE", description = "<domain>.<layer>.<table>")
    private String table;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode answer =
                new LakeClient(LakeAddress.of(System.getenv())).get("/tables/" + TableName.parse(table) + "/history");
        PrintWriter out = Terminal.out();
        if (json) {
            out.println(answer.toPrettyString());
            out.flush();
        } else {
            TextTable shown = new TextTable(COLUMNS, out, Terminal.width());
            answer.path("history").forEach(entry -> shown.row(cells(entry)));
            shown.end();
        }
        return 0;
    }

    private static List<String> cells(JsonNode entry) {
        String refs = StreamSupport.stream(entry.path("refs").spliterator(), false)
                .map(ref -> ref.path("name").asText())
                .collect(Collectors.joining(", "));
        return List.of(
                entry.path("snapshotId").asText(),
                entry.path("committedAt").asText(),
                entry.path("operation").asText(),
                entry.path("totalRows").isNull() ? "-" : number(entry, "totalRows"),
                number(entry, "rowsAdded"),
                number(entry, "rowsDeleted"),
                refs.isEmpty() ? "-" : refs,
                entry.path("runId").isNull() ? "-" : entry.path("runId").asText());
    }

    private static String number(JsonNode entry, String key) {
        return "%,d".formatted(entry.path(key).asLong());
    }
}
