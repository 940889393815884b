package io.swabline.cli;

import io.swabline.issuer.JdbcText;
import io.swabline.issuer.http.CallersFileException;
import io.swabline.journal.JournalException;
import io.swabline.protocol.KeyFileException;
import io.swabline.protocol.access.AccessFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/**
 * The {@code swabline} command: finds the subcommand, runs it on the calling thread and turns whatever happens into an exit code
 * and, for mistakes of the user, one line on standard error.
 */
@Command(
    name = "swabline",
    description = "Registers a whole city's scans on sampling day: from a resident's code to the laboratory's tail.",
    subcommands = {
        DemoCommand.class,
        ServeCommand.class,
        ConfigCommand.class,
        KeysCommand.class,
        CodeCommand.class,
        CallersCommand.class,
        StationsCommand.class,
        SamplesCommand.class,
        JournalCommand.class,
        StationCommand.class,
        GenerateCompletion.class,
    })
public final class Swabline implements Runnable {
    private static final Pattern WORD = Pattern.compile("(--?)?[A-Za-z][A-Za-z_-]{0,40}");
    /** As picocli lists the words of an option: the constants of the source, in capitals. */
    private static final Pattern WORDS = Pattern.compile("expected one of (\\[[A-Z_, ]+\\])( \\(case-insensitive\\))? but was");
    private static final Pattern ID_NUMBER = Pattern.compile("(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])");

    private final Console console;
    private final StopSignal stopSignal;
    @Spec
    private CommandSpec spec;

    private Swabline(final Console console, final StopSignal stopSignal) {
        this.console = console;
        this.stopSignal = stopSignal;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(final String[] args) {
        final StopSignal stopSignal = StopSignal.ofProcess();
        int exitCode = ExitCode.CHECK_FAILED;
        try {
            exitCode = run(Console.ofProcess(), stopSignal, args);
        } catch (final Error e) {
            // Out of memory, say: no thread that is left over may keep the process alive.
            e.printStackTrace();
        }
        stopSignal.finished(exitCode);
        System.exit(exitCode);
    }

    /** Runs one command with the given streams; see {@link ExitCode} for what comes back. */
    static int run(final Console console, final StopSignal stopSignal, final String... args) {
        final CommandLine command = commandLine(console, stopSignal);
        final int exitCode = command.execute(args);
        console.out().flush();
        final String lossReason = console.results().lossReason();
        if (lossReason != null) {
            printLine(console, "results were lost: standard output cannot be written (" + lossReason + ")");
        }
        console.err().flush();
        return lossReason != null && exitCode == ExitCode.OK ? ExitCode.CHECK_FAILED : exitCode;
    }

    static CommandLine commandLine(final Console console, final StopSignal stopSignal) {
        final CommandLine command = new CommandLine(new Swabline(console, stopSignal));
        adorn(command);
        command.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        command.setParameterExceptionHandler((failure, arguments) -> reportMisuse(console, failure));
        command.setExecutionExceptionHandler((failure, at, parsed) -> reportFailure(console, failure, parsed));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setExpandAtFiles(false);
        command.registerConverter(Duration.class, SettingReader::duration);
        command.registerConverter(Instant.class, SettingReader::instant);
        return command;
    }

    static Console consoleOf(final CommandSpec spec) {
        return ((Swabline) spec.root().userObject()).console;
    }

    static StopSignal stopSignalOf(final CommandSpec spec) {
        return ((Swabline) spec.root().userObject()).stopSignal;
    }

    /** A command that only groups others was named without one of them. */
    static void requireSubcommand(final CommandSpec spec) {
        throw new ParameterException(spec.commandLine(), "which one? " + String.join(", ", spec.subcommands().keySet()));
    }

    @Override
    public void run() {
        requireSubcommand(spec);
    }

    /** What every command has: help, version, the exit codes below its help. */
    private static void adorn(final CommandLine command) {
        final CommandSpec spec = command.getCommandSpec();
        if (spec.findOption("--help") == null) {
            spec.mixinStandardHelpOptions(true);
        }
        spec.versionProvider(() -> new String[] {version()});
        final Map<String, String> exitCodes = new LinkedHashMap<>();
        exitCodes.put(" " + ExitCode.OK, "all went well");
        exitCodes.put(" " + ExitCode.CHECK_FAILED, "a check failed: something was refused, missing or wrong");
        exitCodes.put(" " + ExitCode.USAGE, "wrong usage or configuration");
        exitCodes.put(" " + ExitCode.COULD_NOT_START, "the server could not start");
        exitCodes.put(" " + ExitCode.JOURNAL_FAILED, "the server stopped because its journal failed");
        spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes).width(110).sortOptions(false);
        command.getSubcommands().values().forEach(Swabline::adorn);
    }

