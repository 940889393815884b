package io.swabline.server.edge;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.HelloDecoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.PingDecoder;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.ScansDecoder;
import io.swabline.protocol.codec.SubscribeDecoder;
import io.swabline.server.ring.ScanRing;
import org.agrona.MutableDirectBuffer;

/**
 * Understands one complete frame and acts on it: scans and Hello go into the ring, Ping is answered, anything else that a
 * station may not say ends the connection. One an event loop; decodes in place, allocates nothing for scans.
 */
final class FrameReader {
    /** Retransmits may come on top of what is in flight, but not without end. */
    private static final int CREDIT_SLACK = 2;
    private static final int SCANS_OVERHEAD = FrameDescriptor.SCANS_OVERHEAD - FrameDescriptor.HEADER_LENGTH;
    private static final int TEXT_LENGTH_MAX = 64;
    /** What a subscriber says for the oldest record; the newest is -1. */
    private static final long OLDEST_POSITION = -2;
    private static final long SEQUENCE_MAX = 0xFFFF_FFFEL;

    private final EdgeLoop loop;
    private final ScanRing ring;
    private final EdgeSettings settings;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ScansDecoder scans = new ScansDecoder();
    private final HelloDecoder hello = new HelloDecoder();
    private final PingDecoder ping = new PingDecoder();
    private final SubscribeDecoder subscribe = new SubscribeDecoder();

    FrameReader(final EdgeLoop loop, final ScanRing ring, final EdgeSettings settings) {
        this.loop = loop;
        this.ring = ring;
        this.settings = settings;
    }

    /**
     * @param length of the frame behind its length field, at least a message header
     * @return false if the ring has no room: the frame must be given again
     */
    boolean onFrame(
        final StationConnection connection, final MutableDirectBuffer buffer, final int offset, final int length) {
        header.wrap(buffer, offset);
        if (header.schemaId() != ScansDecoder.SCHEMA_ID || header.version() > ScansDecoder.SCHEMA_VERSION) {
            connection.goodbye(GoodbyeReason.WRONG_SCHEMA);
            return true;
        }
        final int bodyOffset = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        final int bodyLength = length - MessageHeaderDecoder.ENCODED_LENGTH;
        return switch (header.templateId()) {
            case ScansDecoder.TEMPLATE_ID -> onScans(connection, buffer, bodyOffset, bodyLength);
            case HelloDecoder.TEMPLATE_ID -> onHello(connection, buffer, bodyOffset, bodyLength);
            case SubscribeDecoder.TEMPLATE_ID -> onSubscribe(connection, buffer, bodyOffset, bodyLength);
            case PingDecoder.TEMPLATE_ID -> onPing(connection, buffer, bodyOffset, bodyLength);
            case GoodbyeDecoder.TEMPLATE_ID -> {
                connection.close();
                yield true;
            }
            default -> end(connection, GoodbyeReason.UNKNOWN_MESSAGE);
        };
    }

    /** A length that no frame has. TLS where none is spoken is answered in its own language. */
    void onWrongLength(final StationConnection connection, final int length) {
        if (connection.state() == StationConnection.AWAITING_HELLO && !connection.identity().hasTls()
            && TlsRecords.isBegin(length)) {
            loop.complaints().onStrayTls(connection.context().channel(), loop.nowNs());
            connection.closeWith(TlsRecords.handshakeFailure());
        } else {
            connection.goodbye(GoodbyeReason.FRAME_LENGTH);
        }
    }

    private static boolean end(final StationConnection connection, final GoodbyeReason reason) {
        connection.goodbye(reason);
        return true;
    }

    private boolean onScans(
        final StationConnection connection, final MutableDirectBuffer buffer, final int offset, final int length) {
        if (connection.state() != StationConnection.OPEN) {
            return end(connection, GoodbyeReason.HELLO_EXPECTED);
        }
        if (header.blockLength() != ScansDecoder.BLOCK_LENGTH || length < SCANS_OVERHEAD) {
            return end(connection, GoodbyeReason.MALFORMED_FRAME);
        }
        scans.wrap(buffer, offset, ScansDecoder.BLOCK_LENGTH, header.version());
        final long firstSequence = scans.firstSequence();
        final ScansDecoder.EntriesDecoder entries = scans.entries();
        final int count = entries.count();
        if (entries.actingBlockLength() != FrameDescriptor.SCAN_LENGTH || count == 0
            || length != SCANS_OVERHEAD + count * FrameDescriptor.SCAN_LENGTH) {
            return end(connection, GoodbyeReason.MALFORMED_FRAME);
        }
        if (firstSequence == 0) {
            return end(connection, GoodbyeReason.SEQUENCE_TOO_OLD);
        }
        if (firstSequence + count - 1 > SEQUENCE_MAX) {
            return end(connection, GoodbyeReason.STREAM_EXHAUSTED);
        }
        if (connection.inFlight() + count > CREDIT_SLACK * settings.credit()) {
            return end(connection, GoodbyeReason.CREDIT_EXCEEDED);
        }
        return claimAndPublish(connection, buffer, scans.limit(), firstSequence, count);
    }

    private boolean claimAndPublish(final StationConnection connection, final MutableDirectBuffer buffer, final int scansOffset,
        final long firstSequence, final int count) {
        final long first = ring.tryClaim(count);
        if (first == ScanRing.FULL) {
            return false;
        }
        final long last = first + count - 1;
        final StationIdentity identity = connection.identity();
        final int correctionMs = identity.skew().correctionMs(loop.nowMs(), loop.nowNs(), settings);
        try {
            int offset = scansOffset;
            for (int i = 0; i < count; i++) {
                ring.slot(first + i).scan(buffer, offset, connection.id(), identity.stream(), identity.station(),
                    firstSequence + i, loop.nowMs(), loop.nowNs(), correctionMs);
                eraseIdNumber(buffer, offset);
                offset += FrameDescriptor.SCAN_LENGTH;
            }
        } finally {
            ring.publish(first, last);
        }
        connection.scansReceived(count);
        return true;
    }

