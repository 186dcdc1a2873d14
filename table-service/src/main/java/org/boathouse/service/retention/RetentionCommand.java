package org.boathouse.service.retention;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.service.terminal.LakeCommand;
import org.boathouse.service.terminal.Terminal;
import org.boathouse.service.terminal.TextTable;
import org.boathouse.service.terminal.UrlPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boathouse retention}: how long history is kept. */
@Command(
        name = "retention",
        mixinStandardHelpOptions = true,
        description = {
            "Tells how long the history of a table is kept, and who says so; with options, says it for a table or a domain.",
            "Each setting holds for a table from the first that says it: the table, the product's contract"
                    + " (customProperties: snapshotRetention), the domain. Where nobody says --max-snapshot-age, every"
                    + " snapshot is kept. 'boathouse expire --dry-run' tells what that lets go."
        })
public final class RetentionCommand implements Callable<Integer> {
    private static final List<TextTable.Column> COLUMNS = List.of(
            new TextTable.Column("setting", false),
            new TextTable.Column("value", false),
            new TextTable.Column("said by", false));
    private static final List<String> SETTINGS = List.of("maxSnapshotAge", "minSnapshotsToKeep", "maxRefAge");

    @Parameters(paramLabel = "TABLE", arity = "0..1", description = "<domain>.<layer>.<table>")
    private String table;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "For all tables of a domain, where nobody says otherwise.")
    private String domain;

    @Option(
            names = "--max-snapshot-age",
            paramLabel = "SPAN",
            description = "Such as 30d, or forever: snapshots that are older may go.")
    private String maxSnapshotAge;

    @Option(
            names = "--min-snapshots-to-keep",
            paramLabel = "N",
            description = "How many of a branch's newest snapshots stay however old.")
    private Integer minSnapshotsToKeep;

    @Option(
            names = "--max-ref-age",
            paramLabel = "SPAN",
            description = "Branches and tags without an end of their own end when their snapshot is older.")
    private String maxRefAge;

    @Option(names = "--clear", description = "What is not named here is no longer said; it stays as it is otherwise.")
    private boolean clear;

    @Option(names = "--dry-run", description = "Only says what would be set.")
    private boolean dryRun;

    @Mixin
    private LakeCommand command;

    @Override
    public Integer call() {
        if ((table == null) == (domain == null)) {
            throw command.refusal("whose? Name one TABLE, or a --domain");
        }
        String path = (table == null ? "/domains/" + UrlPath.segment(domain) : "/tables/" + UrlPath.segment(table))
                + "/retention";
        LakeClient lake = command.lake();
        Map<String, Object> request = request();
        JsonNode state = request.isEmpty() ? lake.get(path) : lake.change("PUT", path, withMode(request));
        return command.tell(state, this::show);
    }

    private Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        if (maxSnapshotAge != null) {
            request.put("maxSnapshotAge", maxSnapshotAge);
        }
        if (minSnapshotsToKeep != null) {
            request.put("minSnapshotsToKeep", minSnapshotsToKeep);
        }
        if (maxRefAge != null) {
            request.put("maxRefAge", maxRefAge);
        }
        if (clear) {
            request.put("clear", true);
        }
        return request;
    }

    private Map<String, Object> withMode(Map<String, Object> request) {
        request.put("dryRun", dryRun);
        return request;
    }

    private void show(JsonNode state) {
        PrintWriter talk = command.talk();
        if (!state.path("action").isNull()) {
            talk.printf(
                    "%s%s for %s%n",
                    state.path("dryRun").asBoolean() ? "would be " : "",
                    state.path("action").asText(),
                    state.path("of").asText());
        }
        if (domain == null && state.path("policy").path("maxSnapshotAge").isNull()) {
            talk.println("every snapshot is kept: nobody says for how long");
        }
        talk.flush();
        TextTable shown = new TextTable(COLUMNS, Terminal.out(), Terminal.width());
        for (String setting : SETTINGS) {
            shown.row(domain == null ? holds(setting, state.path("policy").path(setting)) : said(setting, state));
        }
        shown.end();
    }

    private static List<String> holds(String setting, JsonNode said) {
        return List.of(
                setting,
                said.isObject() ? said.path("value").asText() : "-",
                said.isObject() ? said.path("by").asText() : "-");
    }

    private static List<String> said(String setting, JsonNode state) {
        JsonNode own = state.path("own").path(setting);
        return List.of(
                setting,
                own.isNull() ? "-" : own.asText(),
                own.isNull() ? "-" : state.path("of").asText());
    }
}
