package io.swabline.benchmarks;

import io.swabline.benchmarks.endtoend.EndToEndCommand;
import io.swabline.benchmarks.fuzz.FuzzCommand;
import io.swabline.benchmarks.issue.IssueCommand;
import io.swabline.benchmarks.jmh.JmhCommand;
import io.swabline.benchmarks.report.BenchFailure;
import io.swabline.benchmarks.simulation.SimulateCommand;
import io.swabline.protocol.KeyFileException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code bench} command: finds the subcommand, runs it and turns what happens into an exit code and, for mistakes of the
 * user, one line on standard error.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures Swabline: its pieces, and the whole; fuzzes and simulates it.",
    subcommands = {JmhCommand.class, EndToEndCommand.class, IssueCommand.class, FuzzCommand.class, SimulateCommand.class},
    usageHelpWidth = 110,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        " 0:measured, and every check passed",
        " 1:a benchmark or a check failed",
        " 2:wrong usage",
        " 3:a program could not be started"})
public final class Bench implements Runnable {
    @Spec
    private CommandSpec spec;

    private Bench() {
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(final String[] args) {
        System.exit(run(args));
    }

    static int run(final String... args) {
        final CommandLine command = new CommandLine(new Bench());
        command.setOut(new PrintWriter(System.out, true));
        command.setErr(new PrintWriter(System.err, true));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setExpandAtFiles(false);
        command.setParameterExceptionHandler((misuse, arguments) -> misused(misuse));
        command.setExecutionExceptionHandler((failure, at, parsed) -> failed(failure));
        return command.execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which one? " + String.join(", ", spec.subcommands().keySet()));
    }

    private static int misused(final ParameterException misuse) {
        System.err.println("bench: " + misuse.getMessage() + " (see "
            + misuse.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
        return ExitCode.USAGE;
    }

    private static int failed(final Exception failure) {
        if (failure instanceof ParameterException misuse) {
            return misused(misuse);
        }
        if (failure instanceof BenchFailure stated) {
            System.err.println("bench: " + stated.getMessage());
            return stated.exitCode();
        }
        if (failure instanceof KeyFileException) {
            System.err.println("bench: " + failure.getMessage());
            return ExitCode.USAGE;
        }
        System.err.println("bench: this should not have happened; please report it with what follows");
        failure.printStackTrace(System.err);
        return ExitCode.SOFTWARE;
    }
}
