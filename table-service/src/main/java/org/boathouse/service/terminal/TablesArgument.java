package org.boathouse.service.terminal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Mixed into a command for several tables: they themselves, those of a domain, or those of products. */
public final class TablesArgument {
    @Parameters(paramLabel = "TABLE", description = "<domain>.<layer>.<table>")
    private List<String> tables = List.of();

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "All of a domain's tables.")
    private String domain;

    @Option(
            names = "--product",
            paramLabel = "PRODUCT",
            description = "All tables of a product: its folder, its *.odcs.yaml, or the id of its contract.")
    private List<String> products = List.of();

    /** How many of the three are given: more than one can't be meant. */
    public int ways() {
        return (tables.isEmpty() ? 0 : 1) + (domain == null ? 0 : 1) + (products.isEmpty() ? 0 : 1);
    }

    /** As the platform is asked for them. */
    public Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        if (!tables.isEmpty()) {
            request.put("tables", tables);
        }
        if (domain != null) {
            request.put("domain", domain);
        }
        if (!products.isEmpty()) {
            request.put(
                    "contracts",
                    products.stream()
                            .flatMap(product -> ProductArgument.contracts(product).stream())
                            .toList());
        }
        return request;
    }
}
