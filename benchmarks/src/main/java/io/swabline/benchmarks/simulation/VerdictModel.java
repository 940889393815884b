package io.swabline.benchmarks.simulation;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/**
 * What the verdict of each record had to be, from plain maps. Where the server may know more or less than the model (it learns of
 * a superseded code at some moment, and forgets a tube when room is needed) either verdict is taken.
 */
final class VerdictModel {
    private static final long AHEAD_SECONDS = TimeUnit.MINUTES.toSeconds(5);
    private static final long VALID_SECONDS = TimeUnit.DAYS.toSeconds(30);

    private final World world;
    private final Limits limits;
    private final ClockModel clocks;
    private final Map<Pseudonym, List<Long>> accepted = new HashMap<>();
    private final Map<String, Tube> tubes = new HashMap<>();

    /** A sample: at least so many people in it, and at most. */
    private static final class Tube {
        private final long station;
        private final List<Long> appendedMs = new ArrayList<>();
        private int sure;
        private long lastSeconds;

        Tube(final long station) {
            this.station = station;
        }

        int atLeast(final long sinceMs) {
            return (int) Math.min(sure, appendedMs.stream().filter(ms -> ms >= sinceMs).count());
        }
    }

    VerdictModel(final World world) {
        this.world = world;
        this.limits = world.limits;
        this.clocks = new ClockModel(world);
    }

    void check(final long position, final long appendedAtMs, final DirectBuffer record, final int offset, final ScanFacts scan,
        final Terminal terminal, final Verdict verdict) {
        checkMethod(position, record, offset, scan);
        clocks.check(position, appendedAtMs, record, offset, scan, terminal, verdict);
        final long scannedAtMs = RecordDescriptor.scannedAtMs(record, offset);
        final Verdict before = refusal(position, appendedAtMs, record, offset, scan, terminal, verdict);
        if (before != null) {
            require(position, before == verdict, before, verdict);
            return;
        }
        final byte[] pseudonym = new byte[Pseudonym.LENGTH];
        record.getBytes(offset + RecordDescriptor.PSEUDONYM_OFFSET, pseudonym);
        if (!Pseudonym.of(pseudonym).equals(scan.person())) {
            throw new BrokenPromise("position %d is of %s, not of %s", position, Pseudonym.of(pseudonym), scan.person());
        }
        final long seconds = scannedAtMs / 1000;
        final List<Long> times = accepted.computeIfAbsent(scan.person(), unused -> new ArrayList<>());
        final List<Long> near = times.stream().filter(time -> Math.abs(time - seconds) < limits.windowMs() / 1000).toList();
        if (!near.isEmpty()) {
            require(position, verdict == Verdict.DOUBLE_SCAN, Verdict.DOUBLE_SCAN, verdict);
            final long detail = Integer.toUnsignedLong(RecordDescriptor.detail(record, offset));
            if (!near.contains(detail)) {
                throw new BrokenPromise("position %d names %d as the time of the first scan, which was at %s", position, detail,
                    near);
            }
            return;
        }
        checkSample(position, appendedAtMs, record, offset, verdict, seconds);
        if (verdict == Verdict.ACCEPTED) {
            times.add(seconds);
        }
    }

    private static void checkMethod(
        final long position, final DirectBuffer record, final int offset, final ScanFacts scan) {
        final int sent = scan.bytes()[ScanDescriptor.METHOD_OFFSET];
        final int expected = ScanMethod.isKnown(sent) ? sent : RecordDescriptor.METHOD_UNKNOWN;
        if (RecordDescriptor.method(record, offset) != expected) {
            throw new BrokenPromise("position %d has the method %d, where a scan of method %d was sent", position,
                RecordDescriptor.method(record, offset), sent);
        }
    }

    private static void require(final long position, final boolean held, final Object expected, final Verdict verdict) {
        if (!held) {
            throw new BrokenPromise("position %d says %s, where %s is right", position, verdict, expected);
        }
    }

