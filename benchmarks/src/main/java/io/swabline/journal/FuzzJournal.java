package io.swabline.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.swabline.fuzz.ScratchFiles;
import io.swabline.protocol.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A small valid journal in memory, for {@link JournalFuzz}: two generations of a few batches, each file without the zeros that
 * the queue reserves, but for some. Each record says in its first eight bytes which one it is. Immutable.
 */
final class FuzzJournal {
    static final long T0 = 1_650_000_000_000L;
    private static final int[][] BATCHES = {{3, 1, 5}, {2, 4}};
    private static final int ZEROS_LENGTH = 128;

    private final Map<String, byte[]> files;
    private final Map<Long, String> fileOfPosition;

    private FuzzJournal(final Map<String, byte[]> files, final Map<Long, String> fileOfPosition) {
        this.files = files;
        this.fileOfPosition = fileOfPosition;
    }

    /** By name below the journal's directory. */
    Map<String, byte[]> files() {
        return files;
    }

    long records() {
        return fileOfPosition.size();
    }

    String fileOf(final long position) {
        return fileOfPosition.get(position);
    }

    /** What the record at a position begins with. */
    static long mark(final long position) {
        return 0x5157_0000_0000L + position;
    }

    /** The last generation is left as by a process that was killed, so that a start looks for its end. */
    static FuzzJournal write(final ScratchFiles scratch) {
        final Path directory = scratch.empty();
        byte[] manifest = null;
        for (final int[] generation : BATCHES) {
            final JournalSettings settings = new JournalSettings(
                directory, Durability.OS, RollCycle.FIVE_MINUTELY, JournalSettings.BLOCK_SIZE_MIN, () -> T0);
            try (JournalWriter writer = JournalWriter.open(settings)) {
                for (final int count : generation) {
                    append(writer, count);
                }
                manifest = Files.readAllBytes(directory.resolve(JournalFiles.MANIFEST));
            } catch (final IOException e) {
                throw new IllegalStateException("cannot read the manifest that was just written", e);
            }
        }
        try {
            Files.write(directory.resolve(JournalFiles.MANIFEST), manifest);
            return read(directory);
        } catch (final IOException e) {
            throw new IllegalStateException("cannot read the journal that was just written", e);
        }
    }

    private static void append(final JournalWriter writer, final int count) {
        for (int i = 0; i < count; i++) {
            final int offset = BatchDescriptor.recordOffset(i);
            writer.batchBuffer().setMemory(offset, RecordDescriptor.LENGTH, (byte) (i + 1));
            writer.batchBuffer().putLong(offset, mark(writer.position() + i), LITTLE_ENDIAN);
        }
        writer.append(count, T0);
        writer.sync();
    }

    private static FuzzJournal read(final Path directory) throws IOException {
        final Map<String, byte[]> files = new TreeMap<>();
        final Map<Long, String> fileOfPosition = new TreeMap<>();
        for (final String name : List.of(JournalFiles.MANIFEST, JournalFiles.WATERMARK)) {
            files.put(name, Files.readAllBytes(directory.resolve(name)));
        }
        try (BatchReader reader = new BatchReader()) {
            for (final Path cycle : JournalFiles.allCycles(directory)) {
                final String name = directory.relativize(cycle).toString();
                reader.open(cycle);
                long end = 0;
                while (reader.next() == BatchReader.Found.BATCH) {
                    for (int i = 0; i < reader.count(); i++) {
                        fileOfPosition.put(reader.firstPosition() + i, name);
                    }
                    end = reader.nextOffset();
                }
                files.put(name, Arrays.copyOf(Files.readAllBytes(cycle), (int) end + ZEROS_LENGTH));
            }
        }
        return new FuzzJournal(files, fileOfPosition);
    }

    /** The content with the checksum of the manifest, or of everything that could be a batch, put right. */
    static byte[] mended(final String name, final byte[] content) {
        if (name.equals(JournalFiles.MANIFEST)) {
            return mendedManifest(content);
        }
        final ByteBuffer bytes = ByteBuffer.wrap(content.clone()).order(LITTLE_ENDIAN);
        for (int at = 0; at + BatchDescriptor.HEADER_LENGTH <= content.length; at += Integer.BYTES) {
            final int count = bytes.getInt(at + BatchDescriptor.COUNT_OFFSET);
            if (bytes.getInt(at) == BatchDescriptor.MAGIC && count > 0 && count <= BatchDescriptor.RECORDS_MAX
                && at + BatchDescriptor.length(count) <= content.length) {
                bytes.putInt(at + BatchDescriptor.CRC_OFFSET,
                    BatchDescriptor.crcOf(new CRC32C(), bytes.duplicate(), at, count,
                        bytes.getInt(at + BatchDescriptor.SALT_OFFSET)));
            }
        }
        return bytes.array();
    }

    private static byte[] mendedManifest(final byte[] content) {
        final String text = new String(content, StandardCharsets.UTF_8);
        final int lastLine = text.lastIndexOf("crc32c ");
        if (lastLine < 0) {
            return content;
        }
        final CRC32C crc = new CRC32C();
        crc.update(text.substring(0, lastLine).getBytes(StandardCharsets.UTF_8));
        return (text.substring(0, lastLine) + String.format("crc32c %08x\n", crc.getValue())).getBytes(StandardCharsets.UTF_8);
    }
}
