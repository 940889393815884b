package io.swabline.protocol.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.SamplingKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustBundleCacheTest {
    private static final long NOW_MS = 1_650_000_000_000L;

    @TempDir
    private Path directory;

    @Test
    void shouldMakeABundleAnewWhenSomethingChangedOrItGrewOldButNotMoreThanOnceASecond() {
        final Path file = directory.resolve("keys.properties");
        final AtomicReference<SamplingKeys> keys = new AtomicReference<>(SamplingKeys.create(file));
        final AtomicLong nowMs = new AtomicLong(NOW_MS);
        final AtomicLong sequence = new AtomicLong();
        final List<Long> hashes = new ArrayList<>();
        final TrustBundleCache cache = new TrustBundleCache(keys::get, sequence::get, hashes::size,
            () -> hashes.stream().mapToLong(Long::longValue).toArray(), nowMs::get);

        final byte[] first = cache.get();
        nowMs.addAndGet(599_999);
        assertThat(cache.get()).as("nothing changed").isSameAs(first);
        nowMs.addAndGet(1);
        final byte[] refreshed = cache.get();
        assertThat(TrustBundle.read(refreshed).madeAtMs()).as("made again after ten minutes").isEqualTo(NOW_MS + 600_000);
        sequence.set(1);
        hashes.add(42L);
        assertThat(cache.get()).as("within the second").isSameAs(refreshed);
        nowMs.addAndGet(1_000);
        assertThat(TrustBundle.read(cache.get()).supersededCount()).isEqualTo(1);
        assertThat(TrustBundle.read(cache.get()).counter()).isEqualTo(2);
        hashes.add(41L);
        nowMs.addAndGet(1_000);
        assertThat(TrustBundle.read(cache.get()).supersededCount()).as("another server's").isEqualTo(2);
        keys.set(SamplingKeys.rotate(file));
        nowMs.addAndGet(1_000);
        assertThat(TrustBundle.read(cache.get()).keys()).hasSize(2);
        final byte[] rotated = cache.get();
        nowMs.addAndGet(-500_000);
        assertThat(cache.get()).as("the clock was set back").isNotSameAs(rotated);
    }
}
