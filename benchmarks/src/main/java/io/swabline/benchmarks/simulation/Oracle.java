package io.swabline.benchmarks.simulation;

import io.swabline.journal.RecordDescriptor;
import io.swabline.journal.RecordHandler;
import io.swabline.protocol.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/** Remembers what was told to stations and what was shown to a tail, so that none of it can be taken back. */
final class Oracle implements RecordHandler {
    private final World world;
    private final Map<Address, Answer> answers = new LinkedHashMap<>();
    private final Map<Long, Origin> streams = new HashMap<>();
    private final List<byte[]> tailed = new ArrayList<>();
    private BrokenPromise broken;

    /** Names a scan. */
    record Address(long stream, long sequence) {
        @Override
        public String toString() {
            return "scan " + sequence + " of stream " + Long.toHexString(stream);
        }
    }

    /** What a station was told. */
    record Answer(Verdict verdict, boolean retransmit, long detail) {
    }

    /** Whose stream it is, and how many of the terminal's scans were in front of it. */
    record Origin(Terminal terminal, int base) {
    }

    Oracle(final World world) {
        this.world = world;
    }

    /** Kept until the step is over: exceptions thrown into a station's callbacks would be caught there. */
    void broken(final String what) {
        if (broken == null) {
            broken = new BrokenPromise(what, (Throwable) null);
        }
    }

    void check() {
        if (broken != null) {
            throw broken;
        }
    }

    long newStream() {
        long stream = world.random.nextLong();
        while (stream == 0 || stream == -1) {
            stream = world.random.nextLong();
        }
        return stream;
    }

    void streamBegins(final long stream, final Terminal terminal, final int base) {
        world.streamBegins(stream);
        streams.put(stream, new Origin(terminal, base));
    }

    Origin origin(final long stream) {
        return streams.get(stream);
    }

    void acknowledged(
        final long stream, final long sequence, final Verdict verdict, final boolean retransmit, final long detail) {
        final Address address = new Address(stream, sequence);
        final Answer before = answers.putIfAbsent(address, new Answer(verdict, retransmit, detail));
        if (before != null && before.verdict() != verdict) {
            broken(address + " was told " + before.verdict() + ", and then " + verdict);
        }
    }

    /** A server may forget a stream only when nothing of it can matter any more. */
    void streamReplaced(final long stream, final long acknowledged, final long serverLast) {
        final Origin origin = streams.get(stream);
        final long sinceMs = acknowledged == 0 ? Long.MAX_VALUE
            : world.serverMsMax() - origin.terminal().scan((int) (origin.base() + acknowledged - 1)).madeServerMs();
        if (serverLast > acknowledged) {
            broken(String.format("the server says that %d of stream %x is journaled, which was never sent", serverLast, stream));
        } else if (serverLast < acknowledged && sinceMs <= world.limits.horizonMs() && !world.hasServerClockRunBack()) {
            broken(String.format("%d to %d of stream %x were acknowledged less than %d ms ago, and the server knows them no more",
                serverLast + 1, acknowledged, stream, sinceMs));
        }
    }

    Map<Address, Answer> answers() {
        return answers;
    }

    /** Position that the tail goes on at. */
    long tailPosition() {
        return tailed.size();
    }

    List<byte[]> tailed() {
        return tailed;
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        if (position != tailed.size()) {
            broken("the tail is shown position " + position + " behind " + (tailed.size() - 1));
        }
        final byte[] record = new byte[RecordDescriptor.LENGTH];
        buffer.getBytes(offset, record);
        tailed.add(record);
    }

    @Override
    public void onGap(final long fromPosition, final long toPosition) {
        broken("the tail is told that the positions " + fromPosition + " to " + (toPosition - 1) + " are lost");
    }
}
