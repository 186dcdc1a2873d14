package org.boathouse.service.query;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.service.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code boathouse sql}: asks the lake. */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description = "Answers SQL over the lake's tables, <domain>.<layer>.<table>, now or as of a point in time.",
        footer = {
            "",
            "Each table may name its own point: ... FROM d.silver.t AT (VERSION => 42), AT (VERSION => 'tag'),",
            "AT (TIMESTAMP => '2026-03-01'), or Spark's FOR VERSION AS OF and TIMESTAMP AS OF. Times without a zone are UTC."
        })
public final class SqlCommand implements Callable<Integer> {
    /** The formats of the service, and the one for people. In lower case: they are words of the command line. */
    enum Format {
        table,
        csv,
        json,
        parquet
    }

    @Parameters(paramLabel = "SQL", description = "One SELECT; - reads it from the standard input.")
    private String sql;

    @Option(
            names = "--as-of",
            paramLabel = "T",
            description =
                    "Reads every table as of a time (also '2 hours ago', yesterday), a snapshot id, a tag or a branch.")
    private String asOf;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "One of: ${COMPLETION-CANDIDATES} (default: what FILE ends with, else table).")
    private Format format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Writes there instead of to the standard output; the whole result or nothing.")
    private Path output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Format wanted = format();
        if (wanted == Format.parquet && output == null && Terminal.isShown()) {
            throw new ParameterException(
                    spec.commandLine(), "Parquet is not for the eye: name a file with -o, or redirect the output");
        }
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("sql", sql.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : sql);
        request.put("asOf", asOf);
        request.put("format", wanted == Format.table ? "json" : wanted.name());
        LakeClient lake = new LakeClient(LakeAddress.of(System.getenv()));
        try (InputStream result = lake.postForStream("/sql", request)) {
            if (output == null) {
                write(result, wanted, System.out);
            } else {
                writeFile(result, wanted);
            }
        }
        return 0;
    }

    private Format format() {
        if (format != null) {
            return format;
        }
        String name = output == null ? "" : output.getFileName().toString().toLowerCase(Locale.ROOT);
        for (Format candidate : Format.values()) {
            if (name.endsWith("." + candidate)) {
                return candidate;
            }
        }
        return Format.table;
    }

    private void write(InputStream result, Format wanted, OutputStream out) throws IOException {
        if (wanted == Format.table) {
            PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            long rows = new ResultTable(text, output == null ? Terminal.width() : java.util.OptionalInt.empty())
                    .print(result);
            spec.commandLine().getErr().println(rows == 1 ? "1 row" : "%,d rows".formatted(rows));
        } else {
            result.transferTo(out);
            if (wanted == Format.json) {
                out.write('\n');
            }
        }
        out.flush();
    }

    private void writeFile(InputStream result, Format wanted) throws IOException {
        Path absolute = output.toAbsolutePath();
        if (absolute.getParent() == null || !Files.isDirectory(absolute.getParent())) {
            throw LakeFailure.invalid("-o %s: there is no folder %s", output, absolute.getParent());
        }
        Path part = Files.createTempFile(absolute.getParent(), absolute.getFileName() + ".", ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                write(result, wanted, out);
            }
            Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
