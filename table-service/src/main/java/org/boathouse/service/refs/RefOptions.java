package org.boathouse.service.refs;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the command lines of {@code tag} and {@code branch} share. */
final class RefOptions {
    @Parameters(paramLabel = "TABLE", index = "0", description = "<domain>.<layer>.<table>")
    String table;

    @Parameters(paramLabel = "NAME", index = "1", arity = "0..1", description = "The name it has or gets.")
    String name;

    @Option(
            names = "--at",
            paramLabel = "POINT",
            description = "A time, a snapshot id, a tag or a branch (default: the head of main).")
    private String at;

    @Option(
            names = "--keep-for",
            paramLabel = "SPAN",
            description =
                    "Such as 30d: how long it is kept from when its snapshot was made (default: as long as a policy says, else for ever).")
    private String keepFor;

    @Option(names = "--replace", description = "Moves one that is elsewhere.")
    private boolean replace;

    @Option(names = "--delete", description = "Deletes it.")
    boolean delete;

    @Option(names = "--dry-run", description = "Only says what would be done.")
    boolean dryRun;

    /** Whether something is said of what it is to be. */
    boolean makes() {
        return at != null || keepFor != null || replace;
    }

    /** What it is to be. */
    Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("replace", replace);
        request.put("dryRun", dryRun);
        if (at != null) {
            request.put("at", at);
        }
        if (keepFor != null) {
            request.put("keepFor", keepFor);
        }
        return request;
    }
}
