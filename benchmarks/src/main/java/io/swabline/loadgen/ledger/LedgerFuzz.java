package io.swabline.loadgen.ledger;

import io.swabline.fuzz.Edits;
import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import io.swabline.fuzz.ScratchFiles;
import io.swabline.loadgen.ledger.LedgerReader.End;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A damaged ledger: refused with {@link LedgerException}, or walked to an end without a step beyond the file; and found complete
 * only if it is byte by byte what was written, unless the input had the checksums mended. The input is edits of a valid ledger.
 */
public final class LedgerFuzz {
    private static final int ENTRIES = 5;
    private static final ScratchFiles SCRATCH = ScratchFiles.create();
    private static final byte[] VALID = valid();

    private LedgerFuzz() {
    }

    /** First byte: bit 0 mends the file's checksum, bit 1 that of the first block; then edits. */
    public static void fuzzerTestOneInput(final byte[] bytes) throws IOException {
        final FuzzInput input = new FuzzInput(bytes);
        final int mended = input.u8() & 3;
        final byte[] content = Edits.apply(VALID, input);
        mend(content, mended);
        final Path file = SCRATCH.empty().resolve("ledger");
        Files.write(file, content);
        try (LedgerReader reader = LedgerReader.open(file)) {
            final int[] entries = {0};
            reader.forEach(slot -> {
                entries[0]++;
                Finding.unless(reader.stream(slot) != 0 || reader.verdict(slot) >= 0 || reader.sequence(slot) != 0 || slot > 0,
                    "an entry outside");
            });
            Finding.unlessEqual((long) entries[0], reader.entries(), "entries");
            final boolean isWhole = reader.end() == End.COMPLETE || reader.end() == End.CUT_SHORT;
            Finding.unless(!isWhole || mended != 0 || isSame(content), "a changed ledger is " + reader.end());
            Finding.unless(isWhole || !isSame(content), "a whole ledger is " + reader.end());
        } catch (final LedgerException refused) {
            Finding.unless(!isSame(content), "a whole ledger is refused");
        }
    }

    /** The reserved bytes of headers are nobody's business. */
    private static boolean isSame(final byte[] content) {
        if (content.length != VALID.length) {
            return false;
        }
        final byte[] compared = content.clone();
        final int first = LedgerDescriptor.FILE_HEADER_LENGTH;
        final int second = first + (1 + ENTRIES) * LedgerDescriptor.SLOT_LENGTH;
        final int footer = compared.length - LedgerDescriptor.SLOT_LENGTH;
        System.arraycopy(VALID, first + 20, compared, first + 20, 12);
        System.arraycopy(VALID, second + 20, compared, second + 20, 12);
        System.arraycopy(VALID, footer + 20, compared, footer + 20, 4);
        return Arrays.equals(VALID, compared);
    }

    private static void mend(final byte[] content, final int which) {
        final ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        final CRC32C crc = new CRC32C();
        final int block = LedgerDescriptor.FILE_HEADER_LENGTH;
        if ((which & 1) == 1 && content.length >= block) {
            crc.update(content, LedgerDescriptor.FILE_RUN_ID_OFFSET, block - LedgerDescriptor.FILE_RUN_ID_OFFSET);
            buffer.putInt(LedgerDescriptor.FILE_CRC_OFFSET, (int) crc.getValue());
        }
        if ((which & 2) == 2 && content.length >= block + LedgerDescriptor.SLOT_LENGTH) {
            final long length = buffer.getInt(block + LedgerDescriptor.COUNT_OFFSET) * (long) LedgerDescriptor.SLOT_LENGTH;
            if (length > 0 && block + LedgerDescriptor.SLOT_LENGTH + length <= content.length) {
                crc.reset();
                crc.update(content, block, LedgerDescriptor.CRC_COVERED_LENGTH);
                crc.update(content, block + LedgerDescriptor.SLOT_LENGTH, (int) length);
                buffer.putInt(block + LedgerDescriptor.CRC_OFFSET, (int) crc.getValue());
            }
        }
    }

    private static byte[] valid() {
        final Path path = SCRATCH.empty().resolve("ledger");
        try (LedgerFile file = LedgerFile.create(path, 42, 1_649_462_400_000L)) {
            final LedgerWriter writer = new LedgerWriter(file);
            for (int i = 1; i <= ENTRIES; i++) {
                writer.append(11, i, 1, 1000 + i, 0, 0, (byte) 1, (byte) 1, 0);
            }
            writer.flush();
            writer.append(11, ENTRIES + 1, 1, 7, 0, 0, (byte) 3, (byte) 3, 0);
            writer.flush();
            file.complete(false, 1_649_462_401_000L);
        } catch (final IOException e) {
            throw new IllegalStateException("cannot write a ledger", e);
        }
        try {
            return Files.readAllBytes(path);
        } catch (final IOException e) {
            throw new IllegalStateException("cannot read a ledger", e);
        }
    }

    /** The ledger as it is, torn, and with another count. */
    public static List<byte[]> seeds() {
        return List.of(
            new byte[] {0}, new byte[] {0, 5, (byte) 180, 0}, new byte[] {2, 0, 68, 0, 4}, new byte[] {1, 0, 20, 0, 4},
            new byte[] {16, 30, (byte) 254, 120, 1, 0, 3});
    }
}
