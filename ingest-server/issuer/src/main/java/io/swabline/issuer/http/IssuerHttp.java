package io.swabline.issuer.http;

import io.swabline.issuer.CodeDesk;
import io.swabline.issuer.Persons;
import io.swabline.issuer.pages.PageShell;
import io.swabline.protocol.FileVersion;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuing side's HTTP listener: {@code /v1} for the city's app, {@code /pages/} for residents. One event loop of its own
 * reads, judges and answers; two worker threads draw images; all end with {@link #close()}. It knows no state but page tickets
 * and limits, all bounded. While the registry is away it answers 503.
 */
public final class IssuerHttp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerHttp.class);
    /** Drawing an image takes about a millisecond; the callers file is looked at here too. */
    private static final int WORKERS = 2;
    private static final long CALLERS_LOOK_MS = 1_000;
    private static final int TICKETS_MAX = 100_000;
    private static final int REQUEST_LINE_LENGTH_MAX = 2 << 10;
    private static final int HEADERS_LENGTH_MAX = 8 << 10;
    private static final long START_TIMEOUT_SECONDS = 20;
    private static final long DRAIN_SECONDS = 5;
    private static final long CLOSE_TIMEOUT_SECONDS = 10;

    private final HttpSettings settings;
    private final Vertx vertx;
    private final HttpServer server;
    private final CallersWatch callers;
    private final HttpCounters counters;
    private final List<Endpoint> endpoints;
    private final long callersTimer;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private IssuerHttp(
        final HttpSettings settings, final Vertx vertx, final HttpServer server, final CallersWatch callers,
        final HttpCounters counters, final List<Endpoint> endpoints, final long callersTimer) {
        this.settings = settings;
        this.vertx = vertx;
        this.server = server;
        this.callers = callers;
        this.counters = counters;
        this.endpoints = List.copyOf(endpoints);
        this.callersTimer = callersTimer;
    }

    /**
     * Listens; returns when requests are taken.
     *
     * @param tls         null for none
     * @param desk        gives null while the registry is unavailable; asked for every request
     * @param keys        gives the keys of this moment, for their pepper
     * @param trustBundle gives the bundle of this moment, the same array while nothing changed; null while there is none
     * @param clock       epoch milliseconds
     * @throws HttpStartException if the address cannot be had
     */
    public static IssuerHttp start(
        final HttpSettings settings,
        final HttpTls tls,
        final Supplier<CodeDesk> desk,
        final Supplier<SamplingKeys> keys,
        final Supplier<byte[]> trustBundle,
        final EpochClock clock) {
        return start(settings, tls, desk, keys, trustBundle, clock, SystemNanoClock.INSTANCE);
    }

    /** @param nanoClock of the limits on how often somebody may ask */
    static IssuerHttp start(
        final HttpSettings settings, final HttpTls tls, final Supplier<CodeDesk> desk, final Supplier<SamplingKeys> keys,
        final Supplier<byte[]> trustBundle, final EpochClock clock, final NanoClock nanoClock) {
        final HttpCounters counters = new HttpCounters();
        final Acceptance acceptance = new Acceptance(settings.limits(), tls != null, counters, nanoClock);
        final Vertx vertx = vertx(acceptance);
        try {
            final CallersWatch callers = new CallersWatch(settings.callersFile());
            final long callersTimer = vertx.setPeriodic(CALLERS_LOOK_MS, tick -> vertx.executeBlocking(() -> {
                callers.look();
                return null;
            }));
            final List<Endpoint> endpoints = new ArrayList<>();
            final HttpServer server = server(vertx, acceptance, settings, tls, desk, keys, trustBundle, clock, nanoClock,
                callers, counters, endpoints);
            await(server.listen(settings.port(), settings.host()), START_TIMEOUT_SECONDS);
            LOG.info("pages and API on {}://{}:{}/{}", tls == null ? "http" : "https", settings.host(), server.actualPort(),
                tls == null ? "" : ", TLS 1.3 by " + tls.engine());
            if (settings.developmentLogin()) {
                LOG.warn("the development login is on: anybody can log in as anybody at /pages/login");
            }
            return new IssuerHttp(settings, vertx, server, callers, counters, endpoints, callersTimer);
        } catch (final ExecutionException | TimeoutException e) {
            vertx.close();
            throw notStarted(settings, e instanceof ExecutionException failed ? failed.getCause() : e);
        } catch (final RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    private static HttpServer server(
        final Vertx vertx, final Acceptance acceptance, final HttpSettings settings, final HttpTls tls,
        final Supplier<CodeDesk> desk, final Supplier<SamplingKeys> keys, final Supplier<byte[]> trustBundle,
        final EpochClock clock, final NanoClock nanoClock, final CallersWatch callers, final HttpCounters counters,
        final List<Endpoint> endpoints) {
        final DeskCalls deskCalls = new DeskCalls(desk, vertx.getOrCreateContext());
        final long patienceMs = settings.limits().requestTimeout().toMillis();
        final Persons persons = new Persons(keys, () -> Instant.ofEpochMilli(clock.time()));
        final CodeAnswers answers = new CodeAnswers(vertx, clock, CodeAnswers::hex);
        final Function<Pseudonym, String> pagePersons = new PagePersons(keys)::id;
        final CodeAnswers pageAnswers = new CodeAnswers(vertx, clock, pagePersons);
        final PageTickets tickets = new PageTickets(TICKETS_MAX, clock);
        final Sessions sessions = new Sessions(tls != null, settings.sessionDuration(), clock);
        final Gate gate = new Gate(callers::callers, sessions, settings.limits(), nanoClock);
        final Connections connections = new Connections(vertx, acceptance, patienceMs);
        final PageShell shell = new PageShell(
            settings.relatives(), settings.appName().chinese(), settings.appName().english());
        final Front front = new Front(vertx, settings.limits(), tls != null, gate, connections,
            new WaitingBodies(settings.limits(), nanoClock), shell, counters);
        endpoints.addAll(new ApiEndpoints(deskCalls, persons, new CodeHolders(keys), answers, tickets, trustBundle, clock).all());
        endpoints.addAll(
            new RelationEndpoints(deskCalls, persons, new RelationAnswers(clock, CodeAnswers::hex), clock).all());
        endpoints.addAll(new EnterEndpoints(
            tickets, new AddressLimits(settings.limits().guessesPerSecondMax(), nanoClock), sessions, pagePersons,
            shell).all());
        endpoints.addAll(new PageEndpoints(deskCalls, persons, pageAnswers, sessions, settings.developmentLogin()).all());
        final RelationAnswers pageRelations = new RelationAnswers(clock, pagePersons);
        final PageState pageState = new PageState(settings, deskCalls, pageAnswers, pageRelations, clock);
        endpoints.addAll(pageState.all());
        if (settings.relatives()) {
            endpoints.addAll(new PageRelations(deskCalls, persons, pageAnswers, pageRelations, clock).all());
        }
        endpoints.addAll(new StaticEndpoints(
            shell, new HomePage(shell, sessions, gate, pageState), settings.developmentLogin(), settings.relatives()).all());
        return vertx.createHttpServer(options(tls, patienceMs))
            .connectionHandler(connections::opened)
            .invalidRequestHandler(front::invalid)
            .requestHandler(front.entry(endpoints));
    }

    /** The port listened on. */
    public int port() {
        return server.actualPort();
    }

    /**
     * Takes another certificate and key for connections to come; those that are open go on.
     *
     * @throws IllegalStateException if they cannot be used; the former ones stay
     */
    public void changeTls(final HttpTls tls) {
        if (isClosed.get()) {
            return;
        }
        try {
            await(server.updateSSLOptions(tls.options(settings.limits().requestTimeout().toMillis())), START_TIMEOUT_SECONDS);
        } catch (final ExecutionException | TimeoutException e) {
            throw new IllegalStateException("certificate and key cannot be used for HTTP", e);
        }
    }

    /** Looks at the callers file now and tells what is in force. Any thread. */
    public FileVersion lookAtCallers() {
        return callers.lookNow();
    }

    public HttpCounters counters() {
        return counters;
    }

    /** All that is served. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Stops listening, answers the requests under way, for five seconds at most, and ends connections and threads. */
    @Override
    public void close() {
        if (isClosed.getAndSet(true)) {
            return;
        }
        vertx.cancelTimer(callersTimer); // the workers end before the event loop does
        try {
            await(server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS), CLOSE_TIMEOUT_SECONDS);
            await(vertx.close(), CLOSE_TIMEOUT_SECONDS);
        } catch (final ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the HTTP listener did not close", e);
        }
    }

    private static Vertx vertx(final Acceptance acceptance) {
        return Vertx.builder().withTransport(new GuardedTransport(acceptance)).with(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(WORKERS)
            .setInternalBlockingPoolSize(1)
            .setUseDaemonThread(true)
            .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)))
            .build();
    }

    private static HttpServerOptions options(final HttpTls tls, final long patienceMs) {
        final HttpServerOptions options = new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(REQUEST_LINE_LENGTH_MAX)
            .setMaxHeaderSize(HEADERS_LENGTH_MAX)
            .setTcpNoDelay(true)
            .setReuseAddress(true);
        if (tls != null) {
            tls.configure(options, patienceMs);
        }
        return options;
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
