package io.swabline.issuer.http;

import io.swabline.issuer.CodeDesk;
import io.swabline.issuer.IssuerException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks the desk from the event loop, and brings its answer, or a {@link Refusal}, back there. */
final class DeskCalls {
    private final Supplier<CodeDesk> desk;
    private final Context context;

    DeskCalls(final Supplier<CodeDesk> desk, final Context context) {
        this.desk = desk;
        this.context = context;
    }

    <T> Future<T> ask(final Function<CodeDesk, CompletableFuture<T>> question) {
        final CodeDesk now = desk.get();
        if (now == null) {
            return Future.failedFuture(Refusal.registryUnavailable());
        }
        return Future.fromCompletionStage(question.apply(now), context)
            .recover(failure -> Future.failedFuture(refusalOf(failure)));
    }

    private static Throwable refusalOf(final Throwable failure) {
        final Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return cause instanceof IssuerException refused ? Refusal.of(refused) : cause;
    }
}
