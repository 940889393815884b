package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories against a plain list. Set {@code -Dswabline.seed=N} to run one again. */
class JournalPropertyTest {
    private static final long SEED = Long.getLong("swabline.seed", System.nanoTime());

    @TempDir
    Path temporary;

    static LongStream seeds() {
        return LongStream.range(SEED, SEED + 3);
    }

    /** Batches, syncs, rolls, re-opens and a tail in any order: the tail sees what was synced, each record with its time. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldBehaveLikeAList(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Path directory = temporary.resolve("journal");
        final List<Long> model = new ArrayList<>(); // appended-at of each position
        final Positions followed = new Positions();
        JournalWriter journal = open(directory, random);
        final JournalTail tail = JournalTail.open(directory);
        long nowMs = T0;
        int synced = 0;
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    TestJournals.close(journal);
                    synced = model.size();
                    journal = open(directory, random);
                }
                case 1 -> nowMs += random.nextInt(600_000);
                case 2, 3 -> {
                    assertThat(journal.sync()).as("seed " + seed).isEqualTo(model.size());
                    synced = model.size();
                }
                case 4, 5 -> tail.poll(followed, 1 + random.nextInt(3000));
                case 6 -> readSome(directory, random, model, synced, seed);
                default -> {
                    final int count = 1 + random.nextInt(random.nextInt(10) == 0 ? BatchDescriptor.RECORDS_MAX : 100);
                    nowMs += random.nextInt(3);
                    Records.append(journal, count, nowMs);
                    for (int i = 0; i < count; i++) {
                        model.add(nowMs);
                    }
                }
            }
            assertThat(followed.seen.size()).as("seed " + seed).isLessThanOrEqualTo(synced);
        }
        TestJournals.close(journal);
        followed.drain(tail);
        tail.close();
        assertThat(followed.seen).as("seed " + seed).isEqualTo(range(0, model.size()));
        assertThat(followed.times).as("seed " + seed).isEqualTo(model);
        assertThat(followed.gaps).as("seed " + seed).isEmpty();
        final JournalVerifier.Report report = JournalVerifier.verify(directory);
        assertThat(report.isSound()).as("seed " + seed).isTrue();
        assertThat(report.records()).isEqualTo(model.size());
    }

    private static void readSome(
        final Path directory, final SplittableRandom random, final List<Long> model, final int synced, final long seed) {
        try (JournalTail tail = JournalTail.open(directory)) {
            final int position = random.nextInt(synced + 1);
            final Positions some = new Positions();
            tail.from(position).poll(some, 50);
            assertThat(some.seen).as("seed " + seed).isEqualTo(range(position, Math.min(synced, position + 50)));
            if (position < synced) {
                final long timeMs = model.get(position) + random.nextInt(2);
                final Positions later = new Positions();
                tail.fromTime(timeMs).poll(later, 1);
                final int first = (int) model.subList(0, synced).stream().filter(atMs -> atMs < timeMs).count();
                assertThat(later.seen).as("seed " + seed).isEqualTo(range(first, Math.min(synced, first + 1)));
            }
        }
    }

    /** Any bytes of the files gone or wrong: the journal opens, shows no wrong record, and tells what is missing. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldOpenWhateverHappenedToItsFiles(final long seed) throws IOException {
        final SplittableRandom random = new SplittableRandom(seed);
        final Path directory = temporary.resolve("journal");
        write(directory, random);
        for (int round = 0; round < 6; round++) {
            final String description = "seed " + seed + ", round " + round;
            final Path image = CrashImage.of(directory, temporary.resolve("image-" + round));
            for (int damages = random.nextInt(4); damages >= 0; damages--) {
                damage(image, random);
            }
            final JournalWriter journal = open(image, random);
            final long position = journal.position();
            Records.append(journal, 3, T0);
            journal.sync();
            final Positions all = Positions.allOf(image);
            assertThat(all.seen).as(description).isSorted().doesNotHaveDuplicates()
                .endsWith(position, position + 1, position + 2);
            final long missing = all.gaps.stream().mapToLong(PositionRange::length).sum();
            assertThat(all.seen.size() + missing).as(description).isEqualTo(position + 3 - all.seen.get(0));
            final JournalVerifier.Report report = JournalVerifier.verify(image);
            assertThat(report.missing()).as(description).isEqualTo(missing + all.seen.get(0));
            assertThat(report.records()).as(description).isEqualTo(all.seen.size());
            TestJournals.close(journal);
            final JournalWriter again = open(image, random);
            assertThat(again.position()).as(description).isEqualTo(position + 3);
            assertThat(Positions.allOf(image).seen).as(description).isEqualTo(all.seen);
            TestJournals.close(again);
        }
    }

    private static void write(final Path directory, final SplittableRandom random) {
        long nowMs = T0;
        for (int generation = 0; generation < 3; generation++) {
            final JournalWriter journal = open(directory, random);
            for (int i = 0; i < 40; i++) {
                nowMs += random.nextInt(20) == 0 ? 300_000 : 1;
                Records.append(journal, 1 + random.nextInt(150), nowMs);
                if (random.nextInt(4) == 0) {
                    journal.sync();
                }
            }
            TestJournals.close(journal);
        }
    }

    private static void damage(final Path image, final SplittableRandom random) throws IOException {
        final List<Path> cycles = JournalFiles.allCycles(image);
        final Path file = cycles.get(random.nextInt(cycles.size()));
        final long offset = random.nextInt(random.nextBoolean() ? 100_000 : (int) Math.max(1, Files.size(file)));
        final byte[] garbage = new byte[1 + random.nextInt(5000)];
        random.nextBytes(garbage);
        switch (random.nextInt(9)) {
            case 0 -> Files.deleteIfExists(image.resolve(random.nextBoolean() ? "MANIFEST" : "WATERMARK"));
            case 1 -> CrashImage.overwrite(image.resolve(random.nextBoolean() ? "MANIFEST" : "WATERMARK"), 0, new byte[16]);
            case 2 -> CrashImage.truncate(file, Math.min(offset, Files.size(file)));
            case 3 -> CrashImage.overwrite(file, offset, garbage);
            case 4 -> Files.deleteIfExists(cycles.size() > 1 ? file : image.resolve("LOCK"));
            case 5 -> CrashImage.overwrite(image.resolve("LOCK"), 0, garbage);
            default -> CrashImage.zero(file, offset & -4096, 4096L * (1 + random.nextInt(3)));
        }
    }

    private static JournalWriter open(final Path directory, final SplittableRandom random) {
        return JournalWriter.open(TestJournals.settings(directory)
            .withBlockSize(JournalSettings.BLOCK_SIZE_MIN << random.nextInt(2)));
    }
}
