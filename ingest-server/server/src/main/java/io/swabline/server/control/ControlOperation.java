package io.swabline.server.control;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Something that a running server can be asked to do. Called on the socket's one thread, so it must not wait: what takes longer
 * than a look at a file is done elsewhere and completes the future there. What is wrong with a request is an answer, not an
 * exception.
 */
@FunctionalInterface
public interface ControlOperation {
    /** @param arguments of the request, at most 4 KiB in all; nothing of them has been checked */
    CompletableFuture<ControlAnswer> run(Map<String, String> arguments);

    /** An operation that is done at once. */
    static ControlOperation atOnce(final Function<Map<String, String>, ControlAnswer> operation) {
        return arguments -> CompletableFuture.completedFuture(operation.apply(arguments));
    }
}
