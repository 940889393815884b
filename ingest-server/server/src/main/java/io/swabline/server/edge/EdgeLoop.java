package io.swabline.server.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.server.access.StationAccess;
import io.swabline.server.ring.ConnectionId;
import io.swabline.server.ring.ReplyDescriptor;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.RetryAfter;
import io.swabline.server.ring.ScanRing;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * What the connections of one event loop share: their table, the clocks as read at the start of a read, the queue of
 * replies from the pipeline, and the list of those that wait for ring slots. Only its event loop touches it.
 */
final class EdgeLoop {
    private static final Logger LOGGER = LoggerFactory.getLogger(EdgeLoop.class);
    private static final long SWEEP_INTERVAL_MS = 500;

    private final EventLoop eventLoop;
    private final int index;
    private final ScanRing ring;
    private final ReplyQueue replyQueue;
    private final EdgeSettings settings;
    private final EdgeCounters counters;
    private final EpochClock epochClock;
    private final NanoClock nanoClock;
    private final FrameReader reader;
    private final StationAccess access;
    private final SubscriberDoor subscribers;
    private final EdgeComplaints complaints;
    private final HandshakeQueue handshakes;
    private final GreetingGate gate;
    private final HeldMemory receiveMemory;
    private final HeldMemory sendMemory;
    private final ReadBuffers readBuffers;
    private final ControlFrames frames;
    private final SplittableRandom jitter;
    private final ArrayList<StationConnection> connections = new ArrayList<>();
    private final ArrayDeque<StationConnection> waitingForRing = new ArrayDeque<>();
    private final ArrayList<StationConnection> waitingForFlush = new ArrayList<>();
    private final IntArrayList freePlaces = new IntArrayList();
    private int generation;
    private long nowMs;
    private long nowNs;
    private boolean draining;
    private boolean isShedding;

    EdgeLoop(final EventLoop eventLoop, final int index, final ScanRing ring, final ReplyQueue replyQueue,
        final EdgeSettings settings, final int loops, final GreetingGate gate, final EdgeCounters counters,
        final StationAccess access, final SubscriberDoor subscribers, final EpochClock epochClock, final NanoClock nanoClock) {
        this(eventLoop, index, ring, replyQueue, settings, loops, gate, counters, access, subscribers, epochClock, nanoClock,
            ThreadLocalRandom.current().nextLong());
    }

    EdgeLoop(final EventLoop eventLoop, final int index, final ScanRing ring, final ReplyQueue replyQueue,
        final EdgeSettings settings, final int loops, final GreetingGate gate, final EdgeCounters counters,
        final StationAccess access, final SubscriberDoor subscribers, final EpochClock epochClock, final NanoClock nanoClock,
        final long jitterSeed) {
        this.jitter = new SplittableRandom(jitterSeed);
        this.eventLoop = eventLoop;
        this.index = index;
        this.ring = ring;
        this.replyQueue = replyQueue;
        this.settings = settings;
        this.counters = counters;
        this.access = access;
        this.subscribers = subscribers;
        this.complaints = new EdgeComplaints(counters);
        this.handshakes = new HandshakeQueue(eventLoop, nanoClock);
        this.epochClock = epochClock;
        this.nanoClock = nanoClock;
        this.reader = new FrameReader(this, ring, settings);
        this.gate = gate;
        frames = new ControlFrames(new RetryAfter(settings.retryAfterMs(), jitter.nextLong()));
        receiveMemory = new HeldMemory(settings.receiveMemoryMax(), loops, settings.connectionsMax(),
            counters.receiveBytes);
        sendMemory = new HeldMemory(settings.sendMemoryMax(), loops, settings.connectionsMax(), counters.sendBytes);
        readBuffers = new ReadBuffers(receiveMemory);
        final Runnable drainReplies = this::drainReplies;
        replyQueue.onWake(() -> eventLoop.execute(drainReplies));
    }

