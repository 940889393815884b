package io.swabline.issuer.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Locale;

/**
 * Collects a request's body into one array, never more than the limit, whatever length was announced or not. What Vert.x hands
 * over is overwritten once copied, and the array by {@link #close}; best effort, as Netty's own buffers are out of reach.
 * Used by the event loop.
 */
final class RequestBody implements AutoCloseable {
    private final byte[] bytes;
    private int length;

    private RequestBody(final int capacity) {
        this.bytes = new byte[capacity];
    }

    /** The body, once it is there; fails with a {@link Refusal} as soon as it is seen to be wrong. */
    static Future<RequestBody> of(final HttpServerRequest request, final int lengthMax) {
        final long announced = announcedLength(request);
        if (announced > lengthMax) {
            return Future.failedFuture(tooLarge(lengthMax));
        }
        final boolean isEmpty = isEmpty(request);
        if (!isEmpty && !isJson(request)) {
            return Future.failedFuture(Refusal.of(
                ProblemType.WRONG_CONTENT_TYPE, "send the body as application/json in UTF-8, without content encoding"));
        }
        final Promise<RequestBody> promise = Promise.promise();
        final RequestBody body = new RequestBody(announced < 0 ? isEmpty ? 0 : lengthMax : (int) announced);
        request.handler(chunk -> {
            if (!body.add(chunk)) {
                promise.tryFail(tooLarge(lengthMax));
            }
        });
        request.exceptionHandler(failure -> {
            body.close();
            promise.tryFail(Refusal.of(ProblemType.BAD_REQUEST, "the body did not arrive as announced"));
        });
        request.endHandler(end -> promise.tryComplete(body));
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        return promise.future();
    }

    /** Whether the request says that it has no body. */
    static boolean isEmpty(final HttpServerRequest request) {
        final long announced = announcedLength(request);
        return announced == 0 || announced < 0 && request.getHeader("Transfer-Encoding") == null;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    /** Whether there was room. What comes after that is thrown away. */
    private boolean add(final Buffer chunk) {
        final int chunkLength = chunk.length();
        final boolean fits = chunkLength <= bytes.length - length;
        if (fits) {
            chunk.getBytes(bytes, length);
            length += chunkLength;
        } else {
            close();
            length = bytes.length;
        }
        chunk.setBytes(0, new byte[chunkLength]);
        return fits;
    }

    private static long announcedLength(final HttpServerRequest request) {
        final String header = request.getHeader("Content-Length");
        if (header == null) {
            return -1;
        }
        try {
            return Math.max(0, Long.parseLong(header.strip()));
        } catch (final NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static boolean isJson(final HttpServerRequest request) {
        final String encoding = request.getHeader("Content-Encoding");
        final String header = request.getHeader("Content-Type");
        if (header == null || encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return false;
        }
        final String[] parts = header.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals(Answer.JSON)) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].strip().replace("\"", "").equals("charset=utf-8")) {
                return false;
            }
        }
        return true;
    }

    /** The connection ends with the answer: the body is not waited for. */
    static Refusal tooLarge(final int lengthMax) {
        return Refusal.with(ProblemType.BODY_TOO_LARGE, lengthMax == 0 ? "no body belongs here; send 'Content-Length: 0'"
            : "a body has at most " + lengthMax + " bytes", "Connection", "close");
    }
}
