package org.boathouse.service.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** The standard output: a person's terminal, or a file or a program. */
public final class Terminal {
    private static final Path STDOUT = Path.of("/proc/self/fd/1");
    private static final File TTY = new File("/dev/tty");
    private static final int WIDTH_WHERE_UNKNOWN = 120;

    private Terminal() {}

    /** Whether a person sees what is written. */
    public static boolean isShown() {
        try {
            // Java has a console only where the input is one too: look at the output itself where the system shows it.
            String target = Files.readSymbolicLink(STDOUT).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }

    /** How many characters a line has; none where nobody looks. */
    public static OptionalInt width() {
        return isShown() ? OptionalInt.of(shownWidth()) : OptionalInt.empty();
    }

    private static int shownWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TTY)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            boolean ended = stty.waitFor(1, TimeUnit.SECONDS);
            if (ended && size.matches("\\d+ [1-9]\\d*")) {
                return Integer.parseInt(size.substring(size.indexOf(' ') + 1));
            }
        } catch (IOException e) {
            // No stty here: a usual width will do.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return WIDTH_WHERE_UNKNOWN;
    }

    /** Writes to the standard output in UTF-8, whatever the locale: data is never turned into question marks. */
    public static PrintWriter out() {
        return new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    }

    /** Writes it to the standard output, for a program to read. */
    public static void json(JsonNode answer) {
        PrintWriter out = out();
        out.println(answer.toPrettyString());
        out.flush();
    }
}
