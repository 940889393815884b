package io.swabline.server.dedup;

import io.swabline.protocol.SipHash;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The station streams: how far each one is journaled, which connection carries it, and the verdicts of its last
 * {@code credit} scans, so that one sent again gets its own verdict back. Single writer. A stream is an index into parallel
 * arrays; memory is bounded by {@code streamsMax * (credit + 100)} bytes.
 */
final class StreamTable {
    /** No such stream, or no room for one more. */
    static final int NONE = KeyIndex.ABSENT;
    /**
     * A stream with nothing in the journal is soon forgotten when room is needed, lest those that only say Hello keep others
     * out for days. Nothing is lost with it: whoever still carries it is asked for a Hello, and begins at 1 as before.
     */
    static final long FORGET_EMPTY_AFTER_MS = 60_000;
    /** One station may have so large a part of the streams, and at least so many: a hostile one cannot take them all. */
    private static final int STATION_PART = 64;
    private static final int STATION_STREAMS_MIN = 64;

    /** Another thread counts by these: what the single writer writes must reach it whole, in no order with anything else. */
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

    private final KeyIndex indexByStream;
    private final KeyIndex streamsByStation;
    private final int stationStreamsMax;
    private final long[] streams;
    private final long[] connections;
    private final long[] lastSeenMs;
    private final int[] stations;
    private final int[] lastSequences;
    private final int[] retryFrom;
    private final UnsafeBuffer verdicts;
    private final int credit;
    private final long forgetAfterMs;
    private volatile int used;
    private int forgetCursor = NONE;
    private long nothingToForgetUntilMs = Long.MIN_VALUE;

    /**
     * @param streamsMax    streams known at a time
     * @param credit        verdicts kept of each, a power of two
     * @param forgetAfterMs a stream unused for longer may be forgotten when room is needed
     * @param hash          under a secret key: stations choose the ids of their streams, and without authentication their numbers
     */
    StreamTable(final int streamsMax, final int credit, final long forgetAfterMs, final SipHash hash) {
        if (Integer.bitCount(credit) != 1) {
            throw new IllegalArgumentException("credit=" + credit + " is not a power of two");
        }
        if ((long) streamsMax * credit > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("streamsMax=" + streamsMax + " times credit=" + credit + " is more than 2 GiB");
        }
        this.credit = credit;
        this.forgetAfterMs = forgetAfterMs;
        indexByStream = new KeyIndex(streamsMax, hash);
        streamsByStation = new KeyIndex(streamsMax, hash);
        stationStreamsMax = Math.max(STATION_STREAMS_MIN, streamsMax / STATION_PART);
        streams = new long[streamsMax];
        connections = new long[streamsMax];
        lastSeenMs = new long[streamsMax];
        stations = new int[streamsMax];
        lastSequences = new int[streamsMax];
        retryFrom = new int[streamsMax];
        verdicts = new UnsafeBuffer(BufferUtil.allocateDirectAligned(streamsMax * credit, 64));
    }

    int size() {
        return indexByStream.size();
    }

    int indexOf(final long stream) {
        return indexByStream.get(stream);
    }

    /**
     * Adds a stream, in the place of one long unused if there is no other, or if its station has its part already;
     * {@link #NONE} if there is no such place.
     */
    int add(final long stream, final long station, final long nowMs) {
        return hasItsPart(station) ? putAt(forgetOneOf((int) station, nowMs), stream, station, nowMs)
            : addReplayed(stream, station, nowMs);
    }

    /** Whether the station has as many streams as one station may have. */
    boolean hasItsPart(final long station) {
        return streamsByStation.get(station) >= stationStreamsMax;
    }

    /**
     * Streams that are not unused for so long, at this time, that they would make room for others. Any thread; a stream that is
     * being added meanwhile may be missed. Looks at each stream.
     */
    int heldCount(final long nowMs) {
        int held = 0;
        for (int index = 0, end = used; index < end; index++) {
            held += nowMs > keptUntilMs(index) ? 0 : 1;
        }
        return held;
    }

    /** The same for a stream that the journal has: the process that wrote it let the station have it. */
    int addReplayed(final long stream, final long station, final long nowMs) {
        if (used == streams.length) {
            return putAt(forget(nowMs), stream, station, nowMs);
        }
        put(used, stream, station, nowMs);
        return used++;
    }

    private int putAt(final int index, final long stream, final long station, final long nowMs) {
        if (index != NONE) {
            put(index, stream, station, nowMs);
        }
        return index;
    }

