package io.swabline.server.wiring;

import io.swabline.journal.Journal;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalWriter;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.SipHash;
import io.swabline.server.dedup.DedupLimits;
import io.swabline.server.dedup.Deduplicator;
import io.swabline.server.edge.EdgeServer;
import io.swabline.server.edge.EdgeSettings;
import io.swabline.server.edge.EdgeTls;
import io.swabline.server.ops.AlarmWatch;
import io.swabline.server.ops.ClockAlarm;
import io.swabline.server.ops.FreeSpaceGuard;
import io.swabline.server.ops.QuotaAlarm;
import io.swabline.server.ops.ServerClock;
import io.swabline.server.subscribe.SubscriberLimits;
import io.swabline.server.subscribe.Subscribers;
import io.swabline.server.trust.CutoffKeeper;
import io.swabline.server.trust.KeyWatch;
import io.swabline.server.trust.KnownKeys;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The ingest server: edge, ring, stages and journal, started and stopped in the right order. A journal that fails stops the
 * server for good: what was not acknowledged by then never is.
 */
public final class IngestServer {
    private static final Logger LOGGER = LoggerFactory.getLogger(IngestServer.class);

    private static final long TRUST_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final ServerSettings settings;
    private final EdgeAccess access;
    private final ServerClock clock;
    private final Journal journal;
    private final KeyWatch keyWatch;
    private final CutoffKeeper cutoffs;
    private final FreeSpaceGuard freeSpaceGuard;
    private final Pipeline pipeline;
    private final AlarmWatch alarms;
    private final Subscribers subscribers;
    private final ServerControl control;
    private final EdgeServer edge;
    private final int port;
    private final Object issuingLock = new Object();
    private volatile IssuingSide issuing;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<StopCause> stopped = new CompletableFuture<>();

    private IngestServer(final ServerSettings settings, final EdgeAccess access, final SamplingKeys keys,
        final JournalWriter journal, final CutoffKeeper cutoffs, final Deduplicator deduplicator, final ServerClock clock,
        final NanoClock nanoClock, final long seed) throws InterruptedException {
        this.settings = settings;
        this.clock = clock;
        this.access = access;
        this.journal = journal;
        this.cutoffs = cutoffs;
        keyWatch = new KeyWatch(settings.keysFile(), keys, new KnownKeys(settings.dataDirectory()), TRUST_INTERVAL_NS);
        freeSpaceGuard = new FreeSpaceGuard(journal::usableSpace, journal::isFull, settings.diskFreeMin());
        pipeline = new Pipeline(settings, keyWatch::keys, cutoffs::table, journal, deduplicator, freeSpaceGuard::isLow,
            clock, nanoClock, seed, this::onPipelineFailure);
        subscribers = new Subscribers(JournalSettings.directoryIn(settings.dataDirectory()), access.subscribers(),
            subscriberLimits(settings), clock, nanoClock);
        control = ServerControl.open(settings.dataDirectory(), nanoClock);
        describeFiles();
        final EdgeTls tls = access.newTls();
        StartMemory.warnIfHeapIsSmall(settings, tls);
        edge = new EdgeServer(edgeSettings(settings), pipeline.ring(), pipeline.replyQueues(), tls, access.stations(),
            subscribers::take, clock, nanoClock);
        OperatorControl.of(access.blocked(), edge, pipeline.notes()).register(control);
        alarms = new AlarmWatch(clock, pipeline.alarms(
            new QuotaAlarm(deduplicator.quotaAlarms(), settings.admission()::quotaText),
            new ClockAlarm(edge.counters().clocks, nanoClock),
            TableAlarms.links(settings, cutoffs::knownLinks, cutoffs::refusedLinks)));
        freeSpaceGuard.start();
        pipeline.start();
        try {
            subscribers.start();
            port = edge.start();
            keyWatch.start();
            access.start(edge::checkAdmissions);
            clock.start();
            control.start();
            alarms.start();
        } catch (final Exception cannotListen) {
            control.close();
            subscribers.close();
            edge.close();
            pipeline.stop();
            freeSpaceGuard.close();
            throw cannotListen;
        }
    }

    private void describeFiles() {
        control.watch(ServerControl.Watched.KEYS, settings.keysFile(), keyWatch::lookNow, "");
        access.describe(control);
        if (settings.issuing().isEnabled()) {
            control.watch(ServerControl.Watched.CALLERS, settings.issuing().http().callersFile(), () -> {
                final IssuingSide side = issuing;
                return side == null ? null : side.lookAtCallers();
            }, "");
        }
    }

    /** Before a start: fails, with a message for the operator, if pages and API could not listen and so would end it. */
    public static void requireFreeHttpPort(final ServerSettings settings) {
        IssuingSide.requireFreePort(settings);
    }

