package org.boathouse.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    @Test
    void everyCommandTellsWhatItIsFor() {
        assertTrue(Main.commandLine().getSubcommands().size() > 10);
        for (String command : Main.commandLine().getSubcommands().keySet()) {
            StringWriter told = new StringWriter();
            CommandLine line = Main.commandLine();
            line.setOut(new PrintWriter(told));
            assertEquals(0, line.execute(command, "--help"), command);
            assertTrue(told.toString().contains("Usage: boathouse " + command), told::toString);
        }
    }
}
