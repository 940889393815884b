package io.swabline.server.edge;

import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.HelloDecoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.PingDecoder;
import io.swabline.protocol.codec.ScansDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;

/**
 * The station's side of the protocol written down once more, as plainly as possible, from docs/protocol.md: what the edge is
 * held against by {@link EdgeFuzz}. It keeps all bytes, says what must be in the ring, what must be answered, and which bytes
 * must be gone.
 */
final class ReferenceDecoder {
    private static final int LENGTH_MIN = 8;
    private static final int LENGTH_MAX = 65_536;
    private static final int HEADER_LENGTH = 8;
    private static final int SCAN_LENGTH = 64;
    private static final int CREDENTIAL_OFFSET = 28;
    private static final int METHOD_OFFSET = 8;
    private static final int TEXT_LENGTH_MAX = 64;
    private static final long SEQUENCE_MAX = 0xFFFF_FFFEL;

    private static final int TLS_HANDSHAKE = 22;
    private static final int TLS_MAJOR = 3;

    private enum State { NEW, GREETED, OPEN, ENDED }

    /** What the ring must hold next, as text. */
    final Queue<String> slots = new ArrayDeque<>();
    /** What the station must have been answered, as text. */
    final List<String> answers = new ArrayList<>();
    /** Credentials that are not those of codes. */
    final List<byte[]> secrets = new ArrayList<>();
    /** By offset in the stream: must be overwritten. */
    final boolean[] mustBeErased;

    private final byte[] stream;
    private final ByteBuffer in;
    private final int credit;
    private final int ringSlots;
    private final int pingsMax;
    private State state = State.NEW;
    private int arrived;
    private int position;
    private int inRing;
    private int scansInRing;
    private int inFlight;
    private int pings;
    private boolean isHelloInRing;
    private boolean isStalled;
    private long streamId;
    private int station;

