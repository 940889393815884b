package io.swabline.protocol.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a cut-off log from its beginning to its end. Records that are not whole at the very end belong to a write that was
 * under way: they end the log. Before a whole one they are damage, which is counted and never taken for the end;
 * so are those that the header counts and that are not there.
 */
final class CutoffLogScan {
    private static final int RECORDS_AT_A_TIME = 1024;

    private final ByteBuffer buffer =
        ByteBuffer.allocate(RECORDS_AT_A_TIME * CutoffDescriptor.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final CutoffPosition position = new CutoffPosition();
    private long wholeLength;
    private int headerRecords;
    private int wholeRecords;
    private int damagedRecords;
    private int notWholeSinceLast;
    private boolean isHeaderDamaged;
    private boolean isOfLinks;

    /** Takes what is read; may write it elsewhere. */
    @FunctionalInterface
    interface Records {
        void accept(RegistryNote note) throws IOException;
    }

    /** Reads the file up to a length at most; gives each whole record to the taker. */
    static CutoffLogScan of(final Path file, final long lengthMax, final Records records) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return of(file, channel, lengthMax, records);
        }
    }

    /**
     * The same of a file that is open.
     *
     * @param file its name, to tell
     */
    static CutoffLogScan of(final Path file, final FileChannel channel, final long lengthMax, final Records records)
        throws IOException {
        final CutoffLogScan scan = new CutoffLogScan();
        scan.read(file, channel, lengthMax, records);
        return scan;
    }

    private void read(final Path file, final FileChannel channel, final long lengthMax, final Records records)
        throws IOException {
        long fileOffset = 0;
        while (fill(channel, fileOffset, lengthMax)) {
            final int whole = buffer.limit() - buffer.limit() % CutoffDescriptor.LENGTH;
            for (int at = 0; at < whole; at += CutoffDescriptor.LENGTH) {
                if (fileOffset + at == 0) {
                    readHeader(file);
                } else {
                    readRecord(fileOffset, at, records);
                }
            }
            fileOffset += whole;
            if (whole == 0) {
                isHeaderDamaged |= fileOffset == 0;
                return;
            }
        }
        isHeaderDamaged |= fileOffset == 0;
    }

    private boolean fill(final FileChannel channel, final long fileOffset, final long lengthMax) throws IOException {
        buffer.clear().limit((int) Math.min(buffer.capacity(), lengthMax - fileOffset));
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer, fileOffset + buffer.position());
        }
        buffer.flip();
        return buffer.hasRemaining();
    }

    private void readHeader(final Path file) {
        wholeLength = CutoffDescriptor.LENGTH;
        if (!CutoffDescriptor.isWhole(buffer, 0) || CutoffDescriptor.magic(buffer, 0) != CutoffDescriptor.MAGIC) {
            isHeaderDamaged = true;
        } else if (CutoffDescriptor.version(buffer, 0) < CutoffDescriptor.VERSION
            || CutoffDescriptor.version(buffer, 0) > CutoffDescriptor.VERSION_WITH_LINKS) {
            throw new CutoffLogException(file, "has format " + CutoffDescriptor.version(buffer, 0) + ", not "
                + CutoffDescriptor.VERSION + " or " + CutoffDescriptor.VERSION_WITH_LINKS,
                "use the version of Swabline that wrote it, or a newer one", null);
        } else {
            isOfLinks = CutoffDescriptor.version(buffer, 0) == CutoffDescriptor.VERSION_WITH_LINKS;
            headerRecords = Math.max(0, CutoffDescriptor.records(buffer, 0));
            position.moveTo(CutoffDescriptor.completeThrough(buffer, 0), CutoffDescriptor.completeShortHash(buffer, 0));
        }
    }

    private void readRecord(final long fileOffset, final int at, final Records records) throws IOException {
        if (!CutoffDescriptor.isWhole(buffer, at)) {
            notWholeSinceLast++;
            return;
        }
        damagedRecords += notWholeSinceLast;
        notWholeSinceLast = 0;
        wholeRecords++;
        wholeLength = fileOffset + at + CutoffDescriptor.LENGTH;
        final RegistryNote note = CutoffDescriptor.get(buffer, at);
        isOfLinks |= note instanceof PersonLink;
        position.taken(note.sequence(), note.shortHash());
        records.accept(note);
    }

    /** How far the registry is known; from the beginning again if anything is damaged. */
    CutoffPosition position() {
        return isDamaged() ? new CutoffPosition() : position;
    }

    /** Whether there are links, or were. */
    boolean isOfLinks() {
        return isOfLinks;
    }

    boolean isDamaged() {
        return isHeaderDamaged || damagedRecords > 0 || missingRecords() > 0;
    }

    int damagedRecords() {
        return damagedRecords + missingRecords() + (isHeaderDamaged ? 1 : 0);
    }

    /** Records of the header's count that are not there. */
    private int missingRecords() {
        return Math.max(0, headerRecords - wholeRecords - damagedRecords);
    }

    /** Bytes up to the end of the last whole record. */
    long wholeLength() {
        return wholeLength;
    }
}
