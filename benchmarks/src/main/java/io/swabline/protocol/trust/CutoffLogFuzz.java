package io.swabline.protocol.trust;

import io.swabline.fuzz.Edits;
import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import io.swabline.fuzz.ScratchFiles;
import io.swabline.protocol.Pseudonym;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A damaged cut-off log: opening it gives every record whose checksum is right, at its place, and mends the file, so that the
 * second opening finds the same and no damage; what is appended is there afterwards. Only {@link CutoffLogException} may come
 * out. The input is edits of a valid log; records that it names get their checksum again.
 */
public final class CutoffLogFuzz {
    private static final ScratchFiles SCRATCH = ScratchFiles.create();
    private static final byte[] VALID = valid();
    private static final int LENGTH = CutoffDescriptor.LENGTH;

    private CutoffLogFuzz() {
    }

    /** First byte: bit i gives slot i its checksum again; then edits. */
    public static void fuzzerTestOneInput(final byte[] bytes) throws IOException {
        final FuzzInput input = new FuzzInput(bytes);
        final int repaired = input.u8();
        final byte[] content = Edits.apply(VALID, input);
        final ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        for (int slot = 0; slot < Byte.SIZE && (slot + 1) * LENGTH <= content.length; slot++) {
            if ((repaired >> slot & 1) == 1) {
                buffer.putInt((slot + 1) * LENGTH - Integer.BYTES, crc(content, slot));
            }
        }
        final Path directory = SCRATCH.empty();
        Files.write(directory.resolve(CutoffLog.FILE_NAME), content);
        final List<RegistryNote> first = new ArrayList<>();
        try (CutoffLog log = CutoffLog.open(directory, Long.MIN_VALUE, first::add)) {
            Finding.unlessEqual(expected(content), first, "cut-offs");
            log.append(List.of(cutoff(77)));
        } catch (final CutoffLogException refused) {
            Finding.unless(content.length >= LENGTH && buffer.getInt(8) != CutoffDescriptor.VERSION, "a readable log is refused");
            return;
        }
        first.add(cutoff(77));
        final List<RegistryNote> second = new ArrayList<>();
        try (CutoffLog log = CutoffLog.open(directory, Long.MIN_VALUE, second::add)) {
            Finding.unlessEqual(first, second, "cut-offs the second time");
            Finding.unlessEqual(0, log.report().damagedRecords(), "damage the second time");
        }
    }

    /** Every slot behind the first whose checksum is right. */
    private static List<RegistryNote> expected(final byte[] content) {
        final ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        final List<RegistryNote> expected = new ArrayList<>();
        for (int slot = 1; (slot + 1) * LENGTH <= content.length; slot++) {
            if (buffer.getInt((slot + 1) * LENGTH - Integer.BYTES) == crc(content, slot)) {
                expected.add(CutoffDescriptor.get(buffer, slot * LENGTH));
            }
        }
        return expected;
    }

    private static int crc(final byte[] content, final int slot) {
        final CRC32C crc = new CRC32C();
        crc.update(content, slot * LENGTH, LENGTH - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static byte[] valid() {
        final Path directory = SCRATCH.empty();
        try (CutoffLog log = CutoffLog.open(directory, Long.MIN_VALUE, cutoff -> { })) {
            log.append(List.of(cutoff(1), cutoff(2), cutoff(3), cutoff(4), cutoff(5)));
            return Files.readAllBytes(directory.resolve(CutoffLog.FILE_NAME));
        } catch (final IOException e) {
            throw new IllegalStateException("cannot make a log", e);
        }
    }

    private static Cutoff cutoff(final int sequence) {
        final byte[] person = new byte[Pseudonym.LENGTH];
        Arrays.fill(person, (byte) sequence);
        return new Cutoff(
            sequence, 1_649_462_400_000L + sequence, 1_652_054_400L, Pseudonym.of(person), sequence, 1000 + sequence);
    }

    /** The log as it is; a hole; a torn end; another format. */
    public static List<byte[]> seeds() {
        return List.of(new byte[] {0}, new byte[] {0, 4, (byte) 140, 0, 40, 0}, new byte[] {0, 5, (byte) 200, 0},
            new byte[] {1, 0, 8, 0, 2}, new byte[] {4, 2, (byte) 128, 0, 9, 9, 9, 9});
    }
}
