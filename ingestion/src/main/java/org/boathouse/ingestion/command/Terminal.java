package org.boathouse.ingestion.command;

import java.io.Console;
import java.util.Map;

/** Whether somebody watches. */
final class Terminal {
    private Terminal() {}

    static boolean here(Map<String, String> environment) {
        Console console = System.console();
        return console != null
                && isTerminal(console)
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    /** From Java 22 on there is a console without a terminal too, and a method to tell. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
