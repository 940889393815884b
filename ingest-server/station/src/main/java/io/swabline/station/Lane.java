package io.swabline.station;

import io.netty.channel.EventLoop;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

import java.util.function.LongSupplier;

/**
 * What the stations of one event loop share: clocks, timers, encoders, the way to the network. Owned by that loop. The monotonic
 * time is read once a sweep, a few milliseconds apart, which is fine enough for everything that a station waits for; and again
 * where a wait for a connection begins, since thousands of those may begin in one sweep, or in one task, that takes seconds.
 */
final class Lane {
    private final EventLoop eventLoop;
    private final EpochClock epochClock;
    private final NanoClock nanoClock;
    private final Connector connector;
    private final LongSupplier streamIds;
    private final long originNs;
    private final DeadlineSweep sweep = new DeadlineSweep();
    private final ConnectQueue connects = new ConnectQueue();
    private final FrameWriter frames = new FrameWriter();
    private final FrameReader reader = new FrameReader();
    private long nowNs;

    Lane(final EventLoop eventLoop, final EpochClock epochClock, final NanoClock nanoClock, final Connector connector) {
        this(eventLoop, epochClock, nanoClock, connector, StreamIds::next);
    }

    Lane(final EventLoop eventLoop, final EpochClock epochClock, final NanoClock nanoClock, final Connector connector,
        final LongSupplier streamIds) {
        this.streamIds = streamIds;
        this.eventLoop = eventLoop;
        this.epochClock = epochClock;
        this.nanoClock = nanoClock;
        this.connector = connector;
        originNs = nanoClock.nanoTime();
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    Connector connector() {
        return connector;
    }

    DeadlineSweep sweep() {
        return sweep;
    }

    ConnectQueue connects() {
        return connects;
    }

    FrameWriter frames() {
        return frames;
    }

    FrameReader reader() {
        return reader;
    }

    long newStream() {
        return streamIds.getAsLong();
    }

    /** Monotonic time since this lane began, as it was read last. */
    long nowNs() {
        return nowNs;
    }

    /** The same, read now. */
    long readNs() {
        nowNs = nanoClock.nanoTime() - originNs;
        return nowNs;
    }

    long epochMs() {
        return epochClock.time();
    }

    void close() {
        for (final StationSession session : sweep.sessions()) {
            session.close();
        }
    }

    /** Lets everything happen whose time has come. */
    void tick() {
        connects.sweep();
        sweep.sweep(readNs());
    }
}
