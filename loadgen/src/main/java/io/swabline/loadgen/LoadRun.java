package io.swabline.loadgen;

import io.swabline.loadgen.LoadProgress.Phase;
import io.swabline.loadgen.ledger.LedgerFile;
import io.swabline.loadgen.plan.Durations;
import io.swabline.protocol.SamplingKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One run of the load generator: connects all stations, offers the scenario's scans, waits for the verdicts, reports. Used once;
 * {@link #run()} belongs to the calling thread, the load to event loops of its own. Whatever goes wrong once scans are under
 * way is a problem in the report, not an exception.
 */
public final class LoadRun {
    private static final long WATCH_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    /** Between the decision to begin and the first scan, so that all threads begin together. */
    private static final long BEGIN_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LoadSettings settings;
    private final LoadProgress progress;
    private final long runId = new SecureRandom().nextLong();
    private volatile boolean isStopped;

    private long progressDueNs;
    private long progressAcknowledged;

    public LoadRun(final LoadSettings settings, final LoadProgress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** Makes a run and runs it, quietly. */
    public static LoadReport run(final LoadSettings settings) {
        return new LoadRun(settings, LoadProgress.QUIET).run();
    }

    /** Cuts the run short: no drain, and the ledger says so. Any thread. */
    public void stop() {
        isStopped = true;
    }

    /** @throws LoadException when the run cannot start. */
    public LoadReport run() {
        final SamplingKeys keys = keys();
        try (LedgerFile ledger = ledger(); LoadThreads threads = new LoadThreads(settings, keys, runId, ledger)) {
            final long beganNs = System.nanoTime();
            progressDueNs = beganNs + SECOND_NS;
            threads.start();
            connect(threads, beganNs, ledger);
            final String failure = isStopped ? null : offerAndDrain(threads, beganNs);
            threads.end();
            if (ledger != null) {
                ledger.complete(isStopped || failure != null, System.currentTimeMillis());
            }
            return ReportMaker.report(settings, runId, threads.measurements(), isStopped ? "the run was stopped" : failure);
        } catch (final IOException e) {
            throw new LoadException("cannot write the ledger " + settings.ledger() + ": " + e.getMessage(), e);
        }
    }

    private SamplingKeys keys() {
        if (!Files.exists(settings.keys())) {
            throw new LoadException("there is no key file " + settings.keys()
                + "; start the server first, which makes one, or name the server's with --keys");
        }
        return SamplingKeys.load(settings.keys());
    }

    private LedgerFile ledger() throws IOException {
        return settings.ledger() == null ? null : LedgerFile.create(settings.ledger(), runId, System.currentTimeMillis());
    }

    private void connect(final LoadThreads threads, final long beganNs, final LedgerFile ledger) throws IOException {
        final long deadlineNs = beganNs + settings.connectMax().toNanos();
        while (threads.openStations() < settings.stations() && !isStopped) {
            if (System.nanoTime() - deadlineNs > 0) {
                if (ledger != null) {
                    ledger.complete(true, System.currentTimeMillis());
                }
                final String trouble = threads.trouble();
                throw new LoadException(threads.openStations() + " of " + settings.stations() + " stations could connect to "
                    + settings.host() + ":" + settings.port() + " within " + Durations.text(settings.connectMax())
                    + (trouble == null ? "" : " (" + trouble + ")") + "; is the server running there?");
            }
            watch(threads, Phase.CONNECTING, beganNs);
        }
    }

    /** Returns why the run failed; null if it did not. */
    private String offerAndDrain(final LoadThreads threads, final long beganNs) {
        final long startNs = System.nanoTime() + BEGIN_AFTER_NS;
        final long measuredNs = startNs + settings.warmup().toNanos();
        final long endNs = measuredNs + settings.duration().toNanos();
        threads.begin(startNs);
        while (!threads.isDone() && !isStopped) {
            final long nowNs = System.nanoTime();
            final String failure = threads.failure();
            if (failure != null) {
                return failure;
            }
            if (threads.outageNs(nowNs) > settings.outageMax().toNanos()) {
                return "the server at " + settings.host() + ":" + settings.port() + " could not be reached for "
                    + Durations.text(settings.outageMax()) + " (" + threads.trouble()
                    + "); restart it sooner, or raise --outage-max";
            }
            if (nowNs - endNs > settings.drain().toNanos()) {
                // The report counts what is missing.
                return null;
            }
            final Phase measuring = nowNs - measuredNs > 0 ? Phase.MEASURING : Phase.WARMING_UP;
            watch(threads, nowNs - endNs > 0 ? Phase.DRAINING : measuring, beganNs);
        }
        return null;
    }

    private void watch(final LoadThreads threads, final Phase phase, final long beganNs) {
        final long nowNs = System.nanoTime();
        if (nowNs - progressDueNs >= 0) {
            final long acknowledged = threads.answeredSoFar();
            final double lastSeconds = (nowNs - progressDueNs + SECOND_NS) / (double) SECOND_NS;
            progress.onSecond(phase, (nowNs - beganNs) / (double) SECOND_NS, acknowledged,
                Math.round((acknowledged - progressAcknowledged) / lastSeconds), threads.openStations(), settings.stations());
            progressAcknowledged = acknowledged;
            progressDueNs = nowNs + SECOND_NS;
        }
        LockSupport.parkNanos(WATCH_NS);
    }
}
