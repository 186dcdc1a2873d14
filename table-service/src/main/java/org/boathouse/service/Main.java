package org.boathouse.service;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.TimeZone;
import org.boathouse.service.diff.DiffCommand;
import org.boathouse.service.dropped.UndropCommand;
import org.boathouse.service.history.HistoryCommand;
import org.boathouse.service.product.ContractCommand;
import org.boathouse.service.query.SqlCommand;
import org.boathouse.service.refs.BranchCommand;
import org.boathouse.service.refs.TagCommand;
import org.boathouse.service.restore.RestoreCommand;
import org.boathouse.service.retention.ExpireCommand;
import org.boathouse.service.retention.RetentionCommand;
import org.boathouse.service.state.TablesCommand;
import org.boathouse.service.up.EnvCommand;
import org.boathouse.service.up.ServeCommand;
import org.boathouse.service.up.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The table service's command line. Only {@code up} and {@code serve} start the service; the others are clients of one. */
@QuarkusMain
@Command(
        name = "boathouse",
        mixinStandardHelpOptions = true,
        description = "Runs a lake, and asks it.",
        subcommands = {
            UpCommand.class,
            ServeCommand.class,
            EnvCommand.class,
            SqlCommand.class,
            TablesCommand.class,
            HistoryCommand.class,
            DiffCommand.class,
            TagCommand.class,
            BranchCommand.class,
            RestoreCommand.class,
            RetentionCommand.class,
            ExpireCommand.class,
            UndropCommand.class,
            ContractCommand.class
        })
public final class Main {
    public static void main(String... args) {
        // Times are shown in UTC, whatever the machine's zone; DuckDB's driver takes some through the JVM's.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler(new FailureMessages());
    }
}