    /** Starts the sweep over deadlines; on any thread. */
    void start() {
        eventLoop.scheduleAtFixedRate(this::checkDeadlines, SWEEP_INTERVAL_MS, SWEEP_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /** Once for all that a socket delivers at a time. Wall time never runs back here: a step back is waited out. */
    void readClocks() {
        nowMs = Math.max(nowMs, epochClock.time());
        nowNs = nanoClock.nanoTime();
    }

    /** Why no connection is taken at the moment; null if one is. */
    RefusedReason refusal() {
        if (draining) {
            return RefusedReason.DRAINING;
        }
        return counters.open() > settings.connectionsMax() ? RefusedReason.CONNECTIONS_FULL : null;
    }

    long register(final StationConnection connection) {
        final int place;
        if (freePlaces.isEmpty()) {
            place = connections.size();
            connections.add(connection);
        } else {
            place = freePlaces.removeAt(freePlaces.size() - 1);
            connections.set(place, connection);
        }
        generation = generation == -1 ? 1 : generation + 1;
        return ConnectionId.of(index, place, generation);
    }

    void unregister(final long connectionId) {
        final int place = ConnectionId.place(connectionId);
        connections.set(place, null);
        freePlaces.addInt(place);
    }

    private StationConnection connection(final long connectionId) {
        final int place = ConnectionId.place(connectionId);
        final StationConnection connection = place < connections.size() ? connections.get(place) : null;
        return connection != null && connection.id() == connectionId ? connection : null;
    }

    private void drainReplies() {
        readClocks();
        replyQueue.read(this::onReply);
        flushWaiting();
        resumeWaiting();
    }

    /** Flushing one may make it read on, and others wait for a flush. */
    void flushWaiting() {
        for (int i = 0; i < waitingForFlush.size(); i++) {
            waitingForFlush.get(i).flushReplies();
        }
        waitingForFlush.clear();
    }

    private void onReply(final int type, final MutableDirectBuffer buffer, final int offset, final int length) {
        final long id = buffer.getLong(offset + ReplyDescriptor.CONNECTION_OFFSET, ByteOrder.LITTLE_ENDIAN);
        final StationConnection connection = connection(id);
        if (connection == null) {
            return;
        }
        final int answered = buffer.getInt(offset + ReplyDescriptor.ANSWERED_OFFSET, ByteOrder.LITTLE_ENDIAN);
        connection.reply(buffer, offset + ReplyDescriptor.FRAME_OFFSET, length - ReplyDescriptor.FRAME_OFFSET, answered);
        if (type == ReplyDescriptor.WRITE_AND_OPEN) {
            connection.open();
        } else if (type == ReplyDescriptor.WRITE_AND_CLOSE) {
            connection.flushAndClose();
        }
    }

    void flushLater(final StationConnection connection) {
        waitingForFlush.add(connection);
    }

    void waitForRing(final StationConnection connection) {
        counters.backPressured.increment();
        waitingForRing.add(connection);
        replyQueue.wantWake(true);
        if (ring.remainingCapacity() == ring.capacity()) {
            // The pipeline may have finished its last batch before it could see the wish.
            eventLoop.execute(this::resumeWaiting);
        }
    }

    /** In the order in which they came, as long as there is room for a frame; the others keep their places. */
    private void resumeWaiting() {
        if (waitingForRing.isEmpty() || ring.remainingCapacity() < ring.capacity() / 4) {
            return;
        }
        final int room = Math.min(ring.capacity() / 4, FrameDescriptor.SCANS_PER_FRAME_MAX);
        for (int turns = waitingForRing.size(); turns > 0 && ring.remainingCapacity() >= room; turns--) {
            final StationConnection connection = waitingForRing.poll();
            try {
                connection.resumeAfterRingFull();
            } catch (final Exception failure) {
                connection.exceptionCaught(connection.context(), failure);
            }
        }
        replyQueue.wantWake(!waitingForRing.isEmpty());
        flushWaiting();
    }

    void checkDeadlines() {
        readClocks();
        final long helloDeadlineNs = gate.isCrowded() ? settings.helloDeadlineNs() / 2 : settings.helloDeadlineNs();
        for (int i = 0; i < connections.size(); i++) {
            final StationConnection connection = connections.get(i);
            if (connection != null) {
                checkAdmission(connection);
                connection.checkDeadlines(nowNs, settings, helloDeadlineNs);
            }
        }
        recountUnsent();
        resumeWaiting();
    }

    /** Records how many received bytes are unprocessed. */
    void received(final StationConnection connection, final long bytes, final boolean mayBeAsked) {
        receiveMemory.set(connection.received(), bytes, mayBeAsked);
        if (receiveMemory.isExceeded() && !isShedding) {
            isShedding = true;
            while (!receiveMemory.isRelieved() && receiveMemory.largeForLongest() != null) {
                shedReceived(receiveMemory.largeForLongest());
            }
            isShedding = false;
        }
    }

    private void shedReceived(final StationConnection connection) {
        counters.shed.increment();
        try {
            connection.shedReceived();
        } catch (final Exception failure) {
            connection.exceptionCaught(connection.context(), failure);
            receiveMemory.set(connection.received(), 0, false);
        }
    }

    /** The connection's replies have been written, or could not be. */
    void unsent(final StationConnection connection) {
        final long bytes = connection.unsentBytes();
        if (bytes != connection.unsent().bytes()) {
            sendMemory.set(connection.unsent(), bytes, true);
            if (sendMemory.isExceeded()) {
                recountUnsent();
                while (!sendMemory.isRelieved() && sendMemory.largeForLongest() != null) {
                    shedUnsent(sendMemory.largeForLongest());
                }
            }
        }
    }

    private void shedUnsent(final StationConnection connection) {
        counters.shed.increment();
        connection.shedUnsent();
        sendMemory.set(connection.unsent(), 0, false);
    }

    /** Netty does not report drained writes, so this recounts. */
    private void recountUnsent() {
        for (int i = 0; i < connections.size(); i++) {
            final StationConnection connection = connections.get(i);
            if (connection != null && connection.unsent().bytes() > 0) {
                sendMemory.set(connection.unsent(), connection.unsentBytes(), true);
            }
        }
    }

    /** The connection is gone, and all that it held. */
    void forget(final StationConnection connection) {
        receiveMemory.set(connection.received(), 0, false);
        sendMemory.set(connection.unsent(), 0, false);
    }

    int pingsMax() {
        return settings.pingsMax();
    }

    void greeted(final Channel channel) {
        gate.greeted(channel);
    }

    /** The first bytes of a connection have come. */
    void heard(final Channel channel) {
        gate.heard(channel);
    }

    /** Event loop: no station is read from or taken any more. */
    void stopReading() {
        draining = true;
        for (final StationConnection connection : connections) {
            if (connection != null) {
                connection.stopReading();
            }
        }
    }

    /** Event loop: tells every station to come back, spread over time, and closes. */
    void sayGoodbye() {
        drainReplies();
        for (int i = 0; i < connections.size(); i++) {
            final StationConnection connection = connections.get(i);
            if (connection != null) {
                connection.goodbyeDraining(1 + jitter.nextLong(settings.reconnectSpreadMs() + 1));
            }
        }
    }

    /** Event loop: whoever was let in by what is not good any more is sent away. */
    void checkAdmissions() {
        readClocks();
        for (int i = 0; i < connections.size(); i++) {
            final StationConnection connection = connections.get(i);
            if (connection != null) {
                checkAdmission(connection);
            }
        }
    }

    /** Once what let a station in is good no more, nothing is read from it, what was taken is answered, then it is sent away. */
    private void checkAdmission(final StationConnection connection) {
        if (connection.state() != StationConnection.CLOSING && connection.identity().findWithdrawn(access, nowMs, nowNs)) {
            counters.withdrawn.increment();
            connection.stopReading();
            connection.endWithdrawn();
        }
    }

    /** Answers a station that speaks no TLS in its own language, and closes; the context is that before the TLS handler. */
    void refusePlainText(final ChannelHandlerContext beforeTls) {
        complaints.onPlainText(beforeTls.channel(), nowNs);
        beforeTls.writeAndFlush(frames.goodbye(beforeTls.alloc(), GoodbyeReason.TLS_EXPECTED))
            .addListener(written -> beforeTls.close());
    }

    /** Ends a connection that sends on before its handshake has had its turn, without an answer, which it could not read. */
    void refuseFlood(final ChannelHandlerContext beforeTls) {
        counters.misbehaved.increment();
        beforeTls.close();
    }

    EdgeComplaints complaints() {
        return complaints;
    }

    SubscriberDoor subscribers() {
        return subscribers;
    }

    HandshakeQueue handshakes() {
        return handshakes;
    }

    StationAccess access() {
        return access;
    }

    void onUnexpected(final Throwable cause) {
        counters.misbehaved.increment();
        LOGGER.warn("a connection was closed by an unexpected error", cause);
    }

    ReadBuffers readBuffers() {
        return readBuffers;
    }

    FrameReader reader() {
        return reader;
    }

    ControlFrames frames() {
        return frames;
    }

    EdgeCounters counters() {
        return counters;
    }

    long nowMs() {
        return nowMs;
    }

    long nowNs() {
        return nowNs;
    }
}
