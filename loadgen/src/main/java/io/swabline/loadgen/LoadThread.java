package io.swabline.loadgen;

import io.netty.channel.EventLoop;
import io.swabline.loadgen.plan.Mix;
import io.swabline.loadgen.plan.ScanKind;
import io.swabline.loadgen.plan.Scenario;
import io.swabline.loadgen.plan.Schedule;
import io.swabline.loadgen.population.ScanMaker;
import io.swabline.protocol.Durability;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.station.Station;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of a run: a tick offers what is due on the schedule, acknowledgements make room for what had to wait.
 * Everything here belongs to the event loop, but the volatile fields, which the {@link LoadRun} watches. Allocates nothing a
 * scan.
 *
 * <p>Two kinds of waiting are kept apart. A scan whose station has room is offered by the tick; how late the tick is then is the
 * generator's own lag. A scan whose station has no room (the server's credit, or no server) is held at the station until there
 * is, and that time is the server's back pressure, or an outage. Nor is the generator to blame while it connects again after an
 * outage and works off what the outage left.
 */
final class LoadThread {
    private static final Logger LOGGER = LoggerFactory.getLogger(LoadThread.class);
    private static final long TICK_NS = TimeUnit.MICROSECONDS.toNanos(500);
    /** Scans that one tick offers at most, so that the sockets are served in between. */
    private static final int TICK_SCANS_MAX = 4_096;
    /** After an outage: for reconnects, for all that is sent again, and for the verdicts of it. */
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long NEVER = 0;

    private final EventLoop eventLoop;
    private final Mix mix;
    private final Schedule schedule;
    private final int frame;
    private final ScanMaker maker;
    private final Answers answers;
    private final Measurements measurements;
    private final SplittableRandom random;
    /** Null: the scenario is another. */
    private final Storm storm;
    private final List<StationLoad> loads = new ArrayList<>();
    private final List<StationLoad> touched = new ArrayList<>();

    private long startNs;
    private long startMs;
    private long measuredFromNs;
    private long endNs;
    private long cursor;
    private long settledAtNs;
    private boolean isSettled;
    private boolean isRunning;
    private boolean isOffering;
    private boolean isReachCounted;
    private ScheduledFuture<?> ticks;

    private volatile int openStations;
    private volatile boolean isDone;
    private volatile String trouble;
    private volatile String failure;
    private volatile long outageSinceNs = NEVER;
    private volatile long answeredSoFar;

    /** @param schedule this thread's share; null: as fast as credit allows */
    LoadThread(
        final EventLoop eventLoop,
        final LoadSettings settings,
        final Schedule schedule,
        final ScanMaker maker,
        final Answers answers,
        final Measurements measurements,
        final SplittableRandom random) {
        this.eventLoop = eventLoop;
        this.mix = settings.mix();
        this.frame = settings.frame();
        this.schedule = schedule;
        this.maker = maker;
        this.answers = answers;
        this.measurements = measurements;
        this.random = random;
        storm = settings.scenario() == Scenario.STORM ? new Storm(this, loads, measurements, settings.drops()) : null;
    }

