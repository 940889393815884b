package io.swabline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a sound disk; {@link FailedWriteTest} has one that fails, and the simulation another. */
class DiskProofTest {
    private static final int LENGTH = 3 << 20;

    @TempDir
    private Path directory;
    private Path file;
    private byte[] bytes;

    /** Behind some records, as in a queue's file, there is much that was never written. */
    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("file.cq4");
        bytes = new byte[LENGTH];
        for (int i = 0; i < 1_500_000; i++) {
            bytes[i] = (byte) (1 + i % 100);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes, 0, 1_500_000));
            channel.write(ByteBuffer.allocate(1), LENGTH - 1);
        }
    }

    private Object fileKey() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Test
    void shouldLeaveAFileAloneThatTheDiskHolds() throws IOException {
        final FileSystemKind kind = FileSystemKind.of(directory);
        Assumptions.assumeTrue(kind.readsPastCache(), "the temporary directory lies on a file system without O_DIRECT");
        final Object before = fileKey();
        final DiskProof proof = new DiskProof(kind);
        final SplittableRandom random = new SplittableRandom(5);
        for (int time = 0; time < 20; time++) {
            final int from = random.nextInt(LENGTH);
            proof.secure(file, from, random.nextInt(from, LENGTH + 1));
        }
        proof.secure(file, 0, 0);

        assertThat(fileKey()).isEqualTo(before);
        assertThat(proof.notes()).isEmpty();
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void shouldCopyAFileWhereNothingTellsWhatTheDiskHolds() throws IOException {
        final Object before = fileKey();
        final DiskProof proof = new DiskProof(FileSystemKind.UNKNOWN);
        proof.secure(file, 1_499_000, 1_500_000);

        assertThat(fileKey()).isNotEqualTo(before);
        assertThat(proof.notes()).as("nothing is known to be wrong").isEmpty();
        final byte[] copied = Files.readAllBytes(file);
        assertThat(copied).hasSizeBetween(1_500_000, LENGTH);
        assertThat(copied).isEqualTo(Arrays.copyOf(bytes, copied.length));
        try (var names = Files.list(directory)) {
            assertThat(names).containsExactly(file);
        }
    }

    @Test
    void shouldCopyNothingWhereThereIsNoDiskOrNothingToProve() throws IOException {
        final Object before = fileKey();
        new DiskProof(FileSystemKind.MEMORY).secure(file, 0, 1_500_000);
        new DiskProof(FileSystemKind.UNKNOWN).secure(file, 0, 0);

        assertThat(fileKey()).isEqualTo(before);
    }
}
