package io.swabline.server.control;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of the control socket, on one thread of its own. It takes {@link #CONNECTIONS_MAX} connections at a time, of
 * its own user and of root, reads at most {@link ControlConnection#REQUEST_LENGTH_MAX} bytes from each, and closes each after
 * its answer, or after {@link #DEADLINE_NS}.
 */
public final class ControlServer implements Runnable, AutoCloseable {
    static final int CONNECTIONS_MAX = 4;
    static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(5);

    private static final Logger LOGGER = LoggerFactory.getLogger(ControlServer.class);
    private static final String MAY_BE_DONE = "it is not known whether it was done or still will be; ask again";
    private static final int WAITING_MAX = 16;
    /** While connections are open their deadlines are looked at so often; otherwise the thread sleeps. */
    private static final long LOOK_MS = 100;
    private static final long REST_NS = TimeUnit.SECONDS.toNanos(1);

    /** Takes a connection of the listener; null if there is none. */
    interface Acceptor {
        SocketChannel accept(ServerSocketChannel listener) throws IOException;
    }

    private final Path socket;
    private final ServerSocketChannel listener;
    private final Acceptor acceptor;
    private final Object fileKey;
    private final Selector selector;
    private final SelectionKey accepting;
    private final ControlPeer peers;
    private final NanoClock clock;
    private final Map<String, ControlOperation> operations = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this, "control");
    private volatile boolean isClosed;
    /** The latest try to accept a connection failed. */
    private boolean isFailing;
    private long restsUntilNs;

    private ControlServer(final Path socket, final ServerSocketChannel listener, final Acceptor acceptor,
        final Selector selector, final NanoClock clock) throws IOException {
        this.socket = socket;
        this.listener = listener;
        this.acceptor = acceptor;
        this.selector = selector;
        this.clock = clock;
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        fileKey = Files.readAttributes(socket, BasicFileAttributes.class).fileKey();
        peers = new ControlPeer(socket);
        listener.configureBlocking(false);
        accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
        thread.setDaemon(true);
    }

    /**
     * Makes the socket. The caller holds the lock on the journal of that directory, so that a socket that is there is of a
     * server that has gone, and is replaced.
     */
    public static ControlServer open(final Path dataDirectory, final NanoClock clock) throws IOException {
        return open(dataDirectory, clock, ServerSocketChannel::accept);
    }

    static ControlServer open(final Path dataDirectory, final NanoClock clock, final Acceptor acceptor) throws IOException {
        final Path directory = ControlAddress.directoryIn(dataDirectory.toAbsolutePath());
        OwnerOnlyFile.makeDirectory(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        final Path socket = ControlAddress.socketIn(dataDirectory.toAbsolutePath());
        Files.deleteIfExists(socket);
        final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = null;
        try (ControlAddress address = ControlAddress.of(dataDirectory)) {
            listener.bind(address.address(), WAITING_MAX);
            selector = Selector.open();
            return new ControlServer(socket, listener, acceptor, selector, clock);
        } catch (final IOException | RuntimeException e) {
            listener.close();
            if (selector != null) {
                selector.close();
            }
            throw e;
        }
    }

    /** Adds an operation, before or after {@link #start}; a name can be given once. Any thread. */
    public void register(final String name, final ControlOperation operation) {
        if (operations.putIfAbsent(name, Objects.requireNonNull(operation)) != null) {
            throw new IllegalArgumentException("there is an operation " + name + " already");
        }
    }

    /** Keeps what is known of the server's files for commands that come while no server runs. */
    public void keepFiles(final ControlAnswer files) throws IOException {
        OwnerOnlyFile.replace(socket.resolveSibling(ControlAddress.FILES),
            new String(ControlLine.write(files.asFields()), StandardCharsets.UTF_8));
    }

    public void start() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            while (!isClosed) {
                selector.select(selector.keys().size() > 1 || isFailing ? LOOK_MS : 0);
                selector.selectedKeys().clear();
                look();
            }
        } catch (final IOException | RuntimeException failure) {
            LOGGER.error("the control socket {} failed: commands cannot ask this server any more until it is restarted; scans "
                + "go on", socket, failure);
        } finally {
            closeAll();
        }
    }

    /** Does all that can be done now. A connection's trouble ends it alone. */
    private void look() throws IOException {
        final long nowNs = clock.nanoTime();
        for (final SelectionKey key : selector.keys()) {
            if (key != accepting && key.isValid()) {
                serve(key, (ControlConnection) key.attachment(), nowNs);
            }
        }
        selector.selectNow();
        final boolean isResting = isFailing && nowNs - restsUntilNs < 0;
        final boolean hasRoom = selector.keys().size() <= CONNECTIONS_MAX && !isResting;
        accepting.interestOps(hasRoom ? SelectionKey.OP_ACCEPT : 0);
        if (hasRoom) {
            accept(nowNs);
        }
    }

    /** Accepting fails while the process is out of file descriptors. At once it would fail again, so it rests first. */
    private void accept(final long nowNs) {
        final SocketChannel channel;
        try {
            channel = acceptor.accept(listener);
        } catch (final IOException e) {
            if (!isFailing) {
                LOGGER.warn("the control socket {} cannot accept connections ({}): commands that ask this server wait until it "
                    + "can; for too many open files raise the limit (ulimit -n, LimitNOFILE)", socket, e.getMessage());
            }
            isFailing = true;
            restsUntilNs = nowNs + REST_NS;
            return;
        }
        isFailing = false;
        if (channel != null) {
            admit(channel, nowNs);
        }
    }

    private void admit(final SocketChannel channel, final long nowNs) {
        try {
            final UserPrincipal stranger = peers.stranger(channel);
            if (stranger == null) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new ControlConnection(channel, nowNs + DEADLINE_NS));
                return;
            }
            LOGGER.warn("the user {} was refused at the control socket {}: only this server's user and root are let in",
                stranger.getName(), socket);
        } catch (final IOException gone) {
            LOGGER.debug("a connection to the control socket was lost", gone);
        }
        try {
            channel.close();
        } catch (final IOException closed) {
            LOGGER.debug("a connection to the control socket was lost", closed);
        }
    }

    private void serve(final SelectionKey key, final ControlConnection connection, final long nowNs) throws IOException {
        try {
            boolean goesOn = true;
            if (connection.isReading() && key.isReadable()) {
                goesOn = connection.read(key, operations, selector::wakeup);
            }
            if (goesOn && connection.hasAnswer()) {
                reply(connection);
            }
            if (goesOn && !connection.isReplying() && nowNs - connection.deadlineNs() >= 0) {
                connection.reply(ControlAnswer.unknown("this took longer than "
                    + TimeUnit.NANOSECONDS.toSeconds(DEADLINE_NS) + " s: " + MAY_BE_DONE));
            }
            if (goesOn && connection.isReplying()) {
                goesOn = !connection.write() && nowNs - connection.deadlineNs() < DEADLINE_NS;
                if (goesOn) {
                    key.interestOps(SelectionKey.OP_WRITE);
                }
            }
            if (!goesOn) {
                connection.close();
            }
        } catch (final IOException gone) {
            connection.close();
        }
    }

    private void reply(final ControlConnection connection) {
        final Throwable failure = connection.failure();
        if (failure == null) {
            connection.reply();
        } else if (failure instanceof TimeoutException) {
            connection.reply(ControlAnswer.unknown("this was not done in time: " + MAY_BE_DONE));
        } else {
            LOGGER.error("an operation asked for at the control socket failed", failure);
            connection.reply(ControlAnswer.refused("the server could not do this; its log says why"));
        }
    }

    private void closeAll() {
        for (final SelectionKey key : selector.keys()) {
            try {
                key.channel().close();
            } catch (final IOException e) {
                LOGGER.debug("closing a connection of the control socket failed", e);
            }
        }
        try {
            selector.close();
        } catch (final IOException e) {
            LOGGER.debug("closing the selector of the control socket failed", e);
        }
    }

    /** Ends the thread and removes the socket. The caller still holds the lock on the journal. */
    @Override
    public void close() {
        isClosed = true;
        selector.wakeup();
        try {
            if (thread.getState() == Thread.State.NEW) {
                closeAll();
            } else {
                thread.join();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            if (Objects.equals(fileKey, Files.readAttributes(socket, BasicFileAttributes.class).fileKey())) {
                Files.delete(socket);
            }
        } catch (final NoSuchFileException removed) {
            LOGGER.debug("the control socket {} was removed already", socket);
        } catch (final IOException e) {
            LOGGER.warn("the control socket {} could not be removed ({}); the next start replaces it", socket, e.toString());
        }
    }
}
