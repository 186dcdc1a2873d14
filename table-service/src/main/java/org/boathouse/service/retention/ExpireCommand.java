package org.boathouse.service.retention;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.service.terminal.DisplayText;
import org.boathouse.service.terminal.ProductArgument;
import org.boathouse.service.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code boathouse expire}: what policies let go of histories, and why the rest is kept. */
@Command(
        name = "expire",
        mixinStandardHelpOptions = true,
        description = {
            "Removes snapshots, branches and tags that policies let go ('boathouse retention') and nothing else needs. The"
                    + " collector does so by itself every few hours; files follow a day later at the earliest.",
            "--dry-run lists what would go, and what is kept though its policy would let it go, each with why."
        })
public final class ExpireCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TABLE", description = "<domain>.<layer>.<table> (default: every table).")
    private List<String> tables = List.of();

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "All of a domain's tables.")
    private String domain;

    @Option(
            names = "--product",
            paramLabel = "PRODUCT",
            description = "All tables of a product: its folder, its *.odcs.yaml, or the id of its contract.")
    private List<String> products = List.of();

    @Option(names = "--dry-run", description = "Only tells what would go, and what is kept and why.")
    private boolean dryRun;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Snapshots listed of each table at most (default: 1000).")
    private int limit;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if ((tables.isEmpty() ? 0 : 1) + (domain == null ? 0 : 1) + (products.isEmpty() ? 0 : 1) > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expire what? Name TABLEs, a --domain or a --product, or nothing for every table");
        }
        LakeClient lake = new LakeClient(LakeAddress.of(System.getenv()));
        JsonNode report = dryRun ? lake.post("/expire", request()) : lake.change("POST", "/expire", request());
        if (json) {
            Terminal.json(report);
        } else {
            PrintWriter out = Terminal.out();
            report.path("tables").forEach(table -> show(table, out));
            out.flush();
        }
        tell(report);
        return report.path("failed").isEmpty() ? 0 : 1;
    }

    private Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        if (!tables.isEmpty()) {
            request.put("tables", tables);
        } else if (domain != null) {
            request.put("domain", domain);
        } else if (!products.isEmpty()) {
            request.put(
                    "contracts",
                    products.stream()
                            .flatMap(product -> ProductArgument.contracts(product).stream())
                            .toList());
        }
        request.put("dryRun", dryRun);
        request.put("limit", limit);
        return request;
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

    private void tell(JsonNode report) {
        PrintWriter talk = spec.commandLine().getErr();
        report.path("failed")
                .forEach(failed -> talk.printf(
                        "boathouse: %s was left as it is: %s%n",
                        failed.path("table").asText(), failed.path("why").asText()));
        if (!json) {
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
