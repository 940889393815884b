package io.swabline.server.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the socket of a data directory is. The system takes 108 bytes for a socket's path, and a data directory may be named
 * longer: then a short link to its directory, in a temporary directory of this user alone, stands in for it until {@link
 * #close}.
 */
final class ControlAddress implements AutoCloseable {
    /** The system's 108, less the zero at the end and some that Java keeps. */
    static final int PATH_LENGTH_MAX = 100;

    /** What was in use when the server was last started, beside the socket. */
    static final String FILES = "files";

    private static final String DIRECTORY = "control";
    private static final String SOCKET = "socket";

    private final Path temporary;
    private final UnixDomainSocketAddress address;

    private ControlAddress(final Path temporary, final Path socket) {
        this.temporary = temporary;
        address = UnixDomainSocketAddress.of(socket);
    }

    /** The directory that holds the socket. */
    static Path directoryIn(final Path dataDirectory) {
        return dataDirectory.resolve(DIRECTORY);
    }

    static Path socketIn(final Path dataDirectory) {
        return directoryIn(dataDirectory).resolve(SOCKET);
    }

    static ControlAddress of(final Path dataDirectory) throws IOException {
        final Path socket = socketIn(dataDirectory.toAbsolutePath());
        if (fits(socket)) {
            return new ControlAddress(null, socket);
        }
        final Path temporary = Files.createTempDirectory("swabline-");
        try {
            final Path link = Files.createSymbolicLink(temporary.resolve("d"), socket.getParent());
            if (!fits(link.resolve(SOCKET))) {
                throw new IOException("neither " + socket + " nor a link to it in " + temporary.getParent() + " fits into the "
                    + PATH_LENGTH_MAX + " bytes that a socket's path may have: name a shorter temporary directory with "
                    + "-Djava.io.tmpdir through SWABLINE_JAVA_OPTS");
            }
            return new ControlAddress(temporary, link.resolve(SOCKET));
        } catch (final IOException e) {
            remove(temporary);
            throw e;
        }
    }

    private static boolean fits(final Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_LENGTH_MAX;
    }

    UnixDomainSocketAddress address() {
        return address;
    }

    private static void remove(final Path temporary) throws IOException {
        Files.deleteIfExists(temporary.resolve("d"));
        Files.deleteIfExists(temporary);
    }

    @Override
    public void close() throws IOException {
        if (temporary != null) {
            remove(temporary);
        }
    }
}
