package io.swabline.server.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One request and its answer. Of the socket's thread, but for {@link #answer}, which is completed by any. */
final class ControlConnection {
    static final int REQUEST_LENGTH_MAX = 4096;

    private static final String OPERATION = "operation";

    private final SocketChannel channel;
    private final long deadlineNs;
    private final ByteBuffer request = ByteBuffer.allocate(REQUEST_LENGTH_MAX);
    private CompletableFuture<ControlAnswer> answer;
    private ByteBuffer reply;

    ControlConnection(final SocketChannel channel, final long deadlineNs) {
        this.channel = channel;
        this.deadlineNs = deadlineNs;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    boolean isReading() {
        return answer == null;
    }

    /** Reads; when the line is there, asks for its answer and reads no more. False: the other end has gone. */
    boolean read(final SelectionKey key, final Map<String, ControlOperation> operations, final Runnable onAnswer)
        throws IOException {
        final boolean isEnded = channel.read(request) < 0;
        final int end = lineEnd();
        if (end < 0 && request.hasRemaining()) {
            return !isEnded;
        }
        key.interestOps(0);
        answer = end < 0
            ? refused("a request is a line of at most " + REQUEST_LENGTH_MAX + " bytes")
            : answerTo(end, operations);
        answer.whenComplete((done, failure) -> onAnswer.run());
        return true;
    }

    private int lineEnd() {
        for (int i = 0; i < request.position(); i++) {
            if (request.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private CompletableFuture<ControlAnswer> answerTo(final int end, final Map<String, ControlOperation> operations) {
        final Map<String, String> fields;
        try {
            fields = ControlLine.parse(request.array(), 0, end);
        } catch (final IOException unreadable) {
            return refused("the request is no JSON object of texts");
        }
        final String name = fields.remove(OPERATION);
        final ControlOperation operation = name == null ? null : operations.get(name);
        if (operation == null) {
            return refused("this server knows no operation '" + name + "'; it knows "
                + operations.keySet().stream().sorted().toList());
        }
        try {
            return operation.run(fields);
        } catch (final RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    static byte[] request(final String operation, final Map<String, String> arguments) {
        final Map<String, String> fields = new LinkedHashMap<>();
        fields.put(OPERATION, operation);
        fields.putAll(arguments);
        return ControlLine.write(fields);
    }

    private static CompletableFuture<ControlAnswer> refused(final String reason) {
        return CompletableFuture.completedFuture(ControlAnswer.refused(reason));
    }

    /** Whether an answer is there and has not been begun to be written. */
    boolean hasAnswer() {
        return reply == null && answer != null && answer.isDone();
    }

    /** Why there will be no proper answer; null if there is one. Call when {@link #hasAnswer}. */
    Throwable failure() {
        return answer.handle((done, failure) -> failure).join();
    }

    /** Begins to answer. */
    void reply(final ControlAnswer with) {
        reply = ByteBuffer.wrap(ControlLine.write(with.asFields()));
    }

    /** Begins with the answer that is there. */
    void reply() {
        reply(answer.join());
    }

    boolean isReplying() {
        return reply != null;
    }

    /** Writes what goes; whether all is written. */
    boolean write() throws IOException {
        channel.write(reply);
        return !reply.hasRemaining();
    }

    void close() throws IOException {
        channel.close();
    }
}
