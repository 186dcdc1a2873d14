package org.boathouse.service.retention;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.service.terminal.DisplayText;
import org.boathouse.service.terminal.LakeCommand;
import org.boathouse.service.terminal.TablesArgument;
import org.boathouse.service.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boathouse expire}: what policies let go of histories, and why the rest is kept. */
@Command(
        name = "expire",
        mixinStandardHelpOptions = true,
        description = {
            "Removes snapshots, branches and tags that policies let go ('boathouse retention') and nothing else needs. The"
                    + " collector does so by itself every few hours; files follow a day later at the earliest.",
            "--dry-run lists what would go, and what is kept though its policy would let it go, each with why.",
            "Of the TABLEs named, of a domain or of products; of every table where nothing is named."
        })
public final class ExpireCommand implements Callable<Integer> {
    @Mixin
    private TablesArgument tables;

    @Option(names = "--dry-run", description = "Only tells what would go, and what is kept and why.")
    private boolean dryRun;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Snapshots listed of each table at most (default: 1000).")
    private int limit;

    @Mixin
    private LakeCommand command;

    @Override
    public Integer call() {
        if (tables.ways() > 1) {
            throw command.refusal("expire what? Name TABLEs, a --domain or a --product, or nothing for every table");
        }
        Map<String, Object> request = tables.request();
        request.put("dryRun", dryRun);
        request.put("limit", limit);
        LakeClient lake = command.lake();
        JsonNode report = dryRun ? lake.post("/expire", request) : lake.change("POST", "/expire", request);
        command.tell(report, this::show);
        tellTheOutcome(report);
        return report.path("failed").isEmpty() ? 0 : 1;
    }

    private void show(JsonNode report) {
        PrintWriter out = Terminal.out();
        report.path("tables").forEach(table -> show(table, out));
        out.flush();
    }

    private void show(JsonNode table, PrintWriter out) {
        String gone = dryRun ? "expires" : "expired";
        out.printf("%s  (%s)%n", table.path("table").asText(), policy(table.path("policy")));
        table.path("refs")
                .forEach(ref -> out.printf(
                        "  %s  %s: %s%n", gone, ref(ref), ref.path("why").asText()));
        table.path("snapshots").forEach(snapshot -> out.printf("  %s  %s%n", gone, snapshot(snapshot)));
        tellMore(out, table, "snapshots", "snapshotCount");
        table.path("keptRefs")
                .forEach(ref -> out.printf(
                        "  kept     %s: %s%n", ref(ref), ref.path("why").asText()));
        table.path("kept").forEach(snapshot -> out.printf("  kept     %s%n", snapshot(snapshot)));
        tellMore(out, table, "kept", "keptCount");
    }

    private static void tellMore(PrintWriter out, JsonNode table, String list, String count) {
        long more = table.path(count).asLong() - table.path(list).size();
        if (more > 0) {
            out.printf("  and %,d more (--limit)%n", more);
        }
    }

    private static String policy(JsonNode policy) {
        JsonNode age = policy.path("maxSnapshotAge");
        return age.isNull()
                ? "every snapshot is kept: nobody says for how long"
                : "snapshots are kept for %s, says %s"
                        .formatted(age.path("value").asText(), age.path("by").asText());
    }

    private static String ref(JsonNode ref) {
        return "%s %s at snapshot %s"
                .formatted(
                        ref.path("type").asText(),
                        DisplayText.printable(ref.path("name").asText()),
                        ref.path("snapshotId").asText());
    }

    private static String snapshot(JsonNode snapshot) {
        return "snapshot %s of %s: %s"
                .formatted(
                        snapshot.path("snapshotId").asText(),
                        snapshot.path("committedAt").asText(),
                        StreamSupport.stream(snapshot.path("why").spliterator(), false)
                                .map(why -> DisplayText.printable(why.asText()))
                                .collect(Collectors.joining("; ")));
    }

    private void tellTheOutcome(JsonNode report) {
        PrintWriter talk = command.talk();
        report.path("failed")
                .forEach(failed -> talk.printf(
                        "boathouse: %s was left as it is: %s%n",
                        failed.path("table").asText(), failed.path("why").asText()));
        if (!command.isJson()) {
            talk.printf(
                    "%s%s, %s%n",
                    dryRun ? "would expire: " : "expired: ",
                    number(report.path("expiredSnapshots").asLong(), "snapshot", "snapshots"),
                    number(report.path("expiredRefs").asLong(), "branch or tag", "branches and tags"));
        }
        talk.flush();
    }

    private static String number(long count, String one, String many) {
        return "%,d %s".formatted(count, count == 1 ? one : many);
    }
}
