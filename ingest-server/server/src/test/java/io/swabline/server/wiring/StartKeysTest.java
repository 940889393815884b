package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.Durability;
import io.swabline.protocol.SamplingKeys;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartKeysTest {
    private static final int ROUNDS = 20;

    @TempDir
    private Path directory;

    /** The one that came second was told to rotate keys, of which there was nothing to rotate. */
    @Test
    void shouldTakeTheKeyFileThatAnotherFirstStartMakesMeanwhile() throws Exception {
        final ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                final ServerSettings settings =
                    SettingsFixture.settings(directory.resolve("round-" + round), Durability.OS, 1);
                final CyclicBarrier together = new CyclicBarrier(2);
                final Future<SamplingKeys> first = threads.submit(() -> start(settings, together));
                final Future<SamplingKeys> second = threads.submit(() -> start(settings, together));
                assertThat(first.get().root().publicKey()).isEqualTo(second.get().root().publicKey());
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static SamplingKeys start(final ServerSettings settings, final CyclicBarrier together) throws Exception {
        together.await();
        return StartKeys.of(settings);
    }
}
