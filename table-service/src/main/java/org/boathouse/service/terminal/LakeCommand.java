package org.boathouse.service.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.Consumer;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Mixed into a command that asks the lake: whom it asks, and how it tells what it is answered. */
public final class LakeCommand {
    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** The lake that the environment names. */
    public LakeClient lake() {
        return new LakeClient(LakeAddress.of(System.getenv()));
    }

    /** Whether a program reads what is told. */
    public boolean isJson() {
        return json;
    }

    /** Tells an answer: as it is with {@code --json}, else as the command shows it to people. Returns the exit code 0. */
    public int tell(JsonNode answer, Consumer<JsonNode> show) {
        if (json) {
            Terminal.json(answer);
        } else {
            show.accept(answer);
        }
        return 0;
    }

    /** Where it talks to people; data goes to the standard output. */
    public PrintWriter talk() {
        return command.commandLine().getErr();
    }

    /** Of a command line that can't be meant; thrown, it shows the command's usage. */
    public ParameterException refusal(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
