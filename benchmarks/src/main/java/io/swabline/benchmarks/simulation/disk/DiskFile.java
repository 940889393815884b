package io.swabline.benchmarks.simulation.disk;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * A file's bytes as processes see them (the page cache), and as they were forced last. A power cut leaves of each sector that
 * differs the new bytes, the old ones, or both up to some byte; and of the length the new one, the old one, or one between.
 *
 * <p>A forced write that fails leaves sectors <em>lost</em>: processes read the new bytes, the disk has the old ones, and no
 * later write or force of the same sector changes that, as on ext4, where the block stays marked as unwritten. A power cut shows
 * it.
 */
final class DiskFile {
    private static final int SECTOR_LENGTH = 512;

    private byte[] bytes = new byte[SECTOR_LENGTH];
    private int length;
    private byte[] forced = new byte[SECTOR_LENGTH];
    private int forcedLength;
    private int dirtyFrom = Integer.MAX_VALUE;
    private int dirtyTo;
    private final BitSet lost = new BitSet();
    private MappedByteBuffer mapped;

    @Override
    public String toString() {
        return length + "," + forcedLength;
    }

    int length() {
        return length;
    }

    int read(final ByteBuffer target, final long position) {
        pullMapped();
        if (position >= length) {
            return -1;
        }
        final int count = (int) Math.min(target.remaining(), length - position);
        target.put(bytes, (int) position, count);
        return count;
    }

    int write(final ByteBuffer source, final long position, final int count) {
        final int end = (int) position + count;
        reserve(end);
        source.get(bytes, (int) position, count);
        length = Math.max(length, end);
        dirty((int) position, end);
        return count;
    }

    void truncate(final long newLength) {
        if (newLength < length) {
            Arrays.fill(bytes, (int) newLength, length, (byte) 0);
            dirty((int) newLength, length);
            final int firstCut = ((int) newLength + SECTOR_LENGTH - 1) / SECTOR_LENGTH;
            lost.clear(firstCut, Math.max(lost.length(), length / SECTOR_LENGTH + 1));
            length = (int) newLength;
        }
    }

    private void reserve(final int capacity) {
        if (capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(capacity, bytes.length * 2));
        }
    }

    private void dirty(final int from, final int to) {
        dirtyFrom = Math.min(dirtyFrom, from);
        dirtyTo = Math.max(dirtyTo, to);
    }

    /** Memory that all mappings of the file share; a direct buffer is one of the mapped kind, with nothing to force. */
    MappedByteBuffer map() {
        if (mapped == null) {
            mapped = (MappedByteBuffer) ByteBuffer.allocateDirect(length);
            mapped.put(0, bytes, 0, length);
        }
        return mapped.duplicate();
    }

    private void pullMapped() {
        if (mapped != null) {
            mapped.get(0, bytes, 0, mapped.capacity());
            dirty(0, mapped.capacity());
        }
    }

    /** The process that mapped it has ended: what it wrote stays, what it writes now goes nowhere. */
    void unmap() {
        pullMapped();
        mapped = null;
    }

    void force() {
        writeBack();
        forcedLength = length;
        clean();
    }

    private void writeBack() {
        pullMapped();
        growForced();
        for (int sector = firstDirtySector(); sector * SECTOR_LENGTH < dirtyTo; sector++) {
            if (!lost.get(sector)) {
                copySector(sector, bytes, forced);
            }
        }
    }

    private void growForced() {
        if (forced.length < bytes.length) {
            forced = Arrays.copyOf(forced, bytes.length);
        }
    }

    private int firstDirtySector() {
        return Math.min(dirtyFrom, dirtyTo) / SECTOR_LENGTH;
    }

    private static void copySector(final int sector, final byte[] from, final byte[] to) {
        final int offset = sector * SECTOR_LENGTH;
        System.arraycopy(from, offset, to, offset, Math.min(SECTOR_LENGTH, from.length - offset));
    }

    /** As {@link #force}, but some of the sectors do not get to the disk, and the rest of the system takes them for written. */
    void failForce(final SplittableRandom random) {
        pullMapped();
        growForced();
        for (int sector = firstDirtySector(); sector * SECTOR_LENGTH < dirtyTo; sector++) {
            if (random.nextBoolean()) {
                lost.set(sector);
            }
        }
        force();
    }

    /** What the disk holds, past the page cache; as on Linux, what is not written there yet is written first. */
    int readDisk(final ByteBuffer target, final long position) {
        writeBack();
        if (position >= length) {
            return -1;
        }
        final int count = (int) Math.min(target.remaining(), length - position);
        target.put(forced, (int) position, count);
        return count;
    }

    private void clean() {
        dirtyFrom = Integer.MAX_VALUE;
        dirtyTo = 0;
    }

    /** Loses what was not forced, in the way that the fate says; returns how many sectors were torn. */
    int cutPower(final Fate fate, final SplittableRandom random) {
        unmap();
        growForced();
        lost.stream().filter(sector -> sector * SECTOR_LENGTH < bytes.length)
            .forEach(sector -> copySector(sector, forced, bytes));
        lost.clear();
        int torn = 0;
        for (int sector = firstDirtySector() * SECTOR_LENGTH; sector < dirtyTo; sector += SECTOR_LENGTH) {
            final int end = Math.min(sector + SECTOR_LENGTH, bytes.length);
            if (Arrays.mismatch(bytes, sector, end, forced, sector, end) >= 0) {
                torn += settle(sector, end, fate, random);
            }
        }
        final int shorter = Math.min(length, forcedLength);
        final int longer = Math.max(length, forcedLength);
        if (longer > shorter) {
            final int settled = switch (fate.of(random)) {
                case NEW -> length;
                case OLD -> forcedLength;
                default -> Math.max(shorter, random.nextInt(shorter, longer + 1) / SECTOR_LENGTH * SECTOR_LENGTH);
            };
            Arrays.fill(bytes, settled, bytes.length, (byte) 0);
            length = settled;
        }
        force();
        return torn;
    }

    private int settle(final int from, final int to, final Fate fate, final SplittableRandom random) {
        switch (fate.of(random)) {
            case NEW -> {
                return 0;
            }
            case OLD -> {
                System.arraycopy(forced, from, bytes, from, to - from);
                return 0;
            }
            default -> {
                final int middle = random.nextInt(from, to);
                if (random.nextBoolean()) {
                    System.arraycopy(forced, from, bytes, from, middle - from);
                } else {
                    System.arraycopy(forced, middle, bytes, middle, to - middle);
                }
                return 1;
            }
        }
    }
}
