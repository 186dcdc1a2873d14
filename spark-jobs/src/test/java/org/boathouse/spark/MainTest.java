package org.boathouse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParseResult;

class MainTest {
    @Test
    void whatFollowsTheJobIsHandedToItOptionsToo() {
        ParseResult submit = Main.commandLine()
                .parseArgs("submit", "--class", "a.B", "job.jar", "day", "--full", "--master", "x")
                .subcommand();

        assertEquals(
                List.of("day", "--full", "--master", "x"),
                submit.matchedPositional(1).getValue());
        assertFalse(submit.hasMatchedOption("--master"));
        assertEquals("a.B", submit.matchedOptionValue("--class", ""));
    }
}