    /**
     * Opens the journal, rebuilds what it implies, and listens.
     *
     * @throws StartException with a message for the operator
     */
    public static IngestServer start(final ServerSettings settings) throws InterruptedException {
        return start(settings, SystemEpochClock.INSTANCE, SystemNanoClock.INSTANCE);
    }

    /** As above, by clocks that a test sets. */
    static IngestServer start(final ServerSettings settings, final EpochClock machineClock, final NanoClock nanoClock)
        throws InterruptedException {
        DataDirectory.require(settings.dataDirectory());
        IssuingSide.requireUsable(settings);
        final EdgeAccess access = EdgeAccess.open(settings);
        StartMemory.requireAndLog(settings);
        final SamplingKeys keys = StartKeys.of(settings);
        final ServerClock clock = new ServerClock(machineClock, nanoClock);
        final long seed = new SecureRandom().nextLong();
        // Its tables are a gigabyte that has to be zeroed: meanwhile the journal is recovered.
        final FutureTask<Deduplicator> tables = new FutureTask<>(() -> new Deduplicator(new DedupLimits(
            settings.dedupWindow().toMillis(), settings.backlogMax().toMillis(), settings.personsMax(), settings.samplesMax(),
            settings.streamsMax(), settings.creditScans(), settings.poolSize(), SipHash.withRandomKey(),
            settings.admission().quotas())));
        final Thread maker = new Thread(tables, "tables");
        maker.setDaemon(true);
        maker.start();
        final OpenedJournal opened = OpenedJournal.open(settings, clock);
        CutoffKeeper cutoffs = null;
        try {
            cutoffs = new CutoffKeeper(settings.dataDirectory(), settings.cutoffsMax(), settings.linksMax(),
                settings.backlogMax().toMillis(), clock);
            final Deduplicator deduplicator = made(tables);
            deduplicator.linksFrom(cutoffs.links());
            opened.replayInto(deduplicator);
            final IngestServer server = new IngestServer(
                settings, access, keys, opened.journal(), cutoffs, deduplicator, clock, nanoClock, seed);
            LOGGER.info("listening on {}:{}, durability {}, {}, {} event loop(s), {} pipeline thread(s), {}", settings.host(),
                server.port, settings.durability().name().toLowerCase(), server.edge.transport(), settings.eventLoops(),
                settings.pipelineThreads(), access);
            return server;
        } catch (final InterruptedException interrupted) {
            close(opened.journal(), cutoffs);
            throw interrupted;
        } catch (final Exception cannotStart) {
            close(opened.journal(), cutoffs);
            throw startException(settings, cannotStart);
        }
    }

