package io.swabline.server.dedup;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The memory of a hash table: {@code count} slots of equal length, off the heap, zeroed when it is made. A buffer holds at most 2
 * GiB
 * and its offsets are 32 bits, so the slots lie in several buffers, the <em>segments</em>, each of a power of two of slots; slot
 * numbers run over all of them. Single writer.
 *
 * <pre>
 *    slot 0 ... 2^s - 1     2^s ... 2 * 2^s - 1            ... count - 1
 *    +--------------------+ +--------------------+     +-------------+
 *    | segment 0          | | segment 1          | ... | the last    |
 *    +--------------------+ +--------------------+     +-------------+
 * </pre>
 */
final class Slots {
    /** Bytes of a segment: the largest power of two that fits a buffer. */
    static final int SEGMENT_BYTES = 1 << 30;
    private static final int ALIGNMENT = 64;

    private final UnsafeBuffer[] segments;
    private final int segmentShift;
    private final int segmentMask;
    private final int lengthShift;
    private final int count;

    /**
     * @param count        slots, 1 to 2^31 - 1
     * @param lengthShift  a slot is 2 to the power of it bytes long
     * @param segmentBytes bytes of a segment, a power of two; tests make it small
     * @throws OutOfMemoryError if the machine, or the limit of direct memory, does not give so much
     */
    Slots(final int count, final int lengthShift, final int segmentBytes) {
        this.count = count;
        this.lengthShift = lengthShift;
        segmentShift = Integer.numberOfTrailingZeros(segmentBytes) - lengthShift;
        segmentMask = (1 << segmentShift) - 1;
        segments = new UnsafeBuffer[(count - 1 >>> segmentShift) + 1];
        for (int i = 0; i < segments.length; i++) {
            final int slots = i + 1 < segments.length ? segmentMask + 1 : (count - 1 & segmentMask) + 1;
            segments[i] = new UnsafeBuffer(BufferUtil.allocateDirectAligned(slots << lengthShift, ALIGNMENT));
        }
    }

    int count() {
        return count;
    }

    /** The buffer that holds the slot; its capacity is that of its slots. */
    UnsafeBuffer segment(final int slot) {
        return segments[slot >>> segmentShift];
    }

    /** Where the slot begins in its segment, bytes. */
    int offset(final int slot) {
        return (slot & segmentMask) << lengthShift;
    }

    int next(final int slot) {
        return slot + 1 == count ? 0 : slot + 1;
    }

    /** Copies a slot's bytes over another's, which may lie in another segment. */
    void copy(final int from, final int to) {
        segment(to).putBytes(offset(to), segment(from), offset(from), 1 << lengthShift);
    }

    /**
     * Whether an entry whose home is {@code home} and that lies at {@code slot} may be shifted back into {@code hole}: probing
     * from
     * its home comes by the hole. Slots are a ring.
     */
    static boolean mayFill(final int hole, final int home, final int slot) {
        return hole <= slot ? home <= hole || slot < home : home <= hole && slot < home;
    }
}