    /** The verdict that the scan itself, its time and the superseded codes lead to; null if it is to be registered. */
    private Verdict refusal(final long position, final long appendedAtMs, final DirectBuffer record, final int offset,
        final ScanFacts scan, final Terminal terminal, final Verdict verdict) {
        if (scan.refusal() != null) {
            return scan.refusal();
        }
        if (clocks.mustBeImpossible(appendedAtMs, terminal)
            || verdict == Verdict.CLOCK_IMPOSSIBLE && clocks.mayBeImpossible(appendedAtMs, terminal)) {
            return Verdict.CLOCK_IMPOSSIBLE;
        }
        final long scannedAtMs = RecordDescriptor.scannedAtMs(record, offset);
        final long seconds = scannedAtMs / 1000;
        final int receivedOffsetMs = RecordDescriptor.receivedOffsetMs(record, offset);
        if (world.hasServerClockRunBack() || receivedOffsetMs == RecordDescriptor.RECEIVED_OFFSET_MS_MAX) {
            if (verdict == Verdict.CLOCK_IMPOSSIBLE) {
                return verdict;
            }
        } else {
            final long ageMs = appendedAtMs - receivedOffsetMs - scannedAtMs;
            if (ageMs > limits.backlogMs() || ageMs < -limits.futureToleranceMs()) {
                return Verdict.CLOCK_IMPOSSIBLE;
            }
        }
        if (scan.isCode() && seconds < scan.issuedAtSeconds() - AHEAD_SECONDS) {
            return Verdict.NOT_YET_VALID;
        }
        if (scan.isCode() && seconds >= scan.issuedAtSeconds() + VALID_SECONDS) {
            return Verdict.EXPIRED;
        }
        if (scan.isCode() && isSuperseded(position, scan, scannedAtMs, verdict)) {
            return Verdict.SUPERSEDED;
        }
        return scan.isBadSample() ? Verdict.BAD_SAMPLE_ID : null;
    }

    private boolean isSuperseded(final long position, final ScanFacts scan, final long scannedAtMs, final Verdict verdict) {
        for (final World.IssuedCutoff issued : world.cutoffs) {
            if (issued.cutoff().person().equals(scan.person()) && issued.cutoff().issueNumber() >= scan.issueNumber()
                && issued.cutoff().sinceMs() <= scannedAtMs && (position >= issued.position() || verdict == Verdict.SUPERSEDED)) {
                return true;
            }
        }
        return false;
    }

    private void checkSample(final long position, final long appendedAtMs, final DirectBuffer record, final int offset,
        final Verdict verdict, final long seconds) {
        final byte[] sample = new byte[RecordDescriptor.SAMPLE_ID_LENGTH];
        record.getBytes(offset + RecordDescriptor.SAMPLE_ID_OFFSET, sample);
        final String name = new String(sample, StandardCharsets.US_ASCII);
        final long station = RecordDescriptor.station(record, offset);
        final long horizonMs = appendedAtMs - limits.horizonMs();
        Tube tube = tubes.get(name);
        final boolean isRemembered = tube != null && tube.lastSeconds * 1000 >= horizonMs + limits.futureToleranceMs() + 1000;
        if (verdict == Verdict.SAMPLE_ELSEWHERE) {
            require(position, tube != null && tube.station != station, "not SAMPLE_ELSEWHERE", verdict);
        } else if (verdict == Verdict.SAMPLE_FULL) {
            require(position, tube != null && tube.appendedMs.size() >= limits.poolSize(), Verdict.ACCEPTED, verdict);
        } else {
            require(position, verdict == Verdict.ACCEPTED, Verdict.ACCEPTED, verdict);
            if (isRemembered) {
                require(position, tube.station == station, Verdict.SAMPLE_ELSEWHERE, verdict);
                require(position, tube.atLeast(horizonMs) < limits.poolSize(), Verdict.SAMPLE_FULL, verdict);
            } else if (tube == null || tube.station != station) {
                tube = new Tube(station);
                tubes.put(name, tube);
            } else {
                tube.sure = 0;
            }
            tube.sure++;
            tube.appendedMs.add(appendedAtMs);
            tube.lastSeconds = Math.max(tube.lastSeconds, seconds);
        }
    }
}
