package io.swabline.loadgen.hostile;

import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.AckDecoder;
import io.swabline.protocol.codec.RetryReason;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A hostile station that is let in: it sends scans without a pause, 64 in a frame and at most 512 without an answer. After a
 * Retry it goes on from there, as a terminal does, but soon, whatever time the server names. It comes again when turned away.
 */
final class FloodingStation implements Attack {
    private static final int FRAME = 64;
    /** Half of the credit of the defaults: as fast as it can be, and never closed for its conduct. */
    private static final int UNDER_WAY = 512;
    private static final long AGAIN_MAX_MS = 10;
    private static final long COME_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Door door;
    private final Frames frames = new Frames();
    private final long station;
    private final long stream;
    private final String token;
    private final long count;
    private final ScanWriter writer;
    private final LongAdder sent = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder quotaRetries = new LongAdder();
    private final LongAdder otherRetries = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();
    private volatile boolean isStopped;
    private volatile Link open;

    /** @param count scans to send, those that are sent again included */
    FloodingStation(final Door door, final long station, final long stream, final String token, final long count,
        final ScanWriter writer) {
        this.door = door;
        this.station = station;
        this.stream = stream;
        this.token = token;
        this.count = count;
        this.writer = writer;
    }

    @Override
    public void run() {
        while (!isDone()) {
            try (Link link = new Link(door)) {
                open = link;
                flood(link);
            } catch (final IOException goneOrTurnedAway) {
                if (!isStopped) {
                    turnedAway.increment();
                    LockSupport.parkNanos(COME_AGAIN_NS);
                }
            }
        }
    }

    private boolean isDone() {
        return isStopped || sent.sum() >= count;
    }

    private void flood(final Link link) throws IOException {
        link.send(frames.hello(station, stream, token));
        long answered = link.awaitWelcome();
        long last = answered;
        while (!isDone() || last > answered && !isStopped) {
            while (!isDone() && last - answered <= UNDER_WAY - FRAME) {
                final int now = (int) Math.min(FRAME, count - sent.sum());
                link.send(frames.scans(last + 1, now, writer));
                sent.add(now);
                last += now;
            }
            if (link.awaitAck()) {
                answered = take(link.ack());
            } else {
                (link.retry().reason() == RetryReason.STATION_QUOTA ? quotaRetries : otherRetries).increment();
                answered = link.retry().fromSequence() - 1;
                last = answered;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(AGAIN_MAX_MS, link.retry().afterMs())));
            }
        }
    }

    private long take(final AckDecoder ack) {
        final long through = ack.throughSequence();
        long others = 0;
        final long all = through - ack.firstSequence() + 1;
        for (final AckDecoder.VerdictsDecoder listed : ack.verdicts()) {
            others += listed.verdictRaw() == Verdict.ACCEPTED.code() ? 0 : 1;
        }
        accepted.add(all - others);
        refused.add(others);
        return through;
    }

    @Override
    public void stop() {
        isStopped = true;
        final Link link = open;
        if (link != null) {
            try {
                link.close();
            } catch (final IOException alreadyBroken) {
                turnedAway.increment();
            }
        }
    }

    @Override
    public Map<String, Long> counts() {
        final Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("scans_sent", sent.sum());
        counts.put("accepted", accepted.sum());
        counts.put("refused", refused.sum());
        counts.put("retries_station_quota", quotaRetries.sum());
        counts.put("retries_other", otherRetries.sum());
        counts.put("turned_away", turnedAway.sum());
        return counts;
    }
}
