package io.swabline.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import io.swabline.protocol.access.PlaceLimits;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.PongDecoder;
import io.swabline.server.access.StationAccess;
import io.swabline.server.ring.HeldRing;
import io.swabline.server.ring.ReplyDescriptor;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.Slot;
import io.swabline.server.ring.SlotKind;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A station connection and whatever a station may send, in whatever pieces, with a ring that is full at times. Held against
 * {@link ReferenceDecoder}: the same slots, the same answers, the same end; no slot claimed and not published, no exception, no
 * buffer kept, and no ID number nor unread byte left in any buffer.
 *
 * <pre>
 *   pieces (1)   bits 0-3: how many steps follow
 *   step (1)     bits 0-5: bytes that arrive, in units of the unit; bit 6: the pipeline drains the ring behind it
 *   unit (1)     1 to 256
 *   stream       all other bytes; what no step delivers comes in one piece at the end
 * </pre>
 */
public final class EdgeFuzz {
    /** The type of a TLS record; no frame of the server begins so. */
    private static final PlaceLimits GREETINGS = new PlaceLimits(1, 1, 1, 1);
    private static final int TLS_ALERT = 21;
    private static final int RING_SLOTS = 16;
    private static final int CREDIT = 12;
    private static final int PINGS = 3;
    private static final int MEMORY_MAX = 1 << 24;
    private static final int STEPS_MASK = 15;
    private static final int LENGTH_MASK = 63;
    private static final int DRAIN = 64;
    private static final int SECRET_LENGTH_MIN = 8;
    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    private final KeptBuffers buffers = new KeptBuffers();
    private final HeldRing ring = new HeldRing(RING_SLOTS);
    private final ReplyQueue replies = new ReplyQueue(1 << 12);
    private final EdgeCounters counters = new EdgeCounters();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final StationConnection connection;
    private final byte[] stream;
    private final ReferenceDecoder reference;
    private final List<String> answers = new ArrayList<>();
    private final List<ByteBuf> pieces = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();
    private int delivered;
    private long checkedThrough = -1;

    private EdgeFuzz(final byte[] stream) {
        this.stream = stream;
        reference = new ReferenceDecoder(stream, CREDIT, RING_SLOTS, PINGS);
        channel.config().setAllocator(buffers);
        final EdgeSettings settings = new EdgeSettings(
            "127.0.0.1", 0, "nio", 1, 1, CREDIT, MINUTE_NS, MINUTE_NS, MINUTE_NS, 1_000, 1_000, 60_000, 1_000, 1_000,
            GREETINGS, MEMORY_MAX, MEMORY_MAX, PINGS);
        final EdgeLoop loop = new EdgeLoop(channel.eventLoop(), 0, ring.ring(), replies, settings, 1,
            new GreetingGate(GREETINGS, 1, counters, () -> 77), counters, StationAccess.ofAnybody(),
            SubscriberDoor.SHUT, () -> 1_649_462_400_000L, () -> 77);
        connection = new StationConnection(loop, StationIdentity.withoutTls());
        counters.accepted.increment();
        channel.pipeline().addLast(connection);
        channel.pipeline().fireChannelActive();
    }

    /** See the class. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final byte[] steps = input.take(input.u8() & STEPS_MASK);
        final int unit = 1 + input.u8();
        final EdgeFuzz fuzz = new EdgeFuzz(input.rest());
        try {
            for (final byte step : steps) {
                fuzz.deliver((step & LENGTH_MASK) * unit);
                if ((step & DRAIN) != 0) {
                    fuzz.drain();
                }
            }
            fuzz.deliver(fuzz.stream.length);
            fuzz.drain();
            fuzz.finish();
        } finally {
            fuzz.channel.finishAndReleaseAll();
            fuzz.buffers.release();
        }
    }

    private void deliver(final int lengthMax) {
        final int length = Math.min(lengthMax, stream.length - delivered);
        if (length == 0 || !channel.isOpen()) {
            return;
        }
        final ByteBuf piece = buffers.directBuffer(length).writeBytes(stream, delivered, length);
        pieces.add(piece);
        offsets.add(delivered);
        delivered += length;
        channel.writeInbound(piece);
        reference.arrive(length);
        check();
    }

    /** What the pipeline does: takes the slots, and answers all of them. */
    private void drain() {
        boolean isHello = false;
        int scans = 0;
        for (long at = ring.next(); at <= ring.ring().cursor(); at++) {
            isHello |= ring.ring().slot(at).kind() == SlotKind.HELLO;
            scans += ring.ring().slot(at).kind() == SlotKind.SCAN ? 1 : 0;
        }
        ring.takeAll();
        answer(isHello ? ReplyDescriptor.WRITE_AND_OPEN : ReplyDescriptor.WRITE, scans);
        reference.drain();
        check();
    }

