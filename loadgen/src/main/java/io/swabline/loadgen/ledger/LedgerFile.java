package io.swabline.loadgen.ledger;

import static io.swabline.loadgen.ledger.LedgerDescriptor.*;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A ledger being written: blocks from the load threads, one at a time, then the footer. A file of the same name is replaced.
 * It is not forced to disk, so as not to compete with the server under test: the ledger survives the generator's death, not
 * the machine's. After a failed write nothing more is written.
 */
public final class LedgerFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer small = ByteBuffer.allocateDirect(FILE_HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private long entries;
    private boolean isFailed;

    private LedgerFile(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    public static LedgerFile create(final Path path, final long runId, final long startedAtMs) throws IOException {
        final FileChannel channel = OwnerOnlyFile.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
        final LedgerFile file = new LedgerFile(path, channel);
        final ByteBuffer header = file.small;
        header.clear();
        header.putLong(FILE_MAGIC_OFFSET, FILE_MAGIC);
        header.putInt(FILE_VERSION_OFFSET, VERSION);
        header.putLong(FILE_RUN_ID_OFFSET, runId);
        header.putLong(FILE_STARTED_AT_MS_OFFSET, startedAtMs);
        file.crc.reset();
        file.crc.update(header.position(FILE_RUN_ID_OFFSET));
        header.clear();
        header.putInt(FILE_CRC_OFFSET, (int) file.crc.getValue());
        file.write(header);
        return file;
    }

    /** Completes the block's header and writes it; {@code block} holds the header's room and {@code count} entries. */
    synchronized void append(final ByteBuffer block, final int count) throws IOException {
        block.clear();
        block.putInt(MAGIC_OFFSET, BLOCK_MAGIC);
        block.putInt(COUNT_OFFSET, count);
        block.putLong(ENTRIES_BEFORE_OFFSET, entries);
        crc.reset();
        crc.update(block.limit(CRC_COVERED_LENGTH));
        final int length = BLOCK_HEADER_LENGTH + count * SLOT_LENGTH;
        crc.update(block.limit(length).position(BLOCK_HEADER_LENGTH));
        block.putInt(CRC_OFFSET, (int) crc.getValue());
        block.position(0);
        write(block);
        entries += count;
    }

    /** Writes the footer: from here on the ledger is whole. */
    public synchronized void complete(final boolean isCutShort, final long endedAtMs) throws IOException {
        small.clear().limit(SLOT_LENGTH);
        for (int i = 0; i < SLOT_LENGTH; i += Long.BYTES) {
            small.putLong(i, 0);
        }
        small.putInt(MAGIC_OFFSET, FOOTER_MAGIC);
        small.putInt(FOOTER_CUT_SHORT_OFFSET, isCutShort ? 1 : 0);
        small.putLong(FOOTER_ENTRIES_OFFSET, entries);
        small.putLong(FOOTER_ENDED_AT_MS_OFFSET, endedAtMs);
        crc.reset();
        crc.update(small.limit(CRC_COVERED_LENGTH));
        crc.update(small.limit(SLOT_LENGTH).position(FOOTER_ENDED_AT_MS_OFFSET));
        small.putInt(CRC_OFFSET, (int) crc.getValue());
        small.position(0);
        write(small);
    }

    public Path path() {
        return path;
    }

    private void write(final ByteBuffer bytes) throws IOException {
        if (isFailed) {
            throw new IOException("an earlier write to " + path + " failed");
        }
        isFailed = true;
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        isFailed = false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