    private static String version() {
        final String version = Swabline.class.getPackage().getImplementationVersion();
        return "swabline " + (version == null ? "(unpackaged)" : version) + ", Java " + Runtime.version();
    }

    private static int reportMisuse(final Console console, final ParameterException failure) {
        final CommandSpec spec = failure.getCommandLine().getCommandSpec();
        final String message =
            failure instanceof UnmatchedArgumentException unknown ? unknownWord(unknown) : inSmallLetters(failure.getMessage());
        printLine(console, message + " (see " + spec.qualifiedName() + " --help)");
        return ExitCode.USAGE;
    }

    /** The words that an option takes, as help and documents write them. */
    private static String inSmallLetters(final String message) {
        return WORDS.matcher(message).replaceFirst(
            found -> "expected one of " + found.group(1).toLowerCase(Locale.ROOT).replace('_', '-') + " but was");
    }

    /** Says the word only if it is meant for a command or an option. */
    private static String unknownWord(final UnmatchedArgumentException unknown) {
        final String argument = unknown.getUnmatched().get(0);
        final String word = argument.startsWith("-") ? argument.replaceFirst("=.*", "") : argument;
        if (!WORD.matcher(word).matches()) {
            return "an argument too many, of " + argument.length() + " characters";
        }
        final CommandSpec spec = unknown.getCommandLine().getCommandSpec();
        final Set<String> known = word.startsWith("-") ? spec.optionsMap().keySet() : spec.subcommands().keySet();
        final String lower = word.toLowerCase(Locale.ROOT);
        final String nearest = NearestWord.of(lower, known);
        final boolean isNear = nearest != null && lower.length() > 3
            && NearestWord.distance(lower, nearest) <= lower.length() / 2;
        return "no command or option " + word + (isNear ? "; did you mean " + nearest + "?" : "");
    }

    private static int reportFailure(final Console console, final Exception failure, final ParseResult parsed) {
        console.out().flush();
        if (failure instanceof ParameterException misuse) {
            return reportMisuse(console, misuse);
        }
        if (failure instanceof CommandFailure stated) {
            printLine(console, stated.getMessage());
            return stated.exitCode();
        }
        if (failure instanceof SettingsException || failure instanceof KeyFileException
            || failure instanceof CallersFileException || failure instanceof AccessFileException
            || failure instanceof JournalException) {
            printLine(console, failure.getMessage());
            return ExitCode.USAGE;
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            printLine(console, "cannot read or write: " + reason(failure));
            return ExitCode.USAGE;
        }
        console.err().println("swabline: this should not have happened; please report it with what follows");
        failure.printStackTrace(console.err());
        return ExitCode.CHECK_FAILED;
    }

    /** The message of many a file system's exception is the file alone. */
    private static String reason(final Exception failure) {
        final Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
        if (cause instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or directory";
        }
        if (cause instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        return cause.getMessage();
    }

    /** What was in the wrong place is not repeated if it can be an ID number, or stands where a URL has its password. */
    private static void printLine(final Console console, final String message) {
        console.err().println("swabline: " + ID_NUMBER.matcher(JdbcText.masked(message)).replaceAll("(18 digits)"));
    }
}
