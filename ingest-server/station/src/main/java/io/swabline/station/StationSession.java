package io.swabline.station;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation of one station with the server, over as many connections as it takes. Owned by the station's event loop. Any
 * failure ends in {@link #disconnect}: everything without a verdict is sent again on the next connection, so a failure costs time
 * and nothing else.
 *
 * <pre>
 *   IDLE ─ start ─► QUEUED ─ its turn ─► CONNECTING ─ connected, Hello ─► GREETING ─ Welcome ─► OPEN
 *                      ▲                     └──────────────┬──────────────┴─────────────────────┘ any failure
 *                      └──────────── back-off ─────────── WAITING                      any state ─ close ─► CLOSED
 * </pre>
 */
final class StationSession {
    private enum State { IDLE, QUEUED, CONNECTING, GREETING, OPEN, WAITING, CLOSED }

    /** Less may be an event loop that was held up, or is left alone by the server anyway. */
    private static final long CLOCK_STEP_MIN_MS = 2_000;
    private static final long NS_PER_MS = 1_000_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(StationSession.class);

    private final Station station;
    private final StationSettings settings;
    private final StationListener listener;
    private final Lane lane;
    private final EpochClock clock;
    private final PendingScans pending;
    private final DocumentGate gate;
    private final ScanSender sender;
    private final Backoff backoff;
    private final Liveness liveness;

    private State state = State.IDLE;
    private StationConnection connection;
    private long toldOffsetMs;
    private int sweepIndex;
    private long stream;
    private long resumeAtNs = DeadlineSweep.NEVER;

    StationSession(
        final Station station,
        final StationSettings settings,
        final StationListener listener,
        final Lane lane,
        final EpochClock clock,
        final PendingScans pending,
        final DocumentGate gate) {
        this.station = station;
        this.settings = settings;
        this.listener = listener;
        this.lane = lane;
        this.clock = clock;
        this.pending = pending;
        stream = settings.stream() == 0 ? lane.newStream() : settings.stream();
        this.gate = gate;
        sender = new ScanSender(pending, lane.frames(), gate, settings.scansPerFrameMax());
        backoff = new Backoff(
            settings.seed(), settings.reconnectDelayMin().toNanos(), settings.reconnectDelayMax().toNanos());
        liveness = new Liveness(settings.ackTimeout().toNanos(), settings.pingInterval().toNanos());
    }

    void start() {
        if (state == State.IDLE) {
            sweepIndex = lane.sweep().add(this);
            queue();
        }
    }

    StationSettings settings() {
        return settings;
    }

    long stream() {
        return stream;
    }

    long credit() {
        return sender.credit();
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    boolean isCurrent(final StationConnection candidate) {
        return connection == candidate;
    }

    void onSweepIndex(final int index) {
        sweepIndex = index;
    }

    // ---- sending

    void flush() {
        if (state == State.OPEN && !connection.isReading()) {
            if (maySend()) {
                tellIfClockWasSet();
                sender.send(connection.channel());
                gate.tell(station, listener);
            }
            if (state == State.OPEN && sender.flush(connection.channel())) {
                liveness.onSent(lane.nowNs());
            }
        }
    }

    /** The server corrects scans by the clock as it was told last: it hears of a change before the next scan. */
    private void tellIfClockWasSet() {
        final long offsetMs = clock.time() - lane.nowNs() / NS_PER_MS;
        if (Math.abs(offsetMs - toldOffsetMs) > CLOCK_STEP_MIN_MS) {
            toldOffsetMs = offsetMs;
            ping();
        }
    }

    private void ping() {
        liveness.onPing(lane.nowNs());
        write(lane.frames().ping(connection.channel().alloc(), clock.time()));
    }

    boolean sendAgain(final DirectBuffer buffer, final int offset, final long firstSequence, final int count) {
        if (!maySend() || !sender.sendAgain(connection.channel(), buffer, offset, firstSequence, count)) {
            return false;
        }
        flush();
        return true;
    }

    private boolean maySend() {
        return state == State.OPEN && resumeAtNs == DeadlineSweep.NEVER;
    }

    private void write(final ByteBuf frame) {
        final Channel channel = connection.channel();
        channel.writeAndFlush(frame, channel.voidPromise());
    }

    // ---- time

    void onDeadline(final long nowNs) {
        switch (state) {
            case WAITING -> queue();
            case CONNECTING, GREETING -> disconnect(DisconnectCause.TIMEOUT, (state == State.CONNECTING
                ? "no connection to " + settings.server() : "no answer to Hello") + " within " + settings.helloTimeout(), 0);
            case OPEN -> checkOpen(nowNs);
            default -> lane.sweep().deadline(sweepIndex, DeadlineSweep.NEVER);
        }
    }

    private void checkOpen(final long nowNs) {
        if (resumeAtNs <= nowNs) {
            resumeAtNs = DeadlineSweep.NEVER;
            flush();
        }
        if (liveness.isOverdue(nowNs, pending.inFlight())) {
            disconnect(DisconnectCause.TIMEOUT, "no answer within " + settings.ackTimeout() + ", "
                + pending.inFlight() + " scans in flight", 0);
            return;
        }
        if (liveness.isPingDue(nowNs)) {
            ping();
        }
        scheduleCheck();
    }

    private void scheduleCheck() {
        lane.sweep().deadline(sweepIndex, Math.min(resumeAtNs, lane.nowNs() + liveness.checkIntervalNs()));
    }

    // ---- connections

    private void queue() {
        state = State.QUEUED;
        lane.sweep().deadline(sweepIndex, DeadlineSweep.NEVER);
        lane.connects().request(this);
    }

    /** It is this station's turn to connect. */
    void connect() {
        state = State.CONNECTING;
        connection = new StationConnection(this, lane.reader());
        lane.sweep().deadline(sweepIndex, lane.readNs() + settings.helloTimeout().toNanos());
        lane.connector().connect(settings.server(), connection);
    }

    void onConnected() {
        state = State.GREETING;
        toldOffsetMs = clock.time() - lane.nowNs() / NS_PER_MS;
        write(lane.frames().hello(
            connection.channel().alloc(), settings.station(), stream, clock.time(), settings.software(),
            settings.token()));
    }

    void onConnectFailed(final String detail) {
        disconnect(DisconnectCause.CONNECT_FAILED, detail, 0);
    }

    void onLost(final String detail) {
        disconnect(DisconnectCause.LOST, detail, 0);
    }

    void onViolation(final String detail) {
        LOGGER.warn("station {}: the server broke the protocol: {}", settings.station(), detail);
        disconnect(DisconnectCause.PROTOCOL_ERROR, detail, 0);
    }

    /** What went wrong in the pipeline or in a callback: broken connections come as IOException. */
    void onException(final Throwable cause) {
        if (cause instanceof SSLException) {
            onLost("TLS: " + rootMessage(cause));
        } else if (cause instanceof IOException) {
            onLost(String.valueOf(cause.getMessage()));
        } else {
            onFailure(cause);
        }
    }

    /** Why a certificate is not trusted, say, stands in the last of the causes. */
    private static String rootMessage(final Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause().getMessage() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    void onFailure(final Throwable cause) {
        LOGGER.error("station {}: its connection is dropped after an error", settings.station(), cause);
        try {
            disconnect(DisconnectCause.FAILED, cause.toString(), 0);
        } catch (final RuntimeException e) {
            LOGGER.error("station {}: its listener failed", settings.station(), e);
        }
    }

    void dropConnection() {
        disconnect(DisconnectCause.DROPPED, "dropped on purpose", 0);
    }

    void close() {
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.OPEN) {
            write(lane.frames().goodbye(connection.channel().alloc()));
        }
        if (state != State.IDLE) {
            closeConnection();
            lane.sweep().remove(sweepIndex);
        }
        state = State.CLOSED;
        pending.free();
        listener.onDisconnect(station, DisconnectCause.CLOSED, "closed");
    }

    private void disconnect(final DisconnectCause cause, final String detail, final long delayMinNs) {
        if (connection == null) {
            return;
        }
        closeConnection();
        state = State.WAITING;
        pending.onDisconnect();
        final long delayNs = cause == DisconnectCause.CONNECT_FAILED ? backoff.absentDelayNs() : backoff.nextDelayNs();
        lane.sweep().deadline(sweepIndex, lane.readNs() + Math.max(delayMinNs, delayNs));
        listener.onDisconnect(station, cause, detail);
    }

    private void closeConnection() {
        final StationConnection closing = connection;
        connection = null;
        if (state == State.CONNECTING || state == State.GREETING) {
            lane.connects().release();
        }
        resumeAtNs = DeadlineSweep.NEVER;
        sender.onDisconnect();
        if (closing != null) {
            closing.close();
        }
    }

    // ---- what the server says

    void onFrame() {
        liveness.onHeard(lane.nowNs());
    }

    void onWelcome(final long lastSequence, final long credit, final int serverVersion) {
        if (state != State.GREETING) {
            throw new ProtocolViolation("Welcome without a Hello");
        }
        if (lastSequence < pending.acknowledged() || lastSequence > pending.sentMax()) {
            replaceStream(lastSequence, "the server's last sequence of this stream is " + lastSequence
                + ", this station has sent " + pending.sentMax() + " and has verdicts through " + pending.acknowledged(), 0);
            return;
        }
        state = State.OPEN;
        lane.connects().release();
        sender.credit(credit);
        gate.onWelcome(serverVersion);
        liveness.onOpen(lane.nowNs());
        scheduleCheck();
        listener.onOpen(station);
    }

    void onAck(final AckReader acks, final DirectBuffer frame, final MessageHeaderDecoder header) {
        expectOpen("Ack");
        acks.read(frame, header, pending);
        liveness.onAnswer(lane.nowNs());
        backoff.reset();
        acks.apply(station, pending, sender, listener);
        if (pending.isExhausted() && state == State.OPEN) {
            replaceStream(pending.last(), "the numbers of this stream are used up", 0);
        }
    }

    void onRetry(final long fromSequence, final long afterMs, final RetryReason reason) {
        expectOpen("Retry");
        if (fromSequence <= pending.acknowledged() || fromSequence > pending.sent() + 1) {
            throw new ProtocolViolation("Retry from " + fromSequence + ", in flight are "
                + (pending.acknowledged() + 1) + " through " + pending.sent());
        }
        pending.rewind(fromSequence);
        liveness.onAnswer(lane.nowNs());
        resumeAtNs = lane.nowNs() + TimeUnit.MILLISECONDS.toNanos(afterMs);
        scheduleCheck();
        listener.onRetry(station, fromSequence, afterMs, reason);
    }

    void onPong() {
        expectOpen("Pong");
        backoff.reset();
    }

    void onRefused(final long retryAfterMs, final RefusedReason reason) {
        if (state != State.GREETING) {
            throw new ProtocolViolation("Refused without a Hello");
        }
        listener.onRefused(station, retryAfterMs, reason);
        if (reason == RefusedReason.STREAM_OF_ANOTHER_STATION) {
            replaceStream(0, "another station has this stream", TimeUnit.MILLISECONDS.toNanos(retryAfterMs));
        } else {
            final long delayMinNs = reason == RefusedReason.MALFORMED || reason == RefusedReason.NOT_AUTHORIZED
                || reason == RefusedReason.STATION_BLOCKED
                ? backoff.longDelayNs() : 0;
            disconnect(DisconnectCause.REFUSED, reason.name(),
                Math.max(delayMinNs, TimeUnit.MILLISECONDS.toNanos(retryAfterMs)));
        }
    }

    void onGoodbye(final long reconnectAfterMs, final GoodbyeReason reason) {
        listener.onGoodbye(station, reconnectAfterMs, reason);
        final long delayMinNs = TimeUnit.MILLISECONDS.toNanos(reconnectAfterMs);
        switch (reason) {
            case STREAM_EXHAUSTED, SEQUENCE_TOO_OLD -> replaceStream(pending.acknowledged(), reason.name(), delayMinNs);
            case DRAINING, IDLE, SLOW_READER, SEQUENCE_GAP, DONE ->
                disconnect(DisconnectCause.GOODBYE, reason.name(), delayMinNs);
            default -> disconnect(DisconnectCause.GOODBYE, reason.name(),
                delayMinNs == 0 ? backoff.longDelayNs() : delayMinNs);
        }
    }

    private void expectOpen(final String message) {
        if (state != State.OPEN) {
            throw new ProtocolViolation(message + " before Welcome");
        }
    }

    private void replaceStream(final long serverLastSequence, final String detail, final long delayMinNs) {
        if (connection == null) {
            return;
        }
        final long oldStream = stream;
        final long firstPending = pending.acknowledged() + 1;
        stream = lane.newStream();
        disconnect(DisconnectCause.STREAM_REPLACED, detail, delayMinNs);
        pending.renumber();
        LOGGER.info("station {}: goes on with a new stream: {}", settings.station(), detail);
        listener.onStreamReplaced(station, oldStream, stream, firstPending, serverLastSequence);
    }
}
