package io.swabline.benchmarks.simulation;

import io.swabline.protocol.Durability;
import io.swabline.protocol.SipHash;
import io.swabline.server.dedup.DedupLimits;
import java.util.SplittableRandom;

/** Settings of one run, drawn small, so that a short run meets each limit. Times are in milliseconds. */
record Limits(
    int terminals, int persons, int credit, int ringSlots, int scansPerFrame, int pendingScans, int batchScans, long windowMs,
    long backlogMs, long futureToleranceMs, long skewToleranceMs, long skewMaxMs, int personsMax, int samplesMax, int streamsMax,
    int poolSize, long retryAfterMs, long rollMs, int growthBytes, Durability durability, long hashSeed, int steps) {

    static Limits draw(final SplittableRandom random) {
        final int terminals = random.nextInt(1, 6);
        final int credit = 1 << random.nextInt(1, 6);
        final int ringSlots = 1 << random.nextInt(4, 8);
        final int persons = random.nextInt(3, 40);
        return new Limits(
            terminals, persons, credit, ringSlots, random.nextInt(1, Math.min(24, ringSlots / 2) + 1), 1 << random.nextInt(2, 8),
            random.nextInt(1, ringSlots + 1), random.nextLong(10, 120) * 1000, random.nextLong(20, 200) * 1000,
            random.nextLong(1, 12) * 1000, random.nextLong(50, 1500), random.nextLong(20, 100) * 1000,
            random.nextInt(4, 60), random.nextInt(2, 24), terminals + random.nextInt(0, 6), random.nextInt(1, 6),
            random.nextLong(20, 500), random.nextLong(500, 20_000), 1 << random.nextInt(10, 15),
            random.nextInt(6) == 0 ? Durability.OS : Durability.DISK, random.nextLong(), random.nextInt(200, 900));
    }

    DedupLimits dedup() {
        return new DedupLimits(windowMs, backlogMs, personsMax, samplesMax, streamsMax, credit, poolSize,
            new SipHash(hashSeed, ~hashSeed));
    }

    long horizonMs() {
        return windowMs + backlogMs;
    }
}
