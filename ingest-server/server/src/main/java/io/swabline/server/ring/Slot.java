package io.swabline.server.ring;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static io.swabline.server.ring.SlotDescriptor.CONNECTION_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.CREDENTIAL_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.DETAIL_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.FLAGS_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.ISSUE_NUMBER_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.KIND_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.METHOD_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.OUTCOME_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.PSEUDONYM_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.RECEIVED_AT_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.RECEIVED_NS_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.SAMPLE_ID_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.SCANNED_AT_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.SEQUENCE_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.SKEW_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.STATION_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.STREAM_OFFSET;
import static io.swabline.server.ring.SlotDescriptor.VERDICT_OFFSET;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.SampleId;

import java.nio.ByteOrder;

/**
 * One slot of the ring: accessors over its place in the ring's memory, laid out as {@link SlotDescriptor} draws. Owned by
 * the stage that the ring's sequences hand it to; never kept beyond a batch.
 */
public final class Slot {
    /** {@link #skewMs} of a station whose clock is so wrong that none of its times can be believed. */
    public static final int SKEW_IMPOSSIBLE = Integer.MIN_VALUE;

    private static final long UINT_MASK = 0xFFFF_FFFFL;

    private final MutableDirectBuffer buffer;
    private final int base;

    Slot(final MutableDirectBuffer buffer, final int base) {
        this.buffer = buffer;
        this.base = base;
    }

