package io.swabline.issuer.http;

import io.swabline.issuer.CodeDesk;
import io.swabline.protocol.SamplingKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochClock;

/**
 * The issuing side's HTTP listener: {@code /v1} for the city's app, {@code /pages/} for residents. One event loop of its own
 * reads, judges and answers; a worker thread draws images; both end with {@link #close()}. It knows no state but page tickets
 * and limits, all bounded. While the registry is away it answers 503.
 */
public final class IssuerHttp implements AutoCloseable {
    private static final long START_TIMEOUT_SECONDS = 20;
    private static final long CLOSE_TIMEOUT_SECONDS = 10;

    private final Vertx vertx;
    private final HttpServer server;

    private IssuerHttp(final Vertx vertx, final HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /**
     * Listens; returns when requests are taken.
     *
     * @param desk        gives null while the registry is unavailable; asked for every request
     * @param keys        gives the keys of this moment, for their pepper
     * @param trustBundle gives the bundle of this moment; null while there is none
     * @param clock       epoch milliseconds
     * @throws HttpStartException if the address cannot be had
     */
    public static IssuerHttp start(
        final HttpSettings settings,
        final Supplier<CodeDesk> desk,
        final Supplier<SamplingKeys> keys,
        final Supplier<byte[]> trustBundle,
        final EpochClock clock) {
        final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setUseDaemonThread(true)
            .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            final HttpServer server = vertx.createHttpServer(options(settings)).requestHandler(Router.router(vertx));
            await(server.listen(settings.port(), settings.host()), START_TIMEOUT_SECONDS);
            return new IssuerHttp(vertx, server);
        } catch (final ExecutionException | TimeoutException e) {
            vertx.close();
            throw notStarted(settings, e instanceof ExecutionException failed ? failed.getCause() : e);
        }
    }

    /** The port listened on. */
    public int port() {
        return server.actualPort();
    }

    /** Stops listening, closes connections and ends the threads; requests under way are cut off. */
    @Override
    public void close() {
        try {
            await(vertx.close(), CLOSE_TIMEOUT_SECONDS);
        } catch (final ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the HTTP listener did not close", e);
        }
    }

    private static HttpServerOptions options(final HttpSettings settings) {
        return new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setTcpNoDelay(true)
            .setReuseAddress(true);
    }

    private static <T> T await(final Future<T> future, final long seconds) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the HTTP listener", e);
        }
    }

    private static HttpStartException notStarted(final HttpSettings settings, final Throwable cause) {
        final String address = settings.host() + ":" + settings.port();
        final String why;
        if (cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use")) {
            why = "the address is in use; stop what listens there, or choose another port";
        } else if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            why = "there is no such host; name an address of this machine";
        } else if (cause instanceof BindException) {
            why = "this machine has no such address, or may not use the port (" + cause.getMessage() + ")";
        } else {
            why = String.valueOf(cause.getMessage());
        }
        return new HttpStartException("cannot listen for HTTP on " + address + ": " + why, cause);
    }
}
