package io.swabline.server.wiring;

import io.swabline.protocol.FileVersion;
import io.swabline.server.control.ControlAnswer;
import io.swabline.server.control.ControlOperation;
import io.swabline.server.control.ControlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running server can be asked at its control socket. Two operations are its own: {@code files} tells which files the
 * server uses, and {@code taken} looks at one of them now and tells whether its content is in force. Others register theirs.
 */
final class ServerControl implements AutoCloseable {
    /** A file that the server reads again while it runs; what it is called in requests. */
    enum Watched {
        STATIONS,
        KEYS,
        CALLERS;

        String text() {
            return name().toLowerCase();
        }
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(ServerControl.class);

    private final Path dataDirectory;
    private final ControlServer socket;
    private volatile Path configuration;
    private final Map<Watched, Path> paths = new ConcurrentHashMap<>();
    private final Map<Watched, Supplier<FileVersion>> looks = new ConcurrentHashMap<>();
    private final Map<Watched, String> notes = new ConcurrentHashMap<>();

    private ServerControl(final Path dataDirectory, final ControlServer socket) {
        this.dataDirectory = dataDirectory;
        this.socket = socket;
        register("files", ControlOperation.atOnce(arguments -> files()));
        register("taken", ControlOperation.atOnce(this::taken));
    }

    /**
     * Call under the journal's lock. Where no socket can be made, such as on a file system without them, the server goes
     * without.
     */
    static ServerControl open(final Path dataDirectory, final NanoClock clock) {
        try {
            return new ServerControl(dataDirectory, ControlServer.open(dataDirectory, clock));
        } catch (final IOException | RuntimeException e) {
            LOGGER.warn("there is no control socket in {} ({}): commands can change this server's files, but cannot ask whether "
                + "it has taken a change", dataDirectory, e.toString());
            return new ServerControl(dataDirectory, null);
        }
    }

    /** Adds an operation; see {@link ControlOperation} for what it may do. */
    void register(final String name, final ControlOperation operation) {
        if (socket != null) {
            socket.register(name, operation);
        }
    }

    /**
     * Tells of a file.
     *
     * @param look looks at the file now; gives null while the part that reads it is not there
     * @param note what the person who changes the file should know; empty for nothing
     */
    void watch(final Watched which, final Path file, final Supplier<FileVersion> look, final String note) {
        notes.put(which, note);
        looks.put(which, look);
        paths.put(which, file);
    }

    void start() {
        if (socket != null) {
            keepFiles();
            socket.start();
        }
    }

    /** Tells of the file that the settings were read from. */
    void noteConfiguration(final Path file) {
        configuration = file;
        if (socket != null) {
            keepFiles();
        }
    }

    private synchronized void keepFiles() {
        try {
            socket.keepFiles(files());
        } catch (final IOException e) {
            LOGGER.warn("which files this server uses could not be noted in {} ({}): commands that are run while it is down "
                + "cannot tell whether they change the right ones", dataDirectory, e.toString());
        }
    }

    private ControlAnswer files() {
        final Map<String, String> fields = new LinkedHashMap<>();
        fields.put("pid", Long.toString(ProcessHandle.current().pid()));
        describe(fields, "data", dataDirectory);
        if (configuration != null) {
            describe(fields, "config", configuration);
        }
        for (final Watched which : Watched.values()) {
            final Path path = paths.get(which);
            if (path != null) {
                describe(fields, which.text(), path);
            }
        }
        return ControlAnswer.done(fields);
    }

    private static void describe(final Map<String, String> fields, final String name, final Path file) {
        final Path real = FileVersion.realPath(file);
        fields.put(name, real.toString());
        fields.put(name + ".version", FileVersion.of(real));
        try {
            fields.put(name + ".owner", Files.getOwner(real).getName());
        } catch (final IOException missing) {
            LOGGER.debug("{} has no owner to tell", real, missing);
        }
    }

    private ControlAnswer taken(final Map<String, String> arguments) {
        final String name = arguments.getOrDefault("file", "");
        for (final Watched which : Watched.values()) {
            if (which.text().equals(name)) {
                return taken(which);
            }
        }
        return ControlAnswer.refused("there is no file '" + name + "' to ask for: name stations, keys or callers");
    }

    private ControlAnswer taken(final Watched which) {
        final Supplier<FileVersion> look = looks.get(which);
        final FileVersion version = look == null ? null : look.get();
        if (version == null) {
            return ControlAnswer.refused("this server reads no " + which.text() + " file now");
        }
        return version.trouble() == null
            ? ControlAnswer.done(inForce(version, notes.get(which)))
            : ControlAnswer.refused(version.trouble());
    }

    private static Map<String, String> inForce(final FileVersion version, final String note) {
        return note.isEmpty() ? Map.of("version", version.inForce()) : Map.of("version", version.inForce(), "note", note);
    }

    /** Call under the journal's lock. */
    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