    private void put(final int index, final long stream, final long station, final long nowMs) {
        indexByStream.put(stream, index);
        streamsByStation.put(station, Math.max(0, streamsByStation.get(station)) + 1);
        streams[index] = stream;
        stations[index] = (int) station;
        LONGS.setOpaque(lastSeenMs, index, nowMs);
        INTS.setOpaque(lastSequences, index, 0);
        retryFrom[index] = 0;
        connections[index] = 0;
        verdicts.setMemory(index * credit, credit, (byte) 0);
    }

    /** Takes up where it left off, and does not look again before there can be anything: refusals cost next to nothing. */
    private int forget(final long nowMs) {
        if (nowMs <= nothingToForgetUntilMs) {
            return NONE;
        }
        long earliestMs = Long.MAX_VALUE;
        for (int looked = 0; looked < streams.length; looked++) {
            forgetCursor = forgetCursor + 1 < streams.length ? forgetCursor + 1 : 0;
            final int index = forgetCursor;
            final long keptUntilMs = keptUntilMs(index);
            if (nowMs > keptUntilMs) {
                remove(index);
                return index;
            }
            earliestMs = Math.min(earliestMs, keptUntilMs);
        }
        nothingToForgetUntilMs = earliestMs;
        return NONE;
    }

    /** Looks at all, but only for a station that has a thousand streams where others have a few. */
    private int forgetOneOf(final int station, final long nowMs) {
        for (int index = 0; index < used; index++) {
            if (stations[index] == station && nowMs > keptUntilMs(index)) {
                remove(index);
                return index;
            }
        }
        return NONE;
    }

    private long keptUntilMs(final int index) {
        return (long) LONGS.getOpaque(lastSeenMs, index)
            + ((int) INTS.getOpaque(lastSequences, index) == 0 ? FORGET_EMPTY_AFTER_MS : forgetAfterMs);
    }

    private void remove(final int index) {
        indexByStream.remove(streams[index]);
        final long station = station(index);
        final int left = streamsByStation.get(station) - 1;
        if (left == 0) {
            streamsByStation.remove(station);
        } else {
            streamsByStation.put(station, left);
        }
    }

    /**
     * Adds a stream while the journal is replayed, in the place of the one unused for longest: the process that wrote the journal
     * had forgotten one by then. Which one, and when, it knew by Hellos and times of receipt that the journal does not have, so
     * half the time is enough; {@link #NONE} if all were used since.
     */
    int addInPlaceOfOldest(final long stream, final long station, final long nowMs) {
        int oldest = 0;
        for (int index = 1; index < used; index++) {
            oldest = lastSeenMs[index] < lastSeenMs[oldest] ? index : oldest;
        }
        if (nowMs - lastSeenMs[oldest] < forgetAfterMs / 2) {
            return NONE;
        }
        remove(oldest);
        put(oldest, stream, station, nowMs);
        return oldest;
    }

    long station(final int index) {
        return Integer.toUnsignedLong(stations[index]);
    }

    long connection(final int index) {
        return connections[index];
    }

    void connection(final int index, final long connection) {
        connections[index] = connection;
    }

    /** Connections of an earlier process mean nothing: called once when the state has been rebuilt. */
    void forgetConnections() {
        Arrays.fill(connections, 0);
    }

    void seen(final int index, final long nowMs) {
        LONGS.setOpaque(lastSeenMs, index, nowMs);
    }

    long lastSequence(final int index) {
        return Integer.toUnsignedLong(lastSequences[index]);
    }

    /** First sequence that was answered Retry and has not come again; 0 if none is awaited. */
    long retryFrom(final int index) {
        return Integer.toUnsignedLong(retryFrom[index]);
    }

    void retryFrom(final int index, final long sequence) {
        retryFrom[index] = (int) sequence;
    }

    /**
     * Notes the verdict of the stream's next sequence. Where the journal has lost records, replay comes with a later one: the
     * verdicts between are not known, and what stands in their places is of sequences long before.
     */
    void journaled(final int index, final long sequence, final int verdict) {
        for (long lost = Math.max(lastSequence(index) + 1, sequence - credit + 1); lost < sequence; lost++) {
            verdicts.putByte(index * credit + ((int) lost & credit - 1), (byte) 0);
        }
        INTS.setOpaque(lastSequences, index, (int) sequence);
        verdicts.putByte(index * credit + ((int) sequence & credit - 1), (byte) verdict);
    }

    /** Verdict code of a sequence not above the last; 0 if it is too long ago to be kept, or its record is lost. */
    int verdict(final int index, final long sequence) {
        return sequence <= lastSequence(index) - credit ? 0 : verdicts.getByte(index * credit + ((int) sequence & credit - 1));
    }
}
