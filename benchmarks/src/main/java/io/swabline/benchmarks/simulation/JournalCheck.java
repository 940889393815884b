package io.swabline.benchmarks.simulation;

import io.swabline.journal.JournalTail;
import io.swabline.journal.RecordDescriptor;
import io.swabline.journal.RecordHandler;
import io.swabline.protocol.OperatorNote;
import io.swabline.protocol.Verdict;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/** Reads the journal when all is over, and holds it to what stations and tail were told and to a plain model of the verdicts. */
final class JournalCheck implements RecordHandler {
    private static final int POLL_LIMIT = 1000;

    private final World world;
    private final Oracle oracle;
    private final VerdictModel model;
    private final Map<Long, Last> lastOfStreams = new HashMap<>();
    private final Map<Oracle.Address, Verdict> verdicts = new HashMap<>();

    /** The latest record of a stream. A stream unused for longer than anything matters may be forgotten, and begin anew. */
    private record Last(long sequence, long appendedAtMs) {
        private static final Last NONE = new Last(0, 0);
    }

    JournalCheck(final World world, final Oracle oracle) {
        this.world = world;
        this.oracle = oracle;
        this.model = new VerdictModel(world);
    }

    void run(final JournalTail oldest) {
        final JournalTail tail = oldest.from(0);
        while (tail.poll(this, POLL_LIMIT) > 0 || tail.lagRecords() > 0) {
            // until all is read
        }
        if (tail.position() < oracle.tailPosition()) {
            throw new BrokenPromise("the journal ends at %d; a tail had been shown %d records", tail.position(),
                oracle.tailPosition());
        }
        oracle.answers().forEach((address, answer) -> {
            final Verdict kept = verdicts.get(address);
            if (kept == null) {
                throw new BrokenPromise("%s was acknowledged (%s) and is not in the journal", address, answer.verdict());
            }
            if (kept != answer.verdict()) {
                throw new BrokenPromise("%s was told %s, and the journal says %s", address, answer.verdict(), kept);
            }
        });
    }

    @Override
    public void onGap(final long fromPosition, final long toPosition) {
        throw new BrokenPromise("the positions %d to %d are in no file", fromPosition, toPosition - 1);
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        final byte[] record = new byte[RecordDescriptor.LENGTH];
        buffer.getBytes(offset, record);
        if (position < oracle.tailPosition() && !Arrays.equals(record, oracle.tailed().get((int) position))) {
            throw new BrokenPromise("position %d is another record than a tail was shown", position);
        }
        if (OperatorNote.isNote(RecordDescriptor.verdict(buffer, offset))) {
            throw new BrokenPromise("position %d holds a note of an operator, and there is none", position);
        }
        final long stream = RecordDescriptor.stream(buffer, offset);
        final long sequence = Integer.toUnsignedLong(RecordDescriptor.sequence(buffer, offset));
        final Last last = lastOfStreams.getOrDefault(stream, Last.NONE);
        final long expected = last.sequence + 1;
        final boolean isForgotten = sequence == 1 && appendedAtMs - last.appendedAtMs >= world.limits.horizonMs();
        if (sequence != expected && !isForgotten) {
            throw new BrokenPromise("position %d holds sequence %d of stream %x, where %d is due", position, sequence, stream,
                expected);
        }
        lastOfStreams.put(stream, new Last(sequence, appendedAtMs));
        final Verdict verdict = Verdict.of(RecordDescriptor.verdict(buffer, offset));
        verdicts.put(new Oracle.Address(stream, sequence), verdict);
        world.trace.count(Event.valueOf(verdict.name()), 1);
        world.trace.mix(sequence << 8 | verdict.code());
        final Oracle.Origin origin = oracle.origin(stream);
        if (origin == null || origin.base() + sequence > origin.terminal().scanCount()) {
            throw new BrokenPromise("position %d holds sequence %d of stream %x, which nobody sent", position, sequence, stream);
        }
        if (RecordDescriptor.station(buffer, offset) != origin.terminal().stationNumber()) {
            throw new BrokenPromise("position %d is of station %d, not %d", position, RecordDescriptor.station(buffer, offset),
                origin.terminal().stationNumber());
        }
        final ScanFacts scan = origin.terminal().scan((int) (origin.base() + sequence - 1));
        model.check(position, appendedAtMs, buffer, offset, scan, origin.terminal(), verdict);
    }
}
