package io.swabline.server.control;

import io.swabline.journal.JournalHolder;
import io.swabline.journal.JournalSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Asks the server that runs on a data directory. Any thread. */
public final class ControlClient {
    static final int ANSWER_LENGTH_MAX = 64 * 1024;

    /** Java has no types for these. */
    private static final Pattern NOBODY_THERE = Pattern.compile("refused|No such file");

    private final Path dataDirectory;
    private final Duration deadline;

    public ControlClient(final Path dataDirectory, final Duration deadline) {
        this.dataDirectory = dataDirectory.toAbsolutePath().normalize();
        this.deadline = deadline;
    }

    /**
     * Asks once and waits for the answer, at most until the deadline.
     *
     * @throws ControlException if there is none
     */
    public ControlAnswer ask(final String operation, final Map<String, String> arguments) throws ControlException {
        final byte[] request = ControlConnection.request(operation, arguments);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A blocking channel knows no deadline: closing it from here ends the other thread's wait.
            final FutureTask<ControlAnswer> exchange = new FutureTask<>(() -> exchange(channel, request));
            final Thread thread = new Thread(exchange, "control-client");
            thread.setDaemon(true);
            thread.start();
            return exchange.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final ExecutionException e) {
            throw exception(e.getCause());
        } catch (final TimeoutException e) {
            throw new ControlException(
                ControlException.Kind.NO_ANSWER, dataDirectory, "within " + deadline.toMillis() + " ms", e);
        } catch (final IOException e) {
            throw exception(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlException(ControlException.Kind.NO_ANSWER, dataDirectory, "interrupted", e);
        }
    }

    /**
     * What the server that was started last on that directory said of its files; nothing if there was none.
     *
     * @throws IOException if this user may not read it, or it is none
     */
    public ControlAnswer lastFiles() throws IOException {
        try {
            final byte[] line = Files.readAllBytes(ControlAddress.directoryIn(dataDirectory).resolve(ControlAddress.FILES));
            return ControlAnswer.of(ControlLine.parse(line, 0, line.length));
        } catch (final NoSuchFileException none) {
            return ControlAnswer.done();
        }
    }

    private ControlAnswer exchange(final SocketChannel channel, final byte[] request) throws IOException {
        if (!Files.exists(ControlAddress.socketIn(dataDirectory))) {
            // Tells a directory that this user may not look into from one with no socket.
            dataDirectory.getFileSystem().provider().checkAccess(ControlAddress.socketIn(dataDirectory));
        }
        try (ControlAddress address = ControlAddress.of(dataDirectory)) {
            channel.connect(address.address());
        }
        final ByteBuffer out = ByteBuffer.wrap(request);
        while (out.hasRemaining()) {
            channel.write(out);
        }
        final ByteArrayOutputStream in = new ByteArrayOutputStream();
        final ByteBuffer part = ByteBuffer.allocate(4096);
        while (channel.read(part) >= 0) {
            in.write(part.array(), 0, part.position());
            part.clear();
            if (in.size() > ANSWER_LENGTH_MAX) {
                throw new IOException("its answer is longer than " + ANSWER_LENGTH_MAX + " bytes");
            }
        }
        final byte[] answer = in.toByteArray();
        if (answer.length == 0 || answer[answer.length - 1] != '\n') {
            throw new IOException("it closed the connection");
        }
        return ControlAnswer.of(ControlLine.parse(answer, 0, answer.length));
    }

    /** No socket, or nobody at it, is no server only if nobody holds the journal either. */
    private ControlException exception(final Throwable cause) {
        if (cause instanceof AccessDeniedException) {
            return new ControlException(ControlException.Kind.DENIED, dataDirectory, "no access to " + cause.getMessage(), cause);
        }
        if (cause instanceof NoSuchFileException || cause instanceof ConnectException || isNobodyThere(cause)) {
            try {
                final String holder = JournalHolder.of(JournalSettings.directoryIn(dataDirectory));
                return holder == null
                    ? new ControlException(ControlException.Kind.NO_SERVER, dataDirectory, "", cause)
                    : new ControlException(ControlException.Kind.NOT_LISTENING, dataDirectory,
                        holder + " runs there and does not listen on its control socket: it is starting, or its log says why",
                        cause);
            } catch (final IOException unknown) {
                return new ControlException(ControlException.Kind.DENIED, dataDirectory, unknown.toString(), unknown);
            }
        }
        return new ControlException(ControlException.Kind.NO_ANSWER, dataDirectory, cause.getMessage(), cause);
    }

    private static boolean isNobodyThere(final Throwable cause) {
        return cause instanceof SocketException && NOBODY_THERE.matcher(String.valueOf(cause.getMessage())).find();
    }
}