    private void answer(final int type, final int scans) {
        final int at = replies.claim(type, ReplyDescriptor.FRAME_OFFSET);
        replies.buffer().putLong(at + ReplyDescriptor.CONNECTION_OFFSET, connection.id(), ByteOrder.LITTLE_ENDIAN);
        replies.buffer().putInt(at + ReplyDescriptor.ANSWERED_OFFSET, scans, ByteOrder.LITTLE_ENDIAN);
        replies.commit();
        replies.flush();
        channel.runPendingTasks();
    }

    private void check() {
        channel.checkException();
        Finding.unlessEqual(ring.ring().cursor() + 1 - ring.next(), ring.claimed(), "claimed slots that are not published");
        checkSlots();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            readAnswers(out);
            out.release();
        }
        Finding.unlessEqual(reference.answers, answers, "answers");
        Finding.unlessEqual(reference.isEnded(), !channel.isOpen(), "closed");
        Finding.unlessEqual(reference.hasMisbehaved() ? 1L : 0L, counters.misbehaved.sum(), "counted as misbehaving");
        if (!reference.isEnded()) {
            Finding.unlessEqual(reference.inFlight(), connection.inFlight(), "scans in flight");
        }
    }

    private void checkSlots() {
        while (checkedThrough < ring.ring().cursor()) {
            final Slot slot = ring.ring().slot(++checkedThrough);
            final byte[] scan = new byte[64];
            slot.buffer().getBytes(slot.sampleIdOffset() - 12, scan);
            final String origin = slot.stream() + " " + slot.station();
            Finding.unlessEqual(String.valueOf(reference.slots.poll()), slot.kind() == SlotKind.HELLO ? "Hello " + origin
                : "Scan " + origin + " " + slot.sequence() + " " + HexFormat.of().formatHex(scan), "slot");
        }
        Finding.unless(reference.slots.isEmpty(), "not in the ring: " + reference.slots.peek());
    }

    private void readAnswers(final ByteBuf out) {
        while (out.isReadable()) {
            if (out.getByte(out.readerIndex()) == TLS_ALERT) {
                answers.add("TLS alert");
                return;
            }
            final byte[] frame = new byte[out.readIntLE()];
            out.readBytes(frame);
            final UnsafeBuffer buffer = new UnsafeBuffer(frame);
            final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
            answers.add(switch (header.templateId()) {
                case PongDecoder.TEMPLATE_ID -> "Pong " + new PongDecoder().wrapAndApplyHeader(buffer, 0, header).sentAt();
                case GoodbyeDecoder.TEMPLATE_ID ->
                    "Goodbye " + new GoodbyeDecoder().wrapAndApplyHeader(buffer, 0, header).reason();
                default -> "template " + header.templateId();
            });
        }
    }

    private void finish() {
        final boolean wasEnded = reference.isEnded();
        reference.close();
        channel.finish();
        Finding.unless(wasEnded || counters.misbehaved.sum() == 0, "an end is misbehaviour");
        buffers.requireAllGivenBack();
        for (int i = 0; i < pieces.size(); i++) {
            final ByteBuf piece = pieces.get(i);
            for (int at = 0; at < piece.capacity(); at++) {
                Finding.unless(!reference.mustBeErased[offsets.get(i) + at] || piece.getByte(at) == 0,
                    "byte " + (offsets.get(i) + at) + " of the stream is still in its buffer");
            }
        }
        for (final byte[] secret : reference.secrets) {
            Finding.unless(!isTelling(secret) || !buffers.hold(secret), "an ID number is still in a buffer");
        }
    }

    /** Whether these bytes can only be there because this ID number was: not mostly zeros, and nowhere else in the stream. */
    private boolean isTelling(final byte[] secret) {
        int zeros = 0;
        for (final byte value : secret) {
            zeros += value == 0 ? 1 : 0;
        }
        if (secret.length - zeros < SECRET_LENGTH_MIN) {
            return false;
        }
        final byte[] allowed = stream.clone();
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = reference.mustBeErased[i] ? 0 : allowed[i];
        }
        for (int at = 0; at + secret.length <= allowed.length; at++) {
            if (Arrays.equals(allowed, at, at + secret.length, secret, 0, secret.length)) {
                return false;
            }
        }
        return true;
    }

    /** Conversations as stations have them, in several pieces. */
    public static List<byte[]> seeds() {
        return EdgeSeeds.all();
    }
}