    /** Fills the slot with a station's scan, whose 64 bytes are copied; called by the edge between claim and publish. */
    public void scan(final DirectBuffer source, final int sourceOffset, final long connection, final long stream,
        final long station, final long sequence, final long receivedAtMs, final long receivedNs, final int skewMs) {
        buffer.putBytes(base, source, sourceOffset, FrameDescriptor.SCAN_LENGTH);
        origin(connection, stream, station, receivedAtMs, receivedNs);
        buffer.putInt(base + SEQUENCE_OFFSET, (int) sequence, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(base + SKEW_OFFSET, skewMs, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(base + DETAIL_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(base + KIND_OFFSET, SlotKind.SCAN, ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills the slot with a station's Hello. */
    public void hello(final long connection, final long stream, final long station, final long receivedAtMs,
        final long receivedNs) {
        buffer.setMemory(base, FrameDescriptor.SCAN_LENGTH, (byte) 0);
        origin(connection, stream, station, receivedAtMs, receivedNs);
        buffer.putInt(base + SEQUENCE_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(base + DETAIL_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(base + KIND_OFFSET, SlotKind.HELLO, ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills the slot with an operator's note that a sample is released. */
    public void release(final DirectBuffer sampleId, final long ticket, final long nowMs, final long nowNs) {
        buffer.setMemory(base, FrameDescriptor.SCAN_LENGTH, (byte) 0);
        buffer.putBytes(base + SAMPLE_ID_OFFSET, sampleId, 0, SampleId.LENGTH);
        scannedAtMs(nowMs);
        origin(ticket, 0, 0, nowMs, nowNs);
        buffer.putInt(base + SEQUENCE_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(base + DETAIL_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(base + KIND_OFFSET, SlotKind.RELEASE, ByteOrder.LITTLE_ENDIAN);
    }

    private void origin(final long connection, final long stream, final long station, final long receivedAtMs,
        final long receivedNs) {
        buffer.putLong(base + CONNECTION_OFFSET, connection, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(base + STREAM_OFFSET, stream, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(base + RECEIVED_AT_OFFSET, receivedAtMs, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(base + RECEIVED_NS_OFFSET, receivedNs, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(base + STATION_OFFSET, (int) station, ByteOrder.LITTLE_ENDIAN);
    }

    public byte kind() {
        return buffer.getByte(base + KIND_OFFSET);
    }

    /** Station clock as sent, epoch milliseconds; corrected by the skew once the scan is validated. */
    public long scannedAtMs() {
        return buffer.getLong(base + SCANNED_AT_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    public void scannedAtMs(final long scannedAtMs) {
        buffer.putLong(base + SCANNED_AT_OFFSET, scannedAtMs, ByteOrder.LITTLE_ENDIAN);
    }

    public int method() {
        return buffer.getByte(base + METHOD_OFFSET);
    }

    /** The flags and reserved bytes of the scan, which a station leaves zero. */
    public int reserved() {
        return buffer.getByte(base + METHOD_OFFSET + 1) | buffer.getShort(base + METHOD_OFFSET + 2, ByteOrder.LITTLE_ENDIAN);
    }

    /** The memory that this slot is a part of, for the offsets below. */
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    public int sampleIdOffset() {
        return base + SAMPLE_ID_OFFSET;
    }

    public int credentialOffset() {
        return base + CREDENTIAL_OFFSET;
    }

    public int pseudonymOffset() {
        return base + PSEUDONYM_OFFSET;
    }

    public long issueNumber() {
        return buffer.getInt(base + ISSUE_NUMBER_OFFSET, ByteOrder.LITTLE_ENDIAN) & UINT_MASK;
    }

    /** Overwrites the whole credential with zeros: what identified the person is gone. */
    public void eraseCredential() {
        buffer.setMemory(base + CREDENTIAL_OFFSET, FrameDescriptor.SCAN_LENGTH - CREDENTIAL_OFFSET, (byte) 0);
    }

    /** Overwrites the sample id with zeros. */
    public void eraseSampleId() {
        buffer.setMemory(base + SAMPLE_ID_OFFSET, SampleId.LENGTH, (byte) 0);
    }

    public void issueNumber(final long issueNumber) {
        buffer.putInt(base + ISSUE_NUMBER_OFFSET, (int) issueNumber, ByteOrder.LITTLE_ENDIAN);
    }

    public long connection() {
        return buffer.getLong(base + CONNECTION_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    public long stream() {
        return buffer.getLong(base + STREAM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    public long station() {
        return buffer.getInt(base + STATION_OFFSET, ByteOrder.LITTLE_ENDIAN) & UINT_MASK;
    }

    public long sequence() {
        return buffer.getInt(base + SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN) & UINT_MASK;
    }

    public long receivedAtMs() {
        return buffer.getLong(base + RECEIVED_AT_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    public long receivedNs() {
        return buffer.getLong(base + RECEIVED_NS_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /** Milliseconds to add to the station's clock: 0 where it is right, {@link #SKEW_IMPOSSIBLE} where it is too wrong. */
    public int skewMs() {
        return buffer.getInt(base + SKEW_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /** 0 while nothing speaks against the scan; a verdict's code once there is one; a reason's code for some outcomes. */
    public int verdict() {
        return buffer.getByte(base + VERDICT_OFFSET);
    }

    public void verdict(final int code) {
        buffer.putByte(base + VERDICT_OFFSET, (byte) code);
    }

    /** Flags of the record to be, as {@code RecordDescriptor} draws them, without the method's bits. */
    public int flags() {
        return buffer.getByte(base + FLAGS_OFFSET);
    }

    public void flags(final int flags) {
        buffer.putByte(base + FLAGS_OFFSET, (byte) flags);
    }

    public byte outcome() {
        return buffer.getByte(base + OUTCOME_OFFSET);
    }

    public void outcome(final byte outcome) {
        buffer.putByte(base + OUTCOME_OFFSET, outcome);
    }

    /**
     * With DOUBLE_SCAN: epoch seconds of the first scan. With WELCOME: the stream's last sequence. With RETRY: milliseconds
     * until there is room, 0 if that is not known. Unsigned 32 bits.
     */
    public long detail() {
        return buffer.getInt(base + DETAIL_OFFSET, ByteOrder.LITTLE_ENDIAN) & UINT_MASK;
    }

    public void detail(final long detail) {
        buffer.putInt(base + DETAIL_OFFSET, (int) detail, ByteOrder.LITTLE_ENDIAN);
    }

    /** With WELCOME_REPLACING: the connection that carried the stream until now. Takes the place of scanned-at. */
    public long replacedConnection() {
        return scannedAtMs();
    }

    public void replacedConnection(final long connection) {
        scannedAtMs(connection);
    }
}
