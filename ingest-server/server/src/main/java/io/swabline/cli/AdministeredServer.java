package io.swabline.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import io.swabline.protocol.FileVersion;
import io.swabline.server.control.ControlAnswer;
import io.swabline.server.control.ControlClient;
import io.swabline.server.control.ControlException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Option;

/**
 * The server whose files a command changes, found by the same configuration as serve's. The command changes only what that
 * server uses, and tells whether the server has taken the change, which it asks at the control socket in the data directory.
 */
final class AdministeredServer {
    private static final String DATA = "data.directory";
    /** For one answer; the server's own limit is the same. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);
    /** From the change until the server must have taken it. */
    private static final long TAKING_DEADLINE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long ASKING_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    @Option(
        names = "--config", paramLabel = "FILE",
        description = "the server's configuration file (default: /etc/swabline/swabline.conf if it exists)")
    private Path config;
    @Option(
        names = "--data", paramLabel = "DIR",
        description = "the data directory of the server, which is asked if it runs (default: data.directory of the settings)")
    private Path data;

    /** A file or directory that the configuration names. */
    Path configured(final String key) {
        return configured(key, config, data);
    }

    /**
     * The same for a command that only reads.
     *
     * @param config by --config; null if it is not given
     * @param data   by --data; null if it is not given
     */
    static Path configured(final String key, final Path config, final Path data) {
        return new SettingReader(resolved(config, data)).path(key);
    }

    private static Config resolved(final Path config, final Path data) {
        final Map<String, Object> options = new HashMap<>();
        options.put(DATA, data);
        return ConfigurationFile.sources(config).withEnvironment(System.getenv()).withProperties(System.getProperties())
            .withOverrides("--data", options).resolve();
    }

    /** Refuses one that only the working directory of this command decides, unless its server confirms it. */
    Path dataDirectory() {
        final Path directory = configured(DATA).toAbsolutePath().normalize();
        final Path file = ConfigurationFile.find(config, ConfigurationFile.PACKAGED);
        if (file != null && isOfWorkingDirectory(DATA)) {
            requireServerOf(file, directory);
        }
        return directory;
    }

    /** Whether a setting is a relative path that the user of this command did not write: it is relative to serve's directory. */
    private boolean isOfWorkingDirectory(final String key) {
        final ConfigValue value = resolved(config, data).getValue(key);
        return (SettingSources.isDefault(value) || value.origin().filename() != null) && !configured(key).isAbsolute();
    }

    private void requireServerOf(final Path file, final Path directory) {
        final String started;
        try {
            started = new ControlClient(directory, ANSWER_DEADLINE).lastFiles().text("config");
        } catch (final IOException e) {
            throw unreadable("nothing was done", directory, e);
        }
        final Path real = FileVersion.realPath(file);
        if (!started.equals(real.toString())) {
            throw CommandFailure.usage("nothing was done: data.directory = " + configured(DATA) + " of " + real + " is relative "
                + "to the directory that the server was started in, and no server with this configuration has run on " + directory
                + (started.isEmpty() ? "" : ", but one with " + started) + "; name the server's data directory with --data, or "
                + "write its whole path into the configuration");
        }
    }

    private static CommandFailure unreadable(final String nothing, final Path directory, final IOException e) {
        return CommandFailure.usage(nothing + ": which files the server on " + directory + " uses cannot be read (" + e
            + "); run this as the server's user or as root", e);
    }

    /** Whether an option says which server is meant. */
    boolean isNamed() {
        return config != null || data != null;
    }

    /**
     * Before something is taken away in a file that no option names: refuses if only this user's home or working directory says
     * which file that is, and no server is known to use it. The server's may be another.
     *
     * @param which  stations, keys or callers
     * @param key    the setting that names this file
     * @param option that names this file
     */
    void requireNamed(final String which, final String key, final String option) {
        if (isSet(key) && !isOfWorkingDirectory(key)) {
            return;
        }
        final Path directory = dataDirectory();
        if (usedFiles("nothing was changed").text(which).isEmpty()) {
            throw CommandFailure.usage("nothing was changed: nothing says which server's file is meant, and " + directory
                + (Files.notExists(directory) ? " does not exist" : " knows of no server that uses one of " + which) + "; name "
                + "the server's configuration with --config or its data directory with --data, or the file with " + option);
        }
    }

