package org.boathouse.service.restore;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.service.terminal.LakeCommand;
import org.boathouse.service.terminal.TablesArgument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boathouse restore}: sets tables back, all or none, after showing what that means. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Sets tables back to a point of their history, all in one commit or none; their data only, unless --schema.",
            "A table's quarantine goes with it; a domain's tables are all but those of raw.",
            "Nothing is lost: the heads that are left are kept under a tag, before-restore-<time>. A restored product's"
                    + " tables are held: 'boathouse run' leaves them alone until 'run --resume', which reads their inputs"
                    + " again from where the restored state had read them, or 'run --skip-to now'."
        })
public final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private TablesArgument tables;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "POINT",
            description =
                    "A time (also '2 hours ago', yesterday), a tag or a branch; for one table also a snapshot id.")
    private String to;

    @Option(names = "--branch", paramLabel = "BRANCH", description = "The branch that is set back (default: main).")
    private String branch;

    @Option(names = "--schema", description = "Makes the schema of then the current one too.")
    private boolean schema;

    @Option(names = "--verify", description = "First looks whether every file of that point is there.")
    private boolean verify;

    @Option(names = "--dry-run", description = "Only shows what would be done.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Does it without asking.")
    private boolean yes;

    @Mixin
    private LakeCommand command;

    @Override
    public Integer call() {
        if (tables.ways() != 1) {
            throw command.refusal("restore what? Name TABLEs, a --domain or a --product");
        }
        LakeClient lake = command.lake();
        Map<String, Object> request = request();
        request.put("dryRun", true);
        // What is only shown to be agreed to is looked for when it is done.
        request.put("verify", verify && dryRun);
        JsonNode plan = lake.post("/restore", request);
        boolean changes = hasChanges(plan);
        if (dryRun || !changes && !verify) {
            return command.tell(plan, this::show);
        }
        if (changes && !yes) {
            show(plan);
            if (!agreed()) {
                return 1;
            }
        }
        request.put("dryRun", false);
        request.put("verify", verify);
        // What was shown is what is done: '2 hours ago' stays the moment it was then, and a head that has moved, of the
        // branch that is set or of the one that is gone back to, makes it fail.
        if (!plan.path("at").isNull()) {
            request.put("to", plan.path("at").asText());
        }
        request.put(RestoreRequest.EXPECTED_HEADS, snapshots(plan, "from"));
        request.put(RestoreRequest.EXPECTED_TARGETS, snapshots(plan, "to"));
        return command.tell(lake.change("POST", "/restore", request), this::show);
    }

    private Map<String, Object> request() {
        Map<String, Object> request = tables.request();
        request.put("to", to);
        request.put("branch", branch);
        request.put("schema", schema);
        request.values().removeIf(Objects::isNull);
        return request;
    }

    private static boolean hasChanges(JsonNode plan) {
        for (JsonNode table : plan.path("tables")) {
            if (table.path("action").asText().equals("restored")) {
                return true;
            }
        }
        return false;
    }

    /** @param which {@code from} or {@code to} */
    private static List<Map<String, Object>> snapshots(JsonNode plan, String which) {
        List<Map<String, Object>> snapshots = new ArrayList<>();
        plan.path("tables").forEach(table -> {
            if (!table.path(which).isNull()) {
                snapshots.add(Map.of(
                        "table",
                        table.path("table").asText(),
                        "snapshotId",
                        table.path(which).path("snapshotId").asLong()));
            }
        });
        return snapshots;
    }

    private boolean agreed() {
        if (System.console() == null) {
            throw command.refusal("nobody is here to be asked: say --yes to do it");
        }
        String answer = System.console().readLine("Restore? [y/N] ");
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    private void show(JsonNode report) {
        PrintWriter talk = command.talk();
        boolean isPlan = report.path("dryRun").asBoolean();
        boolean held = false;
        for (JsonNode table : report.path("tables")) {
            boolean changes = table.path("action").asText().equals("restored");
            talk.printf(
                    "%-9s  %s  %s%n",
                    changes ? isPlan ? "restores" : "restored" : "unchanged",
                    table.path("table").asText(),
                    changes
                            ? state(table.path("from")) + "  ->  " + state(table.path("to"))
                            : state(table.path("from")));
            held |= table.path("held").asBoolean();
        }
        if (!report.path("verifiedFiles").isNull()) {
            talk.printf(
                    "every file is there: %,d were looked for%n",
                    report.path("verifiedFiles").asLong());
        }
        if (!report.path("keptAs").isNull()) {
            talk.printf(
                    "the heads that are left %s kept under the tag %s%n",
                    isPlan ? "will be" : "are", report.path("keptAs").asText());
        }
        if (held) {
            talk.println("held: 'boathouse run' leaves these tables alone until 'run --resume' or 'run --skip-to now'");
        }
        talk.flush();
    }

    private static String state(JsonNode state) {
        if (state.isNull()) {
            return "empty";
        }
        return "snapshot %s of %s (%s rows)"
                .formatted(
                        state.path("snapshotId").asText(),
                        state.path("committedAt").asText(),
                        state.path("rows").isNull()
                                ? "?"
                                : "%,d".formatted(state.path("rows").asLong()));
    }
}
