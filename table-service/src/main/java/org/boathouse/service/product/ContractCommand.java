package org.boathouse.service.product;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.layout.Domain;
import org.boathouse.service.terminal.LakeCommand;
import org.boathouse.service.terminal.Terminal;
import org.boathouse.service.terminal.TextTable;
import org.boathouse.service.terminal.UrlPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boathouse contract}: the registry. */
@Command(
        name = "contract",
        description = "Lists the registered contracts; of one, its versions and statuses with who published which when."
                + " 'boathouse apply' registers them.")
public final class ContractCommand implements Callable<Integer> {
    private static final List<String> CONTRACT =
            List.of("name", "domain", "version", "status", "owner", "registeredAt", "registeredBy", "id");
    private static final List<String> VERSION = List.of("version", "documentStatus", "registeredAt", "registeredBy");
    private static final List<String> STATUS = List.of("status", "version", "at", "by");

    @Parameters(
            paramLabel = "CONTRACT",
            arity = "0..1",
            description = "Its id, or a table that it describes; all contracts where there is none.")
    private String contract;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only this domain's.")
    private String domain;

    // Not by picocli's own options: their --version would be in the way of a contract's.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(names = "--version", paramLabel = "VERSION", description = "Prints this version's document, word for word.")
    private String version;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description =
                    "Gives it this status without another version: proposed, draft, active, deprecated or retired.")
    private String status;

    @Mixin
    private LakeCommand command;

    @Override
    public Integer call() {
        LakeClient lake = command.lake();
        if (contract == null) {
            if (version != null || status != null) {
                throw LakeFailure.invalid("--version and --status are of one contract: name it");
            }
            String query = domain == null ? "" : "?domain=" + new Domain(domain);
            return command.tell(
                    lake.get("/contracts" + query), answer -> show(answer.path("contracts"), CONTRACT, Terminal.out()));
        }
        String path = "/contracts/" + UrlPath.segment(id(lake));
        if (version != null) {
            return command.tell(
                    lake.get(path + "/versions/" + UrlPath.segment(version)), ContractCommand::showDocument);
        }
        if (status != null) {
            JsonNode report = lake.change("PUT", path + "/status", Map.of("status", status));
            if (command.isJson()) {
                Terminal.json(report);
                return 0;
            }
        }
        return command.tell(lake.get(path), ContractCommand::showLife);
    }

    /** A table has one contract at most. */
    private String id(LakeClient lake) {
        JsonNode describing =
                lake.get("/contracts?table=" + UrlPath.segment(contract)).path("contracts");
        return describing.isEmpty() ? contract : describing.path(0).path("id").asText();
    }

    private static void showDocument(JsonNode texts) {
        PrintWriter out = Terminal.out();
        out.print(texts.path("files").path(texts.path("document").asText()).asText());
        out.flush();
    }

    private static void showLife(JsonNode contract) {
        PrintWriter out = Terminal.out();
        show(contract.path("versions"), VERSION, out);
        out.println();
        show(contract.path("statuses"), STATUS, out);
    }

    private static void show(JsonNode rows, List<String> keys, PrintWriter out) {
        TextTable table = new TextTable(
                keys.stream()
                        .map(key -> new TextTable.Column(title(key), false))
                        .toList(),
                out,
                Terminal.width());
        for (JsonNode row : rows) {
            List<String> cells = new ArrayList<>();
            keys.forEach(key ->
                    cells.add(row.path(key).isNull() ? "-" : row.path(key).asText()));
            table.row(cells);
        }
        table.end();
    }

    private static String title(String key) {
        return switch (key) {
            case "registeredAt" -> "published";
            case "registeredBy" -> "by";
            case "documentStatus" -> "document says";
            case "at" -> "since";
            default -> key;
        };
    }
}
