package io.swabline.loadgen.plan;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;

/**
 * The clock of one simulated terminal: the machine's, but wrong in the way that its {@link Kind} says. How wrong it is at a
 * moment follows from that moment alone, so that it can be told for scans that were due earlier. Immutable.
 */
public final class StationClock implements EpochClock {
    /** How a clock is wrong. */
    public enum Kind {
        RIGHT,
        /** Off by the same minutes or hours all the time: the server corrects it. */
        OFF,
        /** Off likewise, and set forward or back by up to two minutes every few seconds, connected or not. */
        STEPPING,
        /** Off by more than the server corrects: all its scans are told so. */
        IMPOSSIBLE
    }

    /** Twice of it is less than how far ahead of the server a scan may lie. */
    private static final long STEP_MAX_MS = TimeUnit.MINUTES.toMillis(2);
    private static final long STEP_EVERY_MS = 7_000;

    private final EpochClock machine;
    private final Kind kind;
    private final long offsetMs;

    StationClock(final EpochClock machine, final Kind kind, final long offsetMs) {
        this.machine = machine;
        this.kind = kind;
        this.offsetMs = offsetMs;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the server has to correct the times of this clock, and can. */
    public boolean isCorrected() {
        return kind == Kind.OFF || kind == Kind.STEPPING;
    }

    @Override
    public long time() {
        return at(machine.time());
    }

    /** What this clock shows when it is {@code epochMs}. */
    public long at(final long epochMs) {
        return epochMs + offsetMs + (kind == Kind.STEPPING ? stepMs(epochMs / STEP_EVERY_MS) : 0);
    }

    private long stepMs(final long period) {
        long mixed = (period ^ offsetMs) * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ mixed >>> 32) * 0xBF58_476D_1CE4_E5B9L;
        return Math.floorMod(mixed ^ mixed >>> 29, 2 * STEP_MAX_MS + 1) - STEP_MAX_MS;
    }
}
