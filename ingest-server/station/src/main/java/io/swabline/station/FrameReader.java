package io.swabline.station;

import io.netty.buffer.ByteBuf;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.AckDecoder;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.PongDecoder;
import io.swabline.protocol.codec.RefusedDecoder;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryDecoder;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.protocol.codec.WelcomeDecoder;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads one frame of the server where it lies and tells the station what it says. One for all stations of an event loop, used on
 * that loop only. What the protocol does not allow is a {@link ProtocolViolation}.
 */
final class FrameReader {
    /** The number above it means null on the wire. */
    private static final int CODE_MAX = 254;

    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final WelcomeDecoder welcome = new WelcomeDecoder();
    private final RefusedDecoder refused = new RefusedDecoder();
    private final RetryDecoder retry = new RetryDecoder();
    private final GoodbyeDecoder goodbye = new GoodbyeDecoder();
    private final AckReader acks = new AckReader();

    /** Reads the frame whose header starts at the index and that is so long, header included. */
    void read(final ByteBuf bytes, final int index, final int length, final StationSession session) {
        ByteBufView.wrap(frame, bytes, index, length);
        header.wrap(frame, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            throw new ProtocolViolation("a frame of schema " + header.schemaId() + ", not "
                + MessageHeaderDecoder.SCHEMA_ID + ": is this a Swabline server?");
        }
        switch (header.templateId()) {
            case AckDecoder.TEMPLATE_ID -> session.onAck(acks, frame, header);
            case WelcomeDecoder.TEMPLATE_ID -> readWelcome(session);
            case RetryDecoder.TEMPLATE_ID -> readRetry(session);
            case PongDecoder.TEMPLATE_ID -> readPong(session);
            case RefusedDecoder.TEMPLATE_ID -> readRefused(session);
            case GoodbyeDecoder.TEMPLATE_ID -> readGoodbye(session);
            default -> throw new ProtocolViolation("a message unknown to a station, template " + header.templateId());
        }
    }

    private void readWelcome(final StationSession session) {
        checkLength("Welcome", WelcomeDecoder.BLOCK_LENGTH);
        welcome.wrapAndApplyHeader(frame, 0, header);
        known("durability", welcome.durabilityRaw(), null, welcome::durability);
        session.onWelcome(welcome.lastSequence(), welcome.credit(), header.version());
    }

    private void readPong(final StationSession session) {
        checkLength("Pong", PongDecoder.BLOCK_LENGTH);
        session.onPong();
    }

    private void readRetry(final StationSession session) {
        checkLength("Retry", RetryDecoder.BLOCK_LENGTH);
        retry.wrapAndApplyHeader(frame, 0, header);
        final var reason = known("retry reason", retry.reasonRaw(), RetryReason.NULL_VAL, retry::reason);
        session.onRetry(retry.fromSequence(), retry.afterMs(), reason);
    }

    private void readRefused(final StationSession session) {
        checkLength("Refused", RefusedDecoder.BLOCK_LENGTH);
        refused.wrapAndApplyHeader(frame, 0, header);
        final var reason = known("refused reason", refused.reasonRaw(), RefusedReason.NULL_VAL, refused::reason);
        session.onRefused(refused.retryAfterMs(), reason);
    }

    private void readGoodbye(final StationSession session) {
        checkLength("Goodbye", GoodbyeDecoder.BLOCK_LENGTH);
        goodbye.wrapAndApplyHeader(frame, 0, header);
        final var reason = known("goodbye reason", goodbye.reasonRaw(), GoodbyeReason.NULL_VAL, goodbye::reason);
        session.onGoodbye(goodbye.reconnectAfterMs(), reason);
    }

    private void checkLength(final String message, final int blockLengthMin) {
        final int length = FrameDescriptor.HEADER_LENGTH + header.blockLength();
        if (header.blockLength() < blockLengthMin || frame.capacity() < length) {
            throw new ProtocolViolation(message + " shorter than its fields");
        }
    }

    /** A newer server may have reasons that this library does not know: they are told as the one for that, if there is one. */
    private static <E> E known(final String what, final int code, final E ofNewerServer, final Supplier<E> value) {
        if (code < 1 || code > CODE_MAX) {
            throw new ProtocolViolation("unknown " + what + " " + code);
        }
        try {
            return value.get();
        } catch (final IllegalArgumentException e) {
            if (ofNewerServer == null) {
                throw new ProtocolViolation("unknown " + what + " " + code);
            }
            return ofNewerServer;
        }
    }
}
