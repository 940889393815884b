package io.swabline.benchmarks.simulation;

import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.CutoffTable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;

/** What all parts of a run share: chance, time, the trace, and what the issuing side has told. */
final class World {
    /** A day in March 2022. */
    static final long START_MS = 1_647_000_000_000L;

    final SplittableRandom random;
    final Limits limits;
    final Trace trace;
    /** With the server's position when it was issued: what is journaled from there on knew of it. */
    final List<IssuedCutoff> cutoffs = new ArrayList<>();

    private final List<Long> streams = new ArrayList<>();
    private long nowMs;
    private long serverOffsetMs;
    private long serverMsMax;
    private boolean hasServerClockRunBack;
    private long serverClockSetMs = Long.MAX_VALUE;
    private EpochClock serverClock;
    private CutoffTable cutoffTable = CutoffTable.EMPTY;

    record IssuedCutoff(Cutoff cutoff, long position) {
    }

    World(final SplittableRandom random, final Limits limits, final Trace trace) {
        this.random = random;
        this.limits = limits;
        this.trace = trace;
    }

    void add(final Event event, final long a, final long b) {
        trace.add(event, nowMs, a, b);
    }

    boolean oneIn(final int times) {
        return random.nextInt(times) == 0;
    }

    void advance(final long ms) {
        nowMs += ms;
    }

    /** Milliseconds since the run began. */
    long nowMs() {
        return nowMs;
    }

    long nowNs() {
        return TimeUnit.MILLISECONDS.toNanos(nowMs);
    }

    long trueMs() {
        return START_MS + nowMs;
    }

    long serverMs() {
        final long serverMs = START_MS + nowMs + serverOffsetMs;
        serverMsMax = Math.max(serverMsMax, serverMs);
        return serverMs;
    }

    /** The time that the server goes by: its own, which comes up with the machine's slowly; the machine's while there is none. */
    long serverTimeMs() {
        return serverClock == null ? serverMs() : serverClock.time();
    }

    void serverClock(final EpochClock clock) {
        serverClock = clock;
    }

    /** The latest time that the server's clock has shown. */
    long serverMsMax() {
        serverMs();
        return serverMsMax;
    }

    void stepServerClock(final long ms) {
        serverOffsetMs += ms;
        serverClockSetMs = Math.min(serverClockSetMs, trueMs());
        hasServerClockRunBack |= ms < 0;
    }

    /** When the server's clock was set for the first time. */
    long serverClockSetMs() {
        return serverClockSetMs;
    }

    boolean hasServerClockRunBack() {
        return hasServerClockRunBack;
    }

    void streamBegins(final long stream) {
        streams.add(stream);
    }

    /** One that a terminal has, or had. */
    long anyStream() {
        return streams.get(random.nextInt(streams.size()));
    }

    CutoffTable cutoffTable() {
        return cutoffTable;
    }

    void issue(final Cutoff cutoff, final long position) {
        cutoffs.add(new IssuedCutoff(cutoff, position));
        cutoffTable = cutoffTable.with(List.of(cutoff));
    }
}