    /** By an option, the environment, a Java property or a file. */
    private boolean isSet(final String key) {
        return !SettingSources.isDefault(resolved(config, data).getValue(key));
    }

    /**
     * Before a change: refuses if the server on the data directory, or the one that ran there last, uses another file.
     *
     * @param which  stations, keys or callers
     * @param option that names this file
     */
    void requireItsOwn(final String which, final Path file, final String option) {
        requireItsOwn(which, file, option, "nothing was changed", "change");
    }

    /** The same before a file is only shown: what is in another one would be taken for the server's. */
    void requireItsOwnToShow(final String which, final Path file, final String option) {
        requireItsOwn(which, file, option, "nothing was shown", "show");
    }

    private void requireItsOwn(
        final String which, final Path file, final String option, final String nothing, final String would) {
        final ControlAnswer files = usedFiles(nothing);
        final String used = files.text(which);
        final Path own = FileVersion.realPath(file);
        if (!used.isEmpty() && !used.equals(own.toString())) {
            throw CommandFailure.usage(nothing + ": the server on " + dataDirectory() + " uses the " + which + " file " + used
                + ", and this command would " + would + " " + own + "; say " + option + " " + used + ", or --config with that "
                + "server's configuration; if the file is of another server, name that one's data directory with --data");
        }
    }

    private ControlAnswer usedFiles(final String nothing) {
        final ControlClient client = client();
        try {
            return client.ask("files", Map.of());
        } catch (final ControlException e) {
            if (e.kind() == ControlException.Kind.DENIED) {
                throw CommandFailure.usage(nothing + ": " + e.getMessage() + "; run this as the server's user or as "
                    + "root, or name the data directory of another server with --data", e);
            }
            return lastFiles(client, nothing);
        }
    }

    private ControlAnswer lastFiles(final ControlClient client, final String nothing) {
        try {
            return client.lastFiles();
        } catch (final IOException e) {
            throw unreadable(nothing, dataDirectory(), e);
        }
    }

    /** Refuses a file that is there and that this user may not read: it is most often the server's. */
    static void requireReadable(final Path file) {
        if (!Files.notExists(file) && !Files.isReadable(file)) {
            throw CommandFailure.usage(
                file.toAbsolutePath() + " may not be read by this user: run this as the server's user or as root");
        }
    }

    /** After a change: tells whether the server has taken it, and fails if it runs and has not. */
    void report(final String which, final Path file, final PrintStream out) {
        final long startNs = System.nanoTime();
        String why;
        do {
            try {
                final ControlAnswer taken = client().ask("taken", Map.of("file", which));
                if (taken.isDone() && taken.text("version").equals(FileVersion.of(file))) {
                    out.println("The server on " + dataDirectory() + " has taken it"
                        + (taken.text("note").isEmpty() ? "." : "; " + taken.text("note")));
                    return;
                }
                why = taken.isDone() ? "it goes by an older content" : taken.reason();
            } catch (final ControlException e) {
                if (e.kind() == ControlException.Kind.NO_SERVER) {
                    out.println(noServer());
                    return;
                }
                why = e.getMessage();
            }
            LockSupport.parkNanos(ASKING_INTERVAL_NS);
        } while (System.nanoTime() - startNs < TAKING_DEADLINE_NS);
        throw CommandFailure.checkFailed(file.toAbsolutePath() + " was changed, but the server on " + dataDirectory()
            + " has NOT taken it: " + why);
    }

    private String noServer() {
        return Files.isDirectory(dataDirectory())
            ? "No server is running on " + dataDirectory() + "; the next one reads it when it starts."
            : "No server is running on " + dataDirectory() + ", which does not exist: if a server of yours uses this file, name "
                + "its data directory with --data.";
    }

    private ControlClient client() {
        return new ControlClient(dataDirectory(), ANSWER_DEADLINE);
    }
}
