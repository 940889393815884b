package io.swabline.station;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.HelloDecoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.PingDecoder;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.protocol.codec.ScansDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One connection as the server sees it: a plain model of what the protocol says, that fails the test where a station breaks it.
 * Scans are journaled at once but answered only when the test says so. Bytes in, bytes out; no threads.
 */
final class FakeServer {
    /** A scan that is journaled and not answered yet. */
    private record Unanswered(long sequence, Verdict verdict, long detail, boolean retransmit) {
    }

    final List<String> heard = new ArrayList<>();
    final List<Integer> frameScans = new ArrayList<>();
    HelloDecoder hello;
    long stream;
    boolean isGoodbyeHeard;

    private final FakeJournal journal;
    private final int credit;
    private final ByteBuf in = Unpooled.buffer();
    private final ByteBuf out = Unpooled.buffer();
    private final Deque<Unanswered> unanswered = new ArrayDeque<>();
    private int version = MessageHeaderDecoder.SCHEMA_VERSION;
    private boolean isWelcoming = true;
    private boolean isPonging = true;
    private RefusedReason refusal;
    private long refusedForMs;
    private long retryAt;
    private long retryFrom;
    private RetryReason retryReason;

    FakeServer(final FakeJournal journal, final int credit) {
        this.journal = journal;
        this.credit = credit;
    }

    /** A server from before this schema version's successors. */
    FakeServer ofVersion(final int schemaVersion) {
        version = schemaVersion;
        return this;
    }

    void welcomes(final boolean value) {
        isWelcoming = value;
    }

    /** Answers Hello with Refused. */
    void refuses(final RefusedReason reason, final long afterMs) {
        refusal = reason;
        refusedForMs = afterMs;
    }

    void pongs(final boolean value) {
        isPonging = value;
    }

    /** When the scan with this sequence comes, answer Retry, and drop what is behind it. */
    void retryAt(final long sequence, final RetryReason reason) {
        retryAt = sequence;
        retryReason = reason;
    }

    int unanswered() {
        return unanswered.size();
    }

    /** What the server has to say; the test takes the bytes from here. */
    ByteBuf out() {
        return out;
    }

    void receive(final ByteBuf bytes) {
        in.writeBytes(bytes);
        while (in.readableBytes() >= 4 && in.readableBytes() >= 4 + in.getIntLE(in.readerIndex())) {
            final byte[] frame = new byte[in.readIntLE()];
            in.readBytes(frame);
            onFrame(new UnsafeBuffer(frame));
        }
    }

    /** Answers so many scans in one Ack, or in as many as gaps in the sequence make necessary. */
    void answer(final int count) {
        final List<Unanswered> run = new ArrayList<>();
        for (int i = 0; i < count && !unanswered.isEmpty(); i++) {
            if (!run.isEmpty() && unanswered.peek().sequence != run.get(run.size() - 1).sequence + 1) {
                ack(run);
            }
            run.add(unanswered.poll());
        }
        ack(run);
    }

    void answerAll() {
        answer(unanswered.size());
    }

    private void ack(final List<Unanswered> run) {
        if (!run.isEmpty()) {
            final long[][] listed = run.stream()
                .filter(scan -> scan.retransmit || scan.verdict != Verdict.ACCEPTED)
                .map(scan -> new long[] {scan.sequence, scan.verdict.code(), scan.detail, scan.retransmit ? 1 : 0})
                .toArray(long[][]::new);
            ServerFrames.ack(out, run.get(0).sequence, run.get(run.size() - 1).sequence, credit, listed);
            run.clear();
        }
    }

    private void onFrame(final UnsafeBuffer frame) {
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(frame, 0);
        require(header.schemaId() == MessageHeaderDecoder.SCHEMA_ID, "schema");
        require(header.version() <= version, "at most version " + version + ", not " + header.version());
        require(hello != null || header.templateId() == HelloDecoder.TEMPLATE_ID, "Hello first");
        switch (header.templateId()) {
            case HelloDecoder.TEMPLATE_ID -> onHello(new HelloDecoder().wrapAndApplyHeader(frame, 0, header));
            case ScansDecoder.TEMPLATE_ID -> onScans(new ScansDecoder().wrapAndApplyHeader(frame, 0, header), frame);
            case PingDecoder.TEMPLATE_ID -> onPing(new PingDecoder().wrapAndApplyHeader(frame, 0, header));
            case GoodbyeDecoder.TEMPLATE_ID -> {
                require(new GoodbyeDecoder().wrapAndApplyHeader(frame, 0, header).reason() == GoodbyeReason.DONE, "DONE");
                isGoodbyeHeard = true;
            }
            default -> throw new AssertionError("a station sent template " + header.templateId());
        }
    }

    private void onHello(final HelloDecoder decoder) {
        require(hello == null, "one Hello");
        hello = decoder;
        stream = decoder.stream();
        heard.add("Hello");
        if (refusal != null) {
            ServerFrames.refused(out, refusedForMs, refusal);
        } else if (isWelcoming) {
            ServerFrames.welcome(out, journal.stream(stream).size(), credit, version);
        }
    }

    private void onPing(final PingDecoder decoder) {
        heard.add("Ping");
        if (isPonging) {
            ServerFrames.pong(out, decoder.sentAt());
        }
    }

    private void onScans(final ScansDecoder decoder, final UnsafeBuffer frame) {
        long sequence = decoder.firstSequence();
        final ScansDecoder.EntriesDecoder entries = decoder.entries();
        require(entries.count() > 0, "scans in the frame");
        require(frame.capacity() == FrameDescriptor.scansLength(entries.count()), "frame length");
        heard.add("Scans " + sequence + "+" + entries.count());
        frameScans.add(entries.count());
        for (final ScansDecoder.EntriesDecoder entry : entries) {
            require(entry.methodRaw() != ScanMethod.DOCUMENT.code() || version >= FrameDescriptor.DOCUMENTS_VERSION
                && frame.getShort(6) >= FrameDescriptor.DOCUMENTS_VERSION, "no document before version 3");
            require(entry.flags() == 0 && entry.reserved() == 0, "reserved bytes are 0");
            onScan(sequence++, entry.scannedAt());
        }
        require(unanswered.size() <= credit, "credit of " + credit + ", in flight " + unanswered.size());
    }

    private void onScan(final long sequence, final long scan) {
        final List<Long> known = journal.stream(stream);
        if (sequence <= known.size()) {
            final long first = known.get((int) sequence - 1);
            require(first == scan, "the same scan under the same sequence " + sequence);
            unanswered.add(new Unanswered(sequence, FakeJournal.verdict(scan), FakeJournal.detail(scan), true));
        } else if (sequence == retryAt) {
            retryAt = 0;
            retryFrom = sequence;
            ServerFrames.retry(out, sequence, 50, retryReason);
        } else if (retryFrom == 0 || sequence == retryFrom) {
            retryFrom = 0;
            require(sequence == known.size() + 1, "no gap: " + sequence + " behind " + known.size());
            journal.append(stream, scan);
            unanswered.add(new Unanswered(sequence, FakeJournal.verdict(scan), FakeJournal.detail(scan), false));
        }
    }

    private void require(final boolean isFine, final String what) {
        if (!isFine) {
            throw new AssertionError("the station broke the protocol, wanted: " + what + "; heard " + heard);
        }
    }}
