package org.boathouse.ingestion.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleProgressTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aTerminalSeesABarThatIsTakenAwayAtTheEnd() throws InterruptedException {
        try (ConsoleProgress progress = progress(true)) {
            Thread.sleep(150);
            progress.bytesSent(50);
        }
        String shown = err.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("[###############               ] 0 of 4 files, 50 B of 100 B sent"), shown);
        assertTrue(shown.endsWith("\r\033[K"), shown);
    }

    @Test
    void elsewhereNothingShortIsTalkedAbout() {
        try (ConsoleProgress progress = progress(false)) {
            progress.bytesSent(50);
            progress.fileDone();
        }
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsTriedAgainIsSaid() {
        try (ConsoleProgress progress = progress(false)) {
            progress.waiting("the ledger moved on");
        }
        assertEquals("Trying again: the ledger moved on\n", err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "999,999 B", "1000,1.0 kB", "999949,999.9 kB", "999950,1.0 MB", "13493022,13.5 MB"})
    void sizesAreReadable(long bytes, String text) {
        assertEquals(text, Bytes.text(bytes));
    }

    private ConsoleProgress progress(boolean terminal) {
        return new ConsoleProgress(new PrintStream(err, true, StandardCharsets.UTF_8), terminal, 4, 100);
    }
}
