package io.swabline.protocol.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.swabline.protocol.SamplingKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutoffLogSnapshotTest {
    private static final long NOW_MS = 1_650_000_000_000L;
    private static final long NOW_SECONDS = NOW_MS / 1000;

    @TempDir
    private Path directory;

    @Test
    void shouldReadWhatIsWholeWhileTheLogIsWritten() throws IOException {
        final SamplingKeys keys = SamplingKeys.create(directory.resolve("keys.properties"));
        try (CutoffLog log = CutoffLog.open(directory, 0, cutoff -> { })) {
            assertThat(CutoffLogSnapshot.read(directory, NOW_MS).shortHashes()).isEmpty();
            log.append(List.of(TrustBundles.cutoff(keys, 1, NOW_SECONDS + 1, 11), TrustBundles.cutoff(keys, 2, NOW_SECONDS, 22)));
            final byte[] underWay = new byte[40];
            Files.write(directory.resolve(CutoffLog.FILE_NAME), underWay, StandardOpenOption.APPEND);
            final CutoffLogSnapshot snapshot = CutoffLogSnapshot.read(directory, NOW_MS);

            assertThat(snapshot.shortHashes()).as("22 has expired").containsExactly(11);
            assertThat(snapshot.highestSequence()).isEqualTo(2);
            assertThat(snapshot.damagedRecords()).isZero();
            log.append(List.of(TrustBundles.cutoff(keys, 3, NOW_SECONDS + 1, 33)));
            assertThat(CutoffLogSnapshot.read(directory, NOW_MS).shortHashes()).containsExactly(11, 33);
            log.forget(NOW_SECONDS + 9, cutoff -> { });
            assertThat(CutoffLogSnapshot.read(directory, NOW_MS).highestSequence()).as("forgotten").isEqualTo(3);
        }
    }

    @Test
    void shouldCountDamagedRecordsAndSayThatThereIsNoLog() throws IOException {
        final SamplingKeys keys = SamplingKeys.create(directory.resolve("keys.properties"));
        assertThatExceptionOfType(CutoffLogException.class).isThrownBy(() -> CutoffLogSnapshot.read(directory, NOW_MS))
            .withMessageContaining("cutoffs.log").withMessageContaining("does not exist");
        try (CutoffLog log = CutoffLog.open(directory, 0, cutoff -> { })) {
            log.append(List.of(
                TrustBundles.cutoff(keys, 1, NOW_SECONDS + 1, 11), TrustBundles.cutoff(keys, 2, NOW_SECONDS + 1, 22)));
        }
        final Path file = directory.resolve(CutoffLog.FILE_NAME);
        final byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 100] ^= 1;
        Files.write(file, bytes);

        assertThat(CutoffLogSnapshot.read(directory, NOW_MS).damagedRecords()).isEqualTo(1);
        assertThat(CutoffLogSnapshot.read(directory, NOW_MS).shortHashes()).containsExactly(22);
    }
}