    void add(final StationLoad load) {
        load.thread(this, loads.size());
        loads.add(load);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    Measurements measurements() {
        return measurements;
    }

    Answers answers() {
        return answers;
    }

    // --- The run ----------------------------------------------------------------------------------------------------

    /** The stations begin to connect. Any thread. */
    void start() {
        for (final StationLoad load : loads) {
            load.station().start();
        }
    }

    /** Starts to offer at a time in the near future. */
    void begin(final long start, final long warmupNs, final long durationNs) {
        startNs = start;
        startMs = System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(start - System.nanoTime());
        measuredFromNs = warmupNs;
        endNs = warmupNs + durationNs;
        answers.begin(startNs, measuredFromNs, endNs);
        if (storm != null) {
            storm.begin(measuredFromNs, endNs);
        }
        measurements.scheduled = schedule == null ? 0 : schedule.total();
        isRunning = true;
        isOffering = true;
        if (openStations == 0) {
            outageSinceNs = System.nanoTime();
        }
        ticks = eventLoop.scheduleWithFixedDelay(this::tick, 0, TICK_NS, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        try {
            final long nowNs = System.nanoTime() - startNs;
            if (isOffering && nowNs >= 0) {
                if (storm != null) {
                    isOffering = storm.tick(nowNs);
                } else if (schedule == null) {
                    offerAsCreditAllows(nowNs);
                } else {
                    offerWhatIsDue(nowNs);
                }
            }
            answeredSoFar = measurements.answered;
            failure = failure == null ? answers.failure() : failure;
            isDone = !isOffering && measurements.offered == measurements.answered && answers.retransmitsUnderWay() == 0
                && heldBack() == 0 && (storm == null || storm.lost() == 0);
        } catch (final RuntimeException e) {
            LOGGER.error("A tick failed", e);
            failure = "the load generator failed: " + e;
            ticks.cancel(false);
        }
    }

    private void offerWhatIsDue(final long nowNs) {
        final long due = Math.min(schedule.dueCount(nowNs), cursor + TICK_SCANS_MAX);
        final int stations = loads.size();
        isSettled = isSettled(nowNs);
        while (cursor < due) {
            final StationLoad load = loads.get((int) (cursor % stations));
            cursor++;
            load.due();
            if (!load.isHeld()) {
                offerOnTime(load, nowNs);
            }
        }
        flush();
        isOffering = cursor < schedule.total();
        if (!isReachCounted && (nowNs >= schedule.durationNs() || !isOffering)) {
            isReachCounted = true;
            measurements.reachedInTime = isSettled ? cursor : schedule.total();
        }
    }

    private boolean isSettled(final long nowNs) {
        if (openStations < loads.size()) {
            settledAtNs = nowNs + SETTLE_NS;
        }
        return nowNs - settledAtNs >= 0;
    }

    private void offerOnTime(final StationLoad load, final long nowNs) {
        if (load.room() > 0) {
            final long dueNs = schedule.dueNs(load.nextScan() * loads.size() + load.index());
            if (dueNs >= measuredFromNs && isSettled) {
                Measurements.record(measurements.lagUs, nowNs - dueNs);
            }
            offer(load, dueNs, nowNs);
            load.offered();
            if (load.touch()) {
                touched.add(load);
            }
        } else {
            load.hold();
        }
    }

    private void flush() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).station().flush();
            touched.get(i).flushed();
        }
        touched.clear();
    }

    /** Offers what waits at a station, as far as there is room now. */
    private void offerHeld(final StationLoad load) {
        final long nowNs = System.nanoTime() - startNs;
        while (load.hasBacklog() && load.room() > 0) {
            final long dueNs = schedule.dueNs(load.nextScan() * loads.size() + load.index());
            if (load.isHeldByOutage()) {
                measurements.heldByOutage++;
            } else if (dueNs >= measuredFromNs) {
                Measurements.record(measurements.backPressureUs, nowNs - dueNs);
            }
            offer(load, dueNs, nowNs);
            load.offered();
        }
        if (!load.hasBacklog()) {
            load.release();
        }
        load.station().flush();
    }

    private void offerAsCreditAllows(final long nowNs) {
        if (nowNs >= endNs) {
            isOffering = false;
            return;
        }
        for (int i = 0; i < loads.size(); i++) {
            fill(loads.get(i), nowNs);
        }
    }

    /** Fills a station's window with whole frames. */
    private void fill(final StationLoad load, final long nowNs) {
        if (load.isOpen()) {
            final long count = load.roomInWholeFrames(frame);
            for (long i = 0; i < count; i++) {
                offer(load, nowNs, nowNs);
            }
            load.station().flush();
        }
    }

    /** A station without a connection: staff go on scanning until its buffer is full. */
    void fillBuffer(final StationLoad load, final long nowNs) {
        for (long room = load.room(); room > 0; room--) {
            offer(load, nowNs, nowNs);
        }
    }

    private void offer(final StationLoad load, final long dueNs, final long nowNs) {
        final Station station = load.station();
        final int offset = station.claimOffset();
        if (offset < 0) {
            throw new IllegalStateException("a station with room for " + load.room() + " scans took none: " + offset);
        }
        final long bits = random.nextLong();
        final ScanKind kind = mix.kind((int) bits);
        final long scannedAtMs = startMs + dueNs / 1_000_000;
        maker.make(kind, load.index(), scannedAtMs, load.clock(), station.scans(), offset);
        final long sequence = station.commit();
        final byte expected = maker.expectedVerdict();
        measurements.offered++;
        measurements.expected[expected]++;
        if (expected == Verdict.DOUBLE_SCAN.code()) {
            measurements.doubleScans++;
        }
        final boolean isClockOff = load.clock().isCorrected();
        final int detail = isClockOff ? (int) (scannedAtMs / 1_000) : maker.expectedDetail();
        load.put(sequence, dueNs, nowNs, detail, expected, (isClockOff ? StationLoad.FLAG_CLOCK_OFF : 0)
            | (mix.isRetransmitted((int) (bits >>> 32)) ? StationLoad.FLAG_RETRANSMIT : 0));
    }

    private long heldBack() {
        return schedule == null ? 0 : cursor - measurements.offered;
    }

    /** Ends this thread's part: what has no verdict now has none. */
    void end() {
        isRunning = false;
        isOffering = false;
        if (ticks != null) {
            ticks.cancel(false);
        }
        endOutage();
        measurements.notOffered = schedule == null || startNs == 0 ? 0 : schedule.total() - measurements.offered;
        measurements.notRecovered = storm == null ? 0 : storm.lost();
        for (final StationLoad load : loads) {
            answers.unanswered(load);
        }
        answers.end();
    }

    // --- What the stations hear -------------------------------------------------------------------------------------

    void opened(final StationLoad load, final boolean isAgain) {
        openStations++;
        if (isRunning) {
            measurements.reconnects += isAgain ? 1 : 0;
            endOutage();
            goOn(load);
            if (storm != null) {
                storm.opened(load, System.nanoTime() - startNs);
            }
        }
    }

    void acknowledged(final StationLoad load, final long count, final long residenceUs, final Durability durability) {
        answers.acknowledged(load, count, residenceUs, durability);
        if (isRunning) {
            goOn(load);
            if (storm != null) {
                storm.acknowledged(load, System.nanoTime() - startNs);
            }
        }
    }

    private void goOn(final StationLoad load) {
        if (load.isHeld()) {
            offerHeld(load);
        } else if (schedule == null && storm == null && isOffering) {
            final long nowNs = System.nanoTime() - startNs;
            if (nowNs >= 0 && nowNs < endNs) {
                fill(load, nowNs);
            }
        }
    }

    void closed(final StationLoad load) {
        openStations--;
        answers.retransmitsLost(load);
        if (isRunning && openStations == 0) {
            outageSinceNs = System.nanoTime();
        }
        if (isRunning && storm != null) {
            storm.closed(load, System.nanoTime() - startNs, isOffering);
        }
    }

    private void endOutage() {
        if (outageSinceNs != NEVER) {
            measurements.outageEnded(System.nanoTime() - outageSinceNs);
            outageSinceNs = NEVER;
        }
    }

    void refused(final long retryAfterMs) {
        Measurements.record(measurements.retryAfterUs, TimeUnit.MILLISECONDS.toNanos(retryAfterMs));
    }

    void retried(final RetryReason reason) {
        measurements.retries[reason.ordinal()] += isRunning ? 1 : 0;
    }

    void trouble(final String what) {
        trouble = what;
    }

    void streamReplaced(final long acknowledgedScansLost) {
        measurements.lostByServer += acknowledgedScansLost;
    }

    // --- What the run watches ---------------------------------------------------------------------------------------

    int openStations() {
        return openStations;
    }

    boolean isDone() {
        return isDone;
    }

    long answeredSoFar() {
        return answeredSoFar;
    }

    /** The last thing that went wrong with a connection; null: nothing did. */
    String trouble() {
        return trouble;
    }

    /** Why this thread cannot go on; null: it can. */
    String failure() {
        return failure;
    }

    /** For how long there has been no connection; 0: there are connections. */
    long outageNs(final long nowNs) {
        final long sinceNs = outageSinceNs;
        return sinceNs == NEVER ? 0 : nowNs - sinceNs;
    }
}
