package io.swabline.protocol.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Puts the records of a cut-off log into a file, many with one write. */
final class CutoffWriter {
    private static final int RECORDS_AT_A_TIME = 1024;

    private final ByteBuffer buffer =
        ByteBuffer.allocateDirect(RECORDS_AT_A_TIME * CutoffDescriptor.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private FileChannel channel;
    private long end;

    /** Writes behind this length of the file from now on. */
    void writeTo(final FileChannel target, final long length) {
        channel = target;
        end = length;
        buffer.clear();
    }

    void add(final RegistryNote note) throws IOException {
        CutoffDescriptor.put(buffer, buffer.position(), note);
        buffer.position(buffer.position() + CutoffDescriptor.LENGTH);
        if (!buffer.hasRemaining()) {
            flush();
        }
    }

    /** Writes what was added; returns the file's length. Forces nothing. */
    long flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            end += channel.write(buffer, end);
        }
        buffer.clear();
        return end;
    }

    static void writeHeader(
        final FileChannel target, final int version, final CutoffPosition position, final int records) throws IOException {
        final ByteBuffer header = ByteBuffer.allocate(CutoffDescriptor.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        CutoffDescriptor.putHeader(header, 0, version, position.sequence(), position.shortHash(), records);
        while (header.hasRemaining()) {
            target.write(header, header.position());
        }
    }
}
