package io.swabline.protocol.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutoffLogTest {
    private static final int LENGTH = CutoffDescriptor.LENGTH;

    @TempDir
    private Path directory;
    private Path file;
    private final List<RegistryNote> loaded = new ArrayList<>();

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve(CutoffLog.FILE_NAME);
    }

    private CutoffLog open(final long forgetBeforeSeconds) {
        loaded.clear();
        return CutoffLog.open(directory, forgetBeforeSeconds, loaded::add);
    }

    private CutoffLog open() {
        return open(0);
    }

    private void write(final long first, final long last) {
        try (CutoffLog log = open()) {
            log.append(Cutoffs.ofSequences(first, last));
        }
    }

    @Test
    void shouldGiveBackWhatWasAppended() {
        write(1, 3_000);
        write(3_001, 3_002);
        try (CutoffLog log = open()) {
            assertThat(loaded).isEqualTo(Cutoffs.ofSequences(1, 3_002));
            assertThat(log.report()).isEqualTo(new CutoffLogReport(3_002, 0, 0, 0, null));
            assertThat(log.completeThrough()).isEqualTo(3_002);
            assertThat(log.completeShortHash()).isEqualTo(loaded.get(3_001).shortHash());
        }
    }

    @Test
    void shouldBeReadableByItsOwnerOnly() throws IOException {
        write(1, 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    /** Every length at which a write can have been cut off. */
    @Test
    void shouldCutATornTailAtEveryLength() throws IOException {
        write(1, 5);
        final byte[] whole = Files.readAllBytes(file);
        for (int length = 3 * LENGTH; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            final int records = length / LENGTH - 1;
            try (CutoffLog log = open()) {
                assertThat(loaded).as("length %d", length).isEqualTo(Cutoffs.ofSequences(1, records));
                assertThat(log.report().cutBytes()).isEqualTo(length % LENGTH);
                assertThat(log.report().damagedFile()).isNull();
                log.append(Cutoffs.ofSequences(records + 1, 6));
            }
            try (CutoffLog log = open()) {
                assertThat(loaded).isEqualTo(Cutoffs.ofSequences(1, 6));
                assertThat(log.report().cutBytes()).isZero();
            }
        }
    }

    @Test
    void shouldCutATailOfZerosAsAPowerLossLeavesIt() throws IOException {
        write(1, 5);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 20 * LENGTH));
        try (CutoffLog log = open()) {
            assertThat(loaded).isEqualTo(Cutoffs.ofSequences(1, 5));
            assertThat(log.report().cutBytes()).isEqualTo(14 * LENGTH);
        }
        assertThat(file).hasSize(6 * LENGTH);
    }

    @Test
    void shouldSetDamageInTheMiddleAsideAndKeepAllElse() throws IOException {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        write(1, 5);
        final byte[] whole = Files.readAllBytes(file);
        for (int flip = 0; flip < 200; flip++) {
            final byte[] damaged = whole.clone();
            final int at = random.nextInt(5 * LENGTH);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            final List<Cutoff> expected = new ArrayList<>(Cutoffs.ofSequences(1, 5));
            if (at >= LENGTH) {
                expected.remove(at / LENGTH - 1);
            }
            try (CutoffLog log = open()) {
                assertThat(loaded).as("seed %d, byte %d", seed, at).isEqualTo(expected);
                assertThat(log.report().damagedRecords()).isOne();
                assertThat(log.report().damagedFile()).hasBinaryContent(damaged);
                assertThat(log.completeThrough()).as("read again from the registry's beginning").isZero();
                Files.delete(log.report().damagedFile());
            }
            try (CutoffLog log = open()) {
                assertThat(loaded).isEqualTo(expected);
                assertThat(log.report().damagedFile()).isNull();
            }
        }
    }

    /** Opening writes the file anew, with a header that speaks for all five: what is missing was not under way. */
    @Test
    void shouldReadTheRegistryAgainWhenRecordsOfTheHeaderAreMissing() throws IOException {
        write(1, 5);
        open().close();
        final byte[] whole = Files.readAllBytes(file);
        for (int length = LENGTH; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            final int records = length / LENGTH - 1;
            try (CutoffLog log = open()) {
                assertThat(loaded).as("length %d", length).isEqualTo(Cutoffs.ofSequences(1, records));
                assertThat(log.completeThrough()).as("length %d", length).isZero();
                assertThat(log.report().damagedRecords()).isEqualTo(5 - records);
                assertThat(log.report().damagedFile()).hasBinaryContent(Arrays.copyOf(whole, length));
                Files.delete(log.report().damagedFile());
            }
        }
    }

    @Test
    void shouldWriteNothingOnceClosed() throws IOException {
        write(1, 5);
        final CutoffLog log = open();
        log.close();
        Files.delete(file);
        assertThatThrownBy(() -> log.mend(loaded::add)).isInstanceOf(CutoffLogException.class);
        assertThatThrownBy(() -> log.forget(0, loaded::add)).isInstanceOf(CutoffLogException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldSetAsideWhatIsNoCutoffLog() throws IOException {
        Files.writeString(file, "nothing of the kind");
        try (CutoffLog log = open()) {
            assertThat(loaded).isEmpty();
            assertThat(log.report().damagedFile()).hasContent("nothing of the kind");
            log.append(Cutoffs.ofSequences(1, 1));
        }
        open().close();
        assertThat(loaded).hasSize(1);
    }

    @Test
    void shouldForgetWhatNoScanCanNeedAndStillKnowHowFarItWas() {
        final List<Cutoff> some = new ArrayList<>(Cutoffs.ofSequences(1, 10));
        final Cutoff last = some.get(9);
        some.set(9, new Cutoff(10, last.sinceMs(), Cutoffs.VALID_UNTIL_S - 1, last.person(), 1, last.shortHash()));
        try (CutoffLog log = open()) {
            log.append(some);
        }
        try (CutoffLog log = open(Cutoffs.VALID_UNTIL_S)) {
            assertThat(log.report().forgotten()).isOne();
        }
        try (CutoffLog log = open()) {
            assertThat(loaded).isEqualTo(Cutoffs.ofSequences(1, 9));
            assertThat(log.completeThrough()).isEqualTo(10);
            assertThat(log.completeShortHash()).isEqualTo(last.shortHash());
            final List<RegistryNote> live = new ArrayList<>();
            log.forget(Cutoffs.VALID_UNTIL_S + 1, live::add);
            log.append(Cutoffs.ofSequences(11, 12));
            assertThat(live).isEmpty();
        }
        try (CutoffLog log = open()) {
            assertThat(loaded).isEqualTo(Cutoffs.ofSequences(11, 12));
            assertThat(log.completeThrough()).isEqualTo(12);
        }
    }

    @Test
    void shouldKnowOnlyWhatHasNoGapBeforeIt() {
        try (CutoffLog log = open()) {
            log.append(Cutoffs.ofSequences(1, 2));
            log.append(Cutoffs.ofSequences(5, 6));
            assertThat(log.completeThrough()).isEqualTo(2);
            log.append(Cutoffs.ofSequences(3, 3));
            assertThat(log.completeThrough()).isEqualTo(3);
        }
        try (CutoffLog log = open()) {
            assertThat(log.completeThrough()).isEqualTo(3);
            log.append(Cutoffs.ofSequences(4, 4));
            assertThat(log.completeThrough()).isEqualTo(6);
            log.completeThrough(9, 99);
            assertThat(log.completeThrough()).isEqualTo(9);
        }
    }

    @Test
    void shouldBeginAnewWithAnotherRegistryAndKeepWhatTheFormerOneSaid() {
        write(1, 5);
        try (CutoffLog log = open()) {
            log.followAnotherRegistry();
            assertThat(log.completeThrough()).isZero();
            log.append(List.of(Cutoffs.of(1, 100, 1, 1_000)));
        }
        try (CutoffLog log = open()) {
            assertThat(log.completeThrough()).isOne();
            assertThat(loaded).extracting(RegistryNote::sequence).containsExactly(0L, 0L, 0L, 0L, 0L, 1L);
        }
    }

    @Test
    void shouldIgnoreWhatARewriteLeftThatWasCutOff() throws IOException {
        write(1, 5);
        Files.writeString(directory.resolve(CutoffLog.FILE_NAME + ".new"), "half of it");
        open().close();
        assertThat(loaded).hasSize(5);
        assertThat(directory.resolve(CutoffLog.FILE_NAME + ".new")).doesNotExist();
    }

    @Test
    void shouldRefuseAFileOfANewerVersion() throws IOException {
        write(1, 1);
        final ByteBuffer bytes =
            ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(8, 3);
        final CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, 60);
        bytes.putInt(60, (int) crc.getValue());
        Files.write(file, bytes.array());

        assertThatThrownBy(this::open).isInstanceOf(CutoffLogException.class)
            .hasMessageContainingAll(file.toString(), "format 3", "newer");
        assertThat(file).hasBinaryContent(bytes.array());
    }

    @Test
    void shouldSayWhatIsWrongWithADirectoryThatIsNone() throws IOException {
        final Path none = Files.writeString(directory.resolve("none"), "");
        assertThatThrownBy(() -> CutoffLog.open(none, 0, loaded::add)).isInstanceOf(CutoffLogException.class)
            .hasMessageContainingAll("none", "check the disk");
    }
}
