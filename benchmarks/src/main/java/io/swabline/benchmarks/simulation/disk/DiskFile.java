package io.swabline.benchmarks.simulation.disk;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A file's bytes as processes see them (the page cache), and as they were forced last. A power cut leaves of each sector that
 * differs the new bytes, the old ones, or both up to some byte; and of the length the new one, the old one, or one between.
 */
final class DiskFile {
    private static final int SECTOR_LENGTH = 512;

    private byte[] bytes = new byte[SECTOR_LENGTH];
    private int length;
    private byte[] forced = new byte[SECTOR_LENGTH];
    private int forcedLength;
    private int dirtyFrom = Integer.MAX_VALUE;
    private int dirtyTo;
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
        pullMapped();
        if (forced.length < bytes.length) {
            forced = Arrays.copyOf(forced, bytes.length);
        }
        if (dirtyFrom < dirtyTo) {
            System.arraycopy(bytes, dirtyFrom, forced, dirtyFrom, dirtyTo - dirtyFrom);
        }
        forcedLength = length;
        clean();
    }

    private void clean() {
        dirtyFrom = Integer.MAX_VALUE;
        dirtyTo = 0;
    }

    /** Loses what was not forced, in the way that the fate says; returns how many sectors were torn. */
    int cutPower(final Fate fate, final SplittableRandom random) {
        unmap();
        forced = Arrays.copyOf(forced, bytes.length);
        int torn = 0;
        final int from = Math.min(dirtyFrom, dirtyTo) / SECTOR_LENGTH * SECTOR_LENGTH;
        for (int sector = from; sector < dirtyTo; sector += SECTOR_LENGTH) {
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