    private static Deduplicator made(final FutureTask<Deduplicator> tables) throws InterruptedException {
        try {
            return tables.get();
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof OutOfMemoryError tooLarge) {
                throw StartMemory.notEnough(tooLarge);
            }
            throw new StartException(e.getCause().getMessage(), e.getCause());
        }
    }

    private static void close(final Journal journal, final CutoffKeeper cutoffs) {
        attempt("the journal", journal::close);
        if (cutoffs != null) {
            attempt("the cut-off log", cutoffs::close);
        }
    }

    private static StartException startException(final ServerSettings settings, final Exception cause) {
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return new StartException("cannot listen on " + settings.host() + ": no such address; name one of this "
                + "machine's with --host", cause);
        }
        if (cause instanceof IOException) {
            return new StartException("cannot listen on " + settings.host() + ":" + settings.port() + ": " + cause.getMessage()
                + "; stop what uses the port, or choose another with --port, or an address of this machine with --host", cause);
        }
        return new StartException(cause.getMessage(), cause);
    }

    private static SubscriberLimits subscriberLimits(final ServerSettings settings) {
        return new SubscriberLimits(settings.subscribers().max(), settings.subscribers().stallMax().toNanos(),
            settings.retryAfter().toMillis(), settings.reconnectSpread().toMillis());
    }

    private static EdgeSettings edgeSettings(final ServerSettings settings) {
        return new EdgeSettings(settings.host(), settings.port(), settings.transport(), settings.connectionsMax(),
            settings.access().connectionsPerAddressMax(), settings.creditScans(), settings.helloDeadline().toNanos(),
            settings.frameDeadline().toNanos(),
            settings.idleTimeout().toNanos(), settings.skewTolerance().toMillis(), settings.skewMax().toMillis(),
            EdgeSettings.lateMaxMs(settings.idleTimeout(), settings.dedupWindow()),
            settings.retryAfter().toMillis(), settings.reconnectSpread().toMillis(), settings.admission().greetings(),
            settings.admission().receiveMemoryMax(), settings.admission().sendMemoryMax(), settings.admission().pingsMax());
    }

    /**
     * Starts the issuing side, if there is one: registry, API and pages. The edge takes scans meanwhile, and whatever becomes of
     * the registry later.
     *
     * @throws StartException with a message for the operator; the edge goes on until it is stopped
     */
    public void startIssuing() {
        synchronized (issuingLock) {
            if (settings.issuing().isEnabled() && !stopping.get()) {
                issuing = IssuingSide.start(settings, access.tlsWatch(), keyWatch, cutoffs, clock);
            }
        }
    }

    /** Notes which file the settings were read from, so that commands by that file know this server for the one it means. */
    public void noteConfiguration(final Path file) {
        control.noteConfiguration(file);
    }

    /** The port of API and pages; 0 if there is no issuing side. */
    public int httpPort() {
        synchronized (issuingLock) {
            return issuing == null ? 0 : issuing.port();
        }
    }

    /** The port listened on. */
    public int port() {
        return port;
    }

    Subscribers subscribers() {
        return subscribers;
    }

    /** Waits until the server has stopped, by whatever cause. */
    public StopCause awaitStopped() {
        return stopped.join();
    }

    private void onPipelineFailure(final Throwable failure) {
        LOGGER.error("the pipeline failed: nothing more is acknowledged, the server stops; what is not acknowledged will be sent"
            + " again by its station", failure);
        final Thread stopper = new Thread(() -> stop(StopCause.JOURNAL_FAILED), "stopper");
        stopper.setDaemon(true);
        stopper.start();
    }

    /**
     * Stops taking scans, journals and acknowledges all that was received, tells the stations when to come back, and
     * closes. Safe to call more than once, from any thread; returns when the server has stopped.
     */
    public StopCause drainAndClose() {
        stop(StopCause.DRAINED);
        return awaitStopped();
    }

    private void stop(final StopCause wanted) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        StopCause cause = wanted;
        try {
            if (wanted == StopCause.DRAINED) {
                cause = drain();
            }
            attempt("the control socket", control::close);
            attempt("the subscribers", subscribers::close);
            attempt("the edge", edge::close);
            attempt("the pipeline", this::stopPipeline);
            cause = pipeline.hasFailed() ? StopCause.JOURNAL_FAILED : cause;
            attempt("the guard of free space", freeSpaceGuard::close);
            attempt("the journal (the next start recovers it)", journal::close);
            if (wanted != StopCause.DRAINED) {
                closeIssuing();
            }
            attempt("the watch of the keys", keyWatch::close);
            attempt("the clock", clock::close);
            attempt("the watch of the tables", alarms::close);
            attempt("the watches of access", access::close);
            attempt("the cut-off log", cutoffs::close);
            LOGGER.info("stopped, {}; {}; {}; {}; {}; {}", cause, pipeline.verdicts(), pipeline.turnedAway(),
                pipeline.summary(), edge.counters(), subscribers);
        } finally {
            stopped.complete(cause);
        }
    }

    /** Whatever goes wrong with one part, the others are closed. */
    private static void attempt(final String what, final Runnable close) {
        try {
            close.run();
        } catch (final RuntimeException | Error failure) {
            LOGGER.error("closing {} failed", what, failure);
        }
    }

    private void stopPipeline() {
        try {
            pipeline.stop();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private StopCause drain() {
        try {
            closeIssuing();
            LOGGER.info("draining: no more scans are taken, {} connection(s)", edge.counters().open());
            edge.stopReading();
            final boolean empty = pipeline.awaitEmpty(settings.drainTimeout().toNanos());
            edge.sayGoodbye();
            if (!empty && !pipeline.hasFailed()) {
                LOGGER.warn("not all that was received could be journaled within {}; its stations will send it again",
                    settings.drainTimeout());
            }
            return empty ? StopCause.DRAINED : StopCause.DRAIN_TIMED_OUT;
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (final RuntimeException failure) {
            LOGGER.error("draining failed; what is not acknowledged will be sent again by its station", failure);
        }
        return StopCause.DRAIN_TIMED_OUT;
    }

    /** No more requests, then those that wait are served. A database that does not answer must not keep the server running. */
    private void closeIssuing() {
        final Thread closer = new Thread(() -> {
            synchronized (issuingLock) {
                if (issuing != null) {
                    attempt("the issuing side", issuing::close);
                }
            }
        }, "issuing-closer");
        closer.setDaemon(true);
        closer.start();
        try {
            closer.join(Math.max(1, settings.drainTimeout().toMillis()));
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (closer.isAlive()) {
            LOGGER.warn("the issuing side did not close within {}: what waits there is not answered", settings.drainTimeout());
        }
    }
}
