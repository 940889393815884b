package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals with any bytes changed and any length taken away, read by a process of its own, which must live through it. */
class MutatedFilesTest {
    private static final long SEED = Long.getLong("swabline.seed", System.nanoTime());
    private static final int IMAGES = 40;
    /** Excerpt headers that ask for the most, the least, an index of a gigabyte, a batch of one. */
    private static final int[] HEADERS = {
        0x3fffffff, 0x7fffffff, 0x40000000, 0x7ffffffc, 0xc0000000, 0x80000000, 0xffffffff, 96, 97, 1, 65_568};

    @TempDir
    Path temporary;
    private Path journal;
    private final SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void write() {
        journal = temporary.resolve("journal");
        long nowMs = T0;
        for (int generation = 0; generation < 3; generation++) {
            final JournalWriter writer = TestJournals.open(journal);
            for (int batch = 0; batch < 30; batch++) {
                nowMs += batch == 15 ? 300_000 : 1;
                Records.append(writer, 10, nowMs);
            }
            TestJournals.close(writer);
        }
    }

    @Test
    void shouldLiveThroughAnyBytesAndLengths() throws Exception {
        final List<String> images = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            final Path image = CrashImage.of(journal, temporary.resolve("image-" + i));
            for (int mutations = random.nextInt(1, 5); mutations > 0; mutations--) {
                mutate(image);
            }
            images.add(image.toString());
        }
        final Path list = Files.write(temporary.resolve("list"), images);
        final Path output = temporary.resolve("output");
        final Process child = start(output, list.toString());
        assertThat(child.waitFor(120, TimeUnit.SECONDS)).as("seed " + SEED + " hangs: " + Files.readString(output)).isTrue();
        assertThat(child.exitValue()).as("seed " + SEED + ": " + Files.readString(output)).isZero();
        assertThat(Files.readAllLines(output)).as("seed " + SEED).containsAll(images);
    }

    @Test
    void shouldLiveThroughFilesThatShrinkWhileTheyAreRead() throws Exception {
        final Path list = Files.write(temporary.resolve("list"), List.of());
        final Path output = temporary.resolve("output");
        final Path until = temporary.resolve("until");
        final Path image = CrashImage.of(journal, temporary.resolve("image"));
        final Process child = start(output, list.toString(), image.toString(), until.toString());
        try {
            await(output, child);
            for (int round = 0; round < 40; round++) {
                for (final Path cycle : JournalFiles.allCycles(image)) {
                    final byte[] bytes = Files.readAllBytes(cycle);
                    CrashImage.truncate(cycle, random.nextInt(bytes.length));
                    CrashImage.overwrite(cycle, 0, bytes);
                }
            }
        } finally {
            Files.createFile(until);
        }
        assertThat(child.waitFor(120, TimeUnit.SECONDS)).as("seed " + SEED + " hangs: " + Files.readString(output)).isTrue();
        assertThat(child.exitValue()).as("seed " + SEED + ": " + Files.readString(output)).isZero();
    }

    /** A page or a bit of an older generation: told at the first bad position, stepped over, and no position moves. */
    @Test
    void shouldNameTheFirstBadPositionOfAnOlderGenerationAndStart() throws IOException {
        final Path cycle = JournalFiles.allCycles(journal).get(random.nextInt(4)); // two of each of the first two generations
        final List<Long> offsets = CrashImage.batchOffsets(cycle);
        final int batch = random.nextInt(offsets.size());
        final long first = firstPosition(cycle, offsets.get(batch));
        final byte[] bytes = Files.readAllBytes(cycle);
        final int at = (int) (offsets.get(batch) + random.nextInt(BatchReader.EXCERPT_HEADER_LENGTH, 600));
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(cycle, bytes);

        final JournalVerifier.Report report = JournalVerifier.verify(journal);
        assertThat(report.missing()).as("seed " + SEED).isEqualTo(10);
        assertThat(report.damages().get(0).positions().from()).as("seed " + SEED).isEqualTo(first);
        final JournalWriter writer = TestJournals.open(journal);
        assertThat(writer.position()).isEqualTo(900);
        Records.append(writer, 1, T0);
        writer.sync();
        final Positions all = Positions.allOf(journal);
        final List<Long> kept = new ArrayList<>(range(0, 901));
        kept.removeIf(position -> position >= first && position < first + 10);
        assertThat(all.seen).as("seed " + SEED).isEqualTo(kept);
        TestJournals.close(writer);
    }

    private static long firstPosition(final Path cycle, final long offset) throws IOException {
        try (BatchReader reader = new BatchReader()) {
            reader.open(cycle);
            assertThat(reader.scan(offset, offset + 1)).isTrue();
            return reader.firstPosition();
        }
    }

    private void mutate(final Path image) throws IOException {
        final List<Path> cycles = JournalFiles.allCycles(image);
        final Path cycle = cycles.get(random.nextInt(cycles.size()));
        final long length = Files.size(cycle);
        final List<Long> offsets = CrashImage.batchOffsets(cycle);
        final long batch = offsets.isEmpty() ? 0 : offsets.get(random.nextInt(offsets.size()));
        switch (random.nextInt(6)) {
            case 0 -> CrashImage.truncate(cycle, random.nextLong(length + 1));
            case 1 -> CrashImage.truncate(cycle, Math.min(length, batch + random.nextInt(700)));
            case 2 -> CrashImage.overwrite(cycle, batch, littleEndian(HEADERS[random.nextInt(HEADERS.length)]));
            case 3 -> CrashImage.overwrite(cycle, batch + 4 + 4L * random.nextInt(8), littleEndian(random.nextInt()));
            case 4 -> CrashImage.overwrite(cycle, random.nextInt(4_096), littleEndian(HEADERS[random.nextInt(HEADERS.length)]));
            default -> CrashImage.truncate(image.resolve("WATERMARK"), random.nextInt(64));
        }
    }

    private static byte[] littleEndian(final int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    }

    private static Process start(final Path output, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(ChildJournal.java("-Xmx64m"));
        command.add("-XX:MaxDirectMemorySize=16m");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ChildReader.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private static void await(final Path output, final Process child) throws Exception {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(output, StandardCharsets.UTF_8).contains("following")) {
            assertThat(child.isAlive() && System.nanoTime() - deadlineNs < 0).as(Files.readString(output)).isTrue();
            Thread.onSpinWait();
        }
    }
}
