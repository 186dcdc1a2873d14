package org.boathouse.service.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.boathouse.contract.layout.Domain;
import org.boathouse.service.terminal.LakeCommand;
import org.boathouse.service.terminal.Terminal;
import org.boathouse.service.terminal.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boathouse tables}: what there is. */
@Command(name = "tables", mixinStandardHelpOptions = true, description = "Lists the lake's tables.")
public final class TablesCommand implements Callable<Integer> {
    private static final List<TextTable.Column> COLUMNS = List.of(
            new TextTable.Column("table", false),
            new TextTable.Column("rows", true),
            new TextTable.Column("files", true),
            new TextTable.Column("bytes", true),
            new TextTable.Column("snapshots", true),
            new TextTable.Column("updated", false),
            new TextTable.Column("contract", false),
            new TextTable.Column("owner", false));
    private static final List<String> KEYS =
            List.of("name", "rows", "files", "bytes", "snapshots", "updatedAt", "contractVersion", "owner");

    private static final List<TextTable.Column> DROPPED_COLUMNS = List.of(
            new TextTable.Column("name", false),
            new TextTable.Column("type", false),
            new TextTable.Column("rows", true),
            new TextTable.Column("dropped", false),
            new TextTable.Column("by", false),
            new TextTable.Column("undrop until", false));
    private static final List<String> DROPPED_KEYS =
            List.of("name", "type", "rows", "droppedAt", "droppedBy", "undropUntil");

    @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "Only this domain's.")
    private String domain;

    @Option(names = "--dropped", description = "What was dropped and can be brought back: views and namespaces, too.")
    private boolean dropped;

    @Mixin
    private LakeCommand command;

    @Override
    public Integer call() {
        String query = domain == null ? "" : "?domain=" + new Domain(domain);
        return command.tell(command.lake().get((dropped ? "/dropped" : "/tables") + query), this::show);
    }

    private void show(JsonNode answer) {
        TextTable table = new TextTable(dropped ? DROPPED_COLUMNS : COLUMNS, Terminal.out(), Terminal.width());
        answer.path(dropped ? "dropped" : "tables")
                .forEach(row -> table.row(cells(row, dropped ? DROPPED_KEYS : KEYS)));
        table.end();
    }

    /** A hyphen where there is nothing to say: these are no data in which it could mean something else. */
    private static List<String> cells(JsonNode row, List<String> keys) {
        List<String> cells = new ArrayList<>();
        for (String key : keys) {
            JsonNode value = row.path(key);
            cells.add(
                    value.isNull() || value.isMissingNode()
                            ? "-"
                            : value.isIntegralNumber() ? "%,d".formatted(value.asLong()) : value.asText());
        }
        return cells;
    }
}