    /** The slot has it now, for as long as it is needed; pooled memory would keep it until somebody writes over it. */
    private static void eraseIdNumber(final MutableDirectBuffer buffer, final int scanOffset) {
        if (buffer.getByte(scanOffset + ScanDescriptor.METHOD_OFFSET) != ScanMethod.CODE.code()) {
            buffer.setMemory(scanOffset + ScanDescriptor.CREDENTIAL_OFFSET, ScanDescriptor.CREDENTIAL_LENGTH, (byte) 0);
        }
    }

    private boolean onHello(
        final StationConnection connection, final MutableDirectBuffer buffer, final int offset, final int length) {
        if (connection.state() != StationConnection.AWAITING_HELLO) {
            return end(connection, GoodbyeReason.UNKNOWN_MESSAGE);
        }
        if (header.blockLength() != HelloDecoder.BLOCK_LENGTH
            || !hasTexts(buffer, offset, length, HelloDecoder.BLOCK_LENGTH, header.version() == 0 ? 1 : 2)) {
            return end(connection, GoodbyeReason.MALFORMED_FRAME);
        }
        hello.wrap(buffer, offset, HelloDecoder.BLOCK_LENGTH, header.version());
        final long stream = hello.stream();
        final long station = hello.station();
        if (stream == 0 || station == 0) {
            return end(connection, GoodbyeReason.MALFORMED_FRAME);
        }
        final long sentAtMs = hello.sentAt();
        hello.skipSoftware();
        if (!connection.identity().admit(loop.access(), station, hello.token(), loop.nowMs())) {
            loop.complaints().onNotAuthorized(station, loop.nowNs());
            connection.refuse(RefusedReason.NOT_AUTHORIZED);
            return true;
        }
        if (loop.access().isBlocked(station)) {
            loop.complaints().onBlocked(station, loop.nowNs());
            connection.refuse(RefusedReason.STATION_BLOCKED);
            return true;
        }
        final long slot = ring.tryClaim(1);
        if (slot == ScanRing.FULL) {
            return false;
        }
        connection.helloReceived(stream, station, sentAtMs, settings);
        loop.counters().clocks.heard(station, sentAtMs, loop.nowNs());
        ring.slot(slot).hello(connection.id(), stream, station, loop.nowMs(), loop.nowNs());
        ring.publish(slot, slot);
        return true;
    }

    /** Whether so many texts behind the block fill the frame exactly. */
    private static boolean hasTexts(
        final MutableDirectBuffer buffer, final int offset, final int length, final int blockLength, final int count) {
        int position = blockLength;
        for (int texts = count; texts > 0; texts--) {
            final int textLength = position < length ? buffer.getByte(offset + position) & 0xff : TEXT_LENGTH_MAX + 1;
            if (textLength > TEXT_LENGTH_MAX) {
                return false;
            }
            position += 1 + textLength;
        }
        return position == length;
    }

    /** A first frame that makes a subscriber of the connection, which is then another's. */
    private boolean onSubscribe(
        final StationConnection connection, final MutableDirectBuffer buffer, final int offset, final int length) {
        if (connection.state() != StationConnection.AWAITING_HELLO || header.version() == 0) {
            return end(connection, GoodbyeReason.UNKNOWN_MESSAGE);
        }
        if (header.blockLength() != SubscribeDecoder.BLOCK_LENGTH
            || !hasTexts(buffer, offset, length, SubscribeDecoder.BLOCK_LENGTH, 2)) {
            return end(connection, GoodbyeReason.MALFORMED_FRAME);
        }
        subscribe.wrap(buffer, offset, SubscribeDecoder.BLOCK_LENGTH, header.version());
        final long fromPosition = subscribe.fromPosition();
        final long credit = subscribe.credit();
        final String name = subscribe.name();
        final String token = subscribe.token();
        buffer.setMemory(offset, length, (byte) 0);
        if (fromPosition < OLDEST_POSITION) {
            return end(connection, GoodbyeReason.MALFORMED_FRAME);
        }
        if (credit > FrameDescriptor.RECORDS_CREDIT_MAX) {
            return end(connection, GoodbyeReason.CREDIT_EXCEEDED);
        }
        final RefusedReason refusal = loop.subscribers().take(connection.context(), fromPosition, credit, name, token);
        if (refusal == null) {
            loop.greeted(connection.context().channel());
        } else {
            loop.complaints().onSubscriberRefused(refusal, loop.nowNs());
            connection.refuse(refusal);
        }
        return true;
    }

    private boolean onPing(
        final StationConnection connection, final MutableDirectBuffer buffer, final int offset, final int length) {
        if (connection.state() == StationConnection.AWAITING_HELLO) {
            return end(connection, GoodbyeReason.HELLO_EXPECTED);
        }
        if (header.blockLength() != PingDecoder.BLOCK_LENGTH || length != PingDecoder.BLOCK_LENGTH) {
            return end(connection, GoodbyeReason.MALFORMED_FRAME);
        }
        ping.wrap(buffer, offset, PingDecoder.BLOCK_LENGTH, header.version());
        if (!connection.mayPing()) {
            return end(connection, GoodbyeReason.CREDIT_EXCEEDED);
        }
        connection.identity().skew().onPing(ping.sentAt(), loop.nowMs(), loop.nowNs(), settings);
        loop.frames().pong(connection, ping.sentAt(), loop.nowMs());
        return true;
    }
}