    ReferenceDecoder(final byte[] stream, final int credit, final int ringSlots, final int pingsMax) {
        this.stream = stream;
        this.in = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
        this.credit = credit;
        this.ringSlots = ringSlots;
        this.pingsMax = pingsMax;
        this.mustBeErased = new boolean[stream.length];
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    boolean hasMisbehaved() {
        return answers.stream().anyMatch(answer -> answer.startsWith("Goodbye"));
    }

    int inFlight() {
        return inFlight;
    }

    /** So many more bytes of the stream have come. */
    void arrive(final int length) {
        arrived += length;
        if (!isStalled) {
            readFrames();
        }
    }

    /** The pipeline takes all that is in the ring, answers it, and there is room again. */
    void drain() {
        inFlight -= scansInRing;
        inRing = 0;
        scansInRing = 0;
        if (isHelloInRing && state == State.GREETED) {
            state = State.OPEN;
        }
        isHelloInRing = false;
        isStalled = false;
        readFrames();
    }

    /** The connection is closed: what was not read must be gone. */
    void close() {
        Arrays.fill(mustBeErased, position, arrived, true);
        state = State.ENDED;
    }

    private void readFrames() {
        while (state != State.ENDED && !isStalled && arrived - position >= Integer.BYTES) {
            final int length = in.getInt(position);
            if (length < LENGTH_MIN || length > LENGTH_MAX) {
                endWrongLength();
            } else if (arrived - position - Integer.BYTES >= length) {
                readFrame(position + Integer.BYTES, length);
                if (!isStalled && state != State.ENDED) {
                    position += Integer.BYTES + length;
                }
            } else {
                return;
            }
        }
    }

    private void endWrongLength() {
        if (state == State.NEW && stream[position] == TLS_HANDSHAKE && stream[position + 1] == TLS_MAJOR) {
            answers.add("TLS alert");
            state = State.ENDED;
        } else {
            end(GoodbyeReason.FRAME_LENGTH);
        }
    }

    private void readFrame(final int at, final int length) {
        final int blockLength = u16(at);
        final int version = u16(at + 6);
        if (u16(at + 4) != MessageHeaderDecoder.SCHEMA_ID || version > MessageHeaderDecoder.SCHEMA_VERSION) {
            end(GoodbyeReason.WRONG_SCHEMA);
            return;
        }
        final int body = at + HEADER_LENGTH;
        final int bodyLength = length - HEADER_LENGTH;
        switch (u16(at + 2)) {
            case HelloDecoder.TEMPLATE_ID -> readHello(body, bodyLength, blockLength, version);
            case ScansDecoder.TEMPLATE_ID -> readScans(body, bodyLength, blockLength);
            case PingDecoder.TEMPLATE_ID -> readPing(body, bodyLength, blockLength);
            case GoodbyeDecoder.TEMPLATE_ID -> state = State.ENDED;
            default -> end(GoodbyeReason.UNKNOWN_MESSAGE);
        }
    }

    private void readHello(final int body, final int length, final int blockLength, final int version) {
        if (state != State.NEW) {
            end(GoodbyeReason.UNKNOWN_MESSAGE);
            return;
        }
        int textsEnd = HelloDecoder.BLOCK_LENGTH;
        for (int text = 0; text <= (version == 0 ? 0 : 1) && textsEnd <= length; text++) {
            final int textLength = textsEnd < length ? stream[body + textsEnd] & 0xff : TEXT_LENGTH_MAX + 1;
            textsEnd = textLength > TEXT_LENGTH_MAX ? Integer.MAX_VALUE : textsEnd + 1 + textLength;
        }
        if (blockLength != HelloDecoder.BLOCK_LENGTH || textsEnd != length) {
            end(GoodbyeReason.MALFORMED_FRAME);
            return;
        }
        streamId = in.getLong(body + HelloDecoder.streamEncodingOffset());
        station = in.getInt(body + HelloDecoder.stationEncodingOffset());
        if (streamId == 0 || station == 0) {
            end(GoodbyeReason.MALFORMED_FRAME);
        } else if (inRing == ringSlots) {
            isStalled = true;
        } else {
            inRing++;
            isHelloInRing = true;
            state = State.GREETED;
            slots.add("Hello " + streamId + " " + Integer.toUnsignedString(station));
        }
    }

    private void readScans(final int body, final int length, final int blockLength) {
        if (state != State.OPEN) {
            end(GoodbyeReason.HELLO_EXPECTED);
            return;
        }
        final int count = length < 8 ? 0 : u16(body + 6);
        if (blockLength != Integer.BYTES || count == 0 || u16(body + 4) != SCAN_LENGTH || length != 8 + count * SCAN_LENGTH) {
            end(GoodbyeReason.MALFORMED_FRAME);
            return;
        }
        final long first = Integer.toUnsignedLong(in.getInt(body));
        if (first == 0) {
            end(GoodbyeReason.SEQUENCE_TOO_OLD);
        } else if (first + count - 1 > SEQUENCE_MAX) {
            end(GoodbyeReason.STREAM_EXHAUSTED);
        } else if (inFlight + count > 2 * credit) {
            end(GoodbyeReason.CREDIT_EXCEEDED);
        } else if (inRing + count > ringSlots) {
            isStalled = true;
        } else {
            inRing += count;
            scansInRing += count;
            inFlight += count;
            for (int i = 0; i < count; i++) {
                scan(body + 8 + i * SCAN_LENGTH, first + i);
            }
        }
    }

    private void scan(final int at, final long sequence) {
        final byte[] scan = Arrays.copyOfRange(stream, at, at + SCAN_LENGTH);
        slots.add("Scan " + streamId + " " + Integer.toUnsignedString(station) + " " + sequence + " "
            + HexFormat.of().formatHex(scan));
        if (scan[METHOD_OFFSET] != ScanMethod.CODE.code()) {
            Arrays.fill(mustBeErased, at + CREDENTIAL_OFFSET, at + SCAN_LENGTH, true);
            secrets.add(Arrays.copyOfRange(scan, CREDENTIAL_OFFSET, SCAN_LENGTH));
        }
    }

    private void readPing(final int body, final int length, final int blockLength) {
        if (state == State.NEW) {
            end(GoodbyeReason.HELLO_EXPECTED);
        } else if (blockLength != PingDecoder.BLOCK_LENGTH || length != PingDecoder.BLOCK_LENGTH) {
            end(GoodbyeReason.MALFORMED_FRAME);
        } else if (++pings > pingsMax) {
            end(GoodbyeReason.CREDIT_EXCEEDED); // the clock stands still here, so none becomes free again
        } else {
            answers.add("Pong " + in.getLong(body));
        }
    }

    private void end(final GoodbyeReason reason) {
        answers.add("Goodbye " + reason);
        state = State.ENDED;
    }

    private int u16(final int at) {
        return in.getShort(at) & 0xffff;
    }
}
