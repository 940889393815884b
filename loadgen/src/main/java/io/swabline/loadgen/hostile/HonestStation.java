package io.swabline.loadgen.hostile;

import io.swabline.loadgen.population.IdNumbers;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.AckDecoder;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A station that keeps to the protocol: it connects, goes on with its stream, scans five people one after the other, and
 * closes the connection. Ten people fill a tube; where it is told SAMPLE_ELSEWHERE it takes a tube of another box instead.
 */
final class HonestStation implements Visitor {
    private static final int SCANS = 5;
    private static final char SPARE_BOX = 'R';

    private final Door door;
    private final Frames frames = new Frames();
    private final long station;
    private final long stream;
    private final String token;
    private final IdNumbers people;
    private final Tubes tubes;
    private final Tubes spareTubes;
    private final long tubeStep;
    private long tube;
    private boolean isSpare;
    private int inTube;

    /**
     * @param station  its number, from 1
     * @param stations honest stations: they share the box, and each takes the tubes of its own
     */
    HonestStation(final Door door, final long station, final int stations, final long stream, final String token,
        final IdNumbers people, final Tubes tubes) {
        this.door = door;
        this.station = station;
        this.stream = stream;
        this.token = token;
        this.people = people;
        this.tubes = tubes;
        spareTubes = new Tubes(SPARE_BOX, tubes.seed());
        tubeStep = stations;
        tube = station - 1;
    }

    @Override
    public void visit(final HonestWaits waits) {
        long sinceNs = System.nanoTime();
        String waiting = HonestWaits.CONNECT;
        try (Link link = new Link(door)) {
            link.send(frames.hello(station, stream, token));
            final long before = link.awaitWelcome();
            sinceNs = waits.record(waiting, sinceNs);
            waiting = HonestWaits.VERDICT;
            for (long sequence = before + 1; sequence <= before + SCANS; sequence++) {
                scan(link, sequence, waits);
                sinceNs = waits.record(waiting, sinceNs);
            }
        } catch (final IOException failed) {
            waits.failed(waiting, sinceNs, failed);
        }
    }

    private void scan(final Link link, final long sequence, final HonestWaits waits) throws IOException {
        final long lastNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(door.waitMs());
        final var frame = frames.scans(sequence, 1, (buffer, offset, unused) -> {
            (isSpare ? spareTubes : tubes).put(tube, buffer, offset + ScanDescriptor.SAMPLE_ID_OFFSET);
            people.next(buffer, offset + ScanDescriptor.CREDENTIAL_OFFSET);
        });
        link.send(frame);
        while (!link.awaitAck()) {
            waits.retried();
            final long waitNs = TimeUnit.MILLISECONDS.toNanos(link.retry().afterMs());
            if (System.nanoTime() + waitNs > lastNs) {
                throw new SocketTimeoutException("no verdict but Retry(" + link.retry().reason() + ")");
            }
            LockSupport.parkNanos(waitNs);
            link.send(frame);
        }
        fill(verdict(link.ack()), waits);
    }

    private static Verdict verdict(final AckDecoder ack) {
        final AckDecoder.VerdictsDecoder listed = ack.verdicts();
        return listed.hasNext() ? Verdict.of(listed.next().verdictRaw()) : Verdict.ACCEPTED;
    }

    private void fill(final Verdict verdict, final HonestWaits waits) {
        if (verdict != Verdict.ACCEPTED) {
            waits.refused(verdict);
        }
        if (verdict == Verdict.SAMPLE_ELSEWHERE) {
            isSpare = true;
            inTube = 0;
        } else if (++inTube == Tubes.PEOPLE) {
            isSpare = false;
            inTube = 0;
            tube += tubeStep;
        }
    }
}
