package io.swabline.loadgen;

import io.swabline.journal.JournalException;
import io.swabline.loadgen.ledger.LedgerException;
import io.swabline.protocol.KeyFileException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code loadgen} command: finds the subcommand, runs it and turns what happens into an exit code and, for mistakes of the
 * user, one line on standard error.
 */
@Command(
    name = "loadgen",
    mixinStandardHelpOptions = true,
    versionProvider = LoadGenerator.Version.class,
    description = "Makes the load of a sampling day and proves what became of it.",
    subcommands = {RunCommand.class, CheckCommand.class},
    usageHelpWidth = 110,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        " 0:fine",
        " 1:the run or the check failed",
        " 2:wrong usage or configuration",
        " 3:could not start: no server, no key file, no ledger or no journal there"})
public final class LoadGenerator implements Runnable {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int COULD_NOT_START = 3;

    private static final Pattern WORDS = Pattern.compile("expected one of (\\[[A-Z_, ]+\\])( \\(case-insensitive\\))? but was");

    private final PrintStream out;
    private final PrintStream err;
    @Spec
    private CommandSpec spec;

    private LoadGenerator(final PrintStream out, final PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(final String[] args) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-loadgen.xml");
        }
        System.exit(run(System.out, System.err, args));
    }

    /** Runs one command with the given streams in place of the process's. */
    static int run(final OutputStream out, final OutputStream err, final String... args) {
        final PrintStream outPrinter = new PrintStream(out, true, StandardCharsets.UTF_8);
        final PrintStream errPrinter = new PrintStream(err, true, StandardCharsets.UTF_8);
        final CommandLine command = new CommandLine(new LoadGenerator(outPrinter, errPrinter));
        command.setOut(new PrintWriter(outPrinter, true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(errPrinter, true, StandardCharsets.UTF_8));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setExpandAtFiles(false);
        command.setParameterExceptionHandler((failure, arguments) -> misuse(errPrinter, failure));
        command.setExecutionExceptionHandler((failure, at, parsed) -> failed(errPrinter, failure));
        return command.execute(args);
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which one? run, check");
    }

    private static int misuse(final PrintStream err, final ParameterException failure) {
        err.println("loadgen: " + inSmallLetters(failure.getMessage()) + " (see "
            + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
        return USAGE;
    }

    /** The words that an option takes, as help and documents write them; picocli lists the constants of the source. */
    private static String inSmallLetters(final String message) {
        return WORDS.matcher(message).replaceFirst(
            found -> "expected one of " + found.group(1).toLowerCase(Locale.ROOT).replace('_', '-') + " but was");
    }

    private static int failed(final PrintStream err, final Exception failure) {
        if (failure instanceof ParameterException misuse) {
            return misuse(err, misuse);
        }
        if (failure instanceof KeyFileException) {
            err.println("loadgen: " + failure.getMessage());
            return USAGE;
        }
        if (failure instanceof NoSuchFileException) {
            err.println("loadgen: there is no file " + failure.getMessage());
            return COULD_NOT_START;
        }
        if (failure instanceof LoadException || failure instanceof LedgerException || failure instanceof JournalException) {
            err.println("loadgen: " + failure.getMessage());
            return COULD_NOT_START;
        }
        err.println("loadgen: this should not have happened; please report it with what follows");
        failure.printStackTrace(err);
        return FAILED;
    }

    /** Version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            final String version = LoadGenerator.class.getPackage().getImplementationVersion();
            return new String[] {"loadgen " + (version == null ? "(unpackaged)" : version) + ", Java " + Runtime.version()};
        }
    }
}
