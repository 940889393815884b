package io.swabline.benchmarks.simulation;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.Verdict;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which clocks may be believed. What a server hears of a clock may be late, which makes it look slow, never fast: as long as
 * nobody has set either clock, no correction may be less than what a slow clock really lacks, and no clock within the bound is
 * impossible.
 */
final class ClockModel {
    /** The server corrects by so much less than the bound where a clock that looks slower may only have been heard late. */
    private static final long GRAIN_MS = 2;

    private final World world;
    private final Limits limits;
    private final UnsafeBuffer sent = new UnsafeBuffer(0, 0);

    ClockModel(final World world) {
        this.world = world;
        this.limits = world.limits;
    }

    void check(final long position, final long appendedAtMs, final DirectBuffer record, final int offset, final ScanFacts scan,
        final Terminal terminal, final Verdict verdict) {
        sent.wrap(scan.bytes());
        final long sentMs = sent.getLong(ScanDescriptor.SCANNED_AT_OFFSET, ByteOrder.LITTLE_ENDIAN);
        final long correctionMs = RecordDescriptor.scannedAtMs(record, offset) - sentMs;
        final boolean isMarked = (RecordDescriptor.flags(record, offset) & RecordDescriptor.CLOCK_CORRECTED_FLAG) != 0;
        final boolean isWithinBounds = correctionMs == 0
            || Math.abs(correctionMs) > limits.skewToleranceMs() && Math.abs(correctionMs) <= limits.skewMaxMs();
        if (isMarked != (correctionMs != 0) || !isWithinBounds) {
            throw new BrokenPromise("position %d is corrected by %d ms and %s so", position, correctionMs,
                isMarked ? "marked" : "not marked");
        }
        if (isSteady(appendedAtMs, terminal) && verdict != Verdict.CLOCK_IMPOSSIBLE && verdict != scan.refusal()) {
            checkSlow(position, correctionMs, terminal.firstSlowMs(), verdict);
        }
    }

    private void checkSlow(final long position, final long correctionMs, final long slowMs, final Verdict verdict) {
        final long slowMaxMs = correctionMs == 0 ? limits.skewToleranceMs()
            : correctionMs == limits.skewMaxMs() - GRAIN_MS ? limits.skewMaxMs() + SimulatedServer.IDLE_TIMEOUT_MS : correctionMs;
        if (slowMs > slowMaxMs) {
            throw new BrokenPromise("position %d is %s and corrected by %d ms, of a clock that is %d ms slow", position, verdict,
                correctionMs, slowMs);
        }
    }

    /** Whether nobody has set the clock of the terminal or of the server by then. One that ran back shows such times again. */
    private boolean isSteady(final long appendedAtMs, final Terminal terminal) {
        return !world.hasServerClockRunBack()
            && appendedAtMs < Math.min(terminal.clockSetMs(), world.serverClockSetMs());
    }

    /** Whether the clock is slower than any waiting can make it look. */
    boolean mustBeImpossible(final long appendedAtMs, final Terminal terminal) {
        return isSteady(appendedAtMs, terminal)
            && terminal.firstSlowMs() > limits.skewMaxMs() + SimulatedServer.IDLE_TIMEOUT_MS;
    }

    /** Whether it may be called impossible, whatever time the scan bears. */
    boolean mayBeImpossible(final long appendedAtMs, final Terminal terminal) {
        return !isSteady(appendedAtMs, terminal) || Math.abs(terminal.firstSlowMs()) > limits.skewMaxMs();
    }
}
