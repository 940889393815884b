package io.swabline.station;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import org.agrona.DirectBuffer;

/**
 * Puts pending scans on the wire: as many as the server's credit and the socket's queue allow, in full frames, many frames in one
 * buffer, one flush. Owned by the station's event loop.
 */
final class ScanSender {
    /** Scans in one buffer of the socket's queue: up to 64 KiB of them, in full frames. */
    private static final int SCANS_PER_BUFFER_LIMIT = 1024;

    private final PendingScans pending;
    private final FrameWriter frames;
    private final DocumentGate gate;
    private final int scansPerFrameMax;
    private final int scansPerBufferMax;
    private long credit;
    /** Something was written behind the last flush. */
    private boolean isUnflushed;

    ScanSender(
        final PendingScans pending, final FrameWriter frames, final DocumentGate gate, final int scansPerFrameMax) {
        this.pending = pending;
        this.frames = frames;
        this.gate = gate;
        this.scansPerFrameMax = scansPerFrameMax;
        scansPerBufferMax = SCANS_PER_BUFFER_LIMIT / scansPerFrameMax * scansPerFrameMax;
    }

    long credit() {
        return credit;
    }

    void credit(final long value) {
        credit = value;
    }

    void onDisconnect() {
        credit = 0;
        isUnflushed = false;
    }

    /** Writes what may be sent, without a flush. */
    void send(final Channel channel) {
        long sendable = gate.limit(pending.sendable(credit));
        while (sendable > 0 && channel.isWritable()) {
            final int count = (int) Math.min(sendable, scansPerBufferMax);
            final ByteBuf frame = frames.scans(
                channel.alloc(), pending, pending.sent() + 1, count, scansPerFrameMax, gate.scansVersion());
            if (pending.hasIdNumbersFrom(pending.sent() + 1)) {
                writeAndErase(channel, frame);
            } else {
                channel.write(frame, channel.voidPromise());
            }
            pending.onSent(count);
            sendable -= count;
            isUnflushed = true;
        }
    }

    /** Buffers are pooled: an ID number would stay in one until somebody writes over it. */
    private static void writeAndErase(final Channel channel, final ByteBuf frame) {
        frame.retain();
        channel.write(frame).addListener(written -> {
            frame.setZero(0, frame.writerIndex());
            frame.release();
            if (!written.isSuccess()) {
                channel.pipeline().fireExceptionCaught(written.cause());
            }
        });
    }

    /** Flushes what was written; false if that is nothing. */
    boolean flush(final Channel channel) {
        if (!isUnflushed) {
            return false;
        }
        isUnflushed = false;
        channel.flush();
        return true;
    }

    /** Writes these scans a second time, without a flush; false if credit, or what the server remembers, do not allow it. */
    boolean sendAgain(
        final Channel channel, final DirectBuffer buffer, final int offset, final long firstSequence, final int count) {
        final boolean isRemembered = firstSequence > pending.sent() - credit; // the server keeps the last credit verdicts
        if (!isRemembered || credit - pending.inFlight() < count || !channel.isWritable()
            || !gate.isOpen() && hasDocument(buffer, offset, count)) {
            return false;
        }
        writeAndErase(channel, frames.scans(channel.alloc(), buffer, offset, firstSequence, count, gate.scansVersion()));
        pending.onSentAgain(count);
        isUnflushed = true;
        return true;
    }

    private static boolean hasDocument(final DirectBuffer scans, final int offset, final int count) {
        for (int i = 0; i < count; i++) {
            final int method = scans.getByte(offset + i * ScanDescriptor.LENGTH + ScanDescriptor.METHOD_OFFSET);
            if (method == ScanMethod.DOCUMENT.code()) {
                return true;
            }
        }
        return false;
    }
}
