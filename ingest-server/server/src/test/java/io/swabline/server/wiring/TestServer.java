package io.swabline.server.wiring;

import io.swabline.protocol.Durability;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.SipHash;
import io.swabline.protocol.trust.CutoffTable;
import io.swabline.protocol.trust.PersonLink;
import io.swabline.server.dedup.DedupLimits;
import io.swabline.server.dedup.Deduplicator;
import io.swabline.server.access.StationAccess;
import io.swabline.server.edge.EdgeServer;
import io.swabline.server.edge.EdgeSettings;
import io.swabline.server.edge.EdgeTls;
import io.swabline.server.edge.SubscriberDoor;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Edge and pipeline in this process, on a journal in memory and small limits. */
final class TestServer implements AutoCloseable {
    static final int CREDIT = 64;
    static final int RING_SLOTS = 256;

    final SamplingKeys keys;
    final AtomicReference<SamplingKeys> currentKeys = new AtomicReference<>();
    final AtomicReference<CutoffTable> cutoffs = new AtomicReference<>(CutoffTable.EMPTY);
    final Queue<PersonLink> links = new ManyToOneConcurrentLinkedQueue<>();
    final MemoryJournal journal = new MemoryJournal();
    final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    final AtomicBoolean diskLow = new AtomicBoolean();
    final Pipeline pipeline;
    final EdgeServer edge;
    final int port;

    TestServer(final Path directory, final int pipelineThreads, final Duration deadline, final int connectionsMax)
        throws Exception {
        this(directory, pipelineThreads, deadline, connectionsMax, SettingsFixture.admission());
    }

    TestServer(final Path directory, final int pipelineThreads, final Duration deadline, final int connectionsMax,
        final AdmissionSettings admission) throws Exception {
        this(directory, pipelineThreads, deadline, Duration.ofMinutes(5), connectionsMax, admission, null,
            StationAccess.ofAnybody());
    }

    /** With a TLS of its own, which it closes, and stations that must show who they are. */
    TestServer(final Path directory, final Duration deadline, final EdgeTls tls,
        final StationAccess access) throws Exception {
        this(directory, 2, deadline, Duration.ofMinutes(5), 100, SettingsFixture.admission(), tls, access);
    }

    /** With stations that are closed after being silent for this long. */
    TestServer(final Path directory, final Duration idleTimeout) throws Exception {
        this(directory, 2, Duration.ofSeconds(60), idleTimeout, 100, SettingsFixture.admission(), null,
            StationAccess.ofAnybody());
    }

    private TestServer(final Path directory, final int pipelineThreads, final Duration deadline,
        final Duration idleTimeout, final int connectionsMax, final AdmissionSettings admission, final EdgeTls tls,
        final StationAccess access) throws Exception {
        keys = SamplingKeys.create(directory.resolve("keys.properties"));
        currentKeys.set(keys);
        final ServerSettings settings = settings(directory, pipelineThreads);
        final Deduplicator deduplicator = new Deduplicator(new DedupLimits(
            settings.dedupWindow().toMillis(), settings.backlogMax().toMillis(), 10_000, 10_000, 1_000, CREDIT, 10,
            SipHash.withRandomKey(), admission.quotas()));
        deduplicator.linksFrom(links);
        pipeline = new Pipeline(settings, currentKeys::get, cutoffs::get, journal, deduplicator, diskLow::get,
            SystemEpochClock.INSTANCE, SystemNanoClock.INSTANCE, 1, failure::complete);
        edge = new EdgeServer(
            new EdgeSettings("127.0.0.1", 0, "auto", connectionsMax, connectionsMax, CREDIT, deadline.toNanos(),
                deadline.toNanos(), idleTimeout.toNanos(), 5_000, Duration.ofHours(24).toMillis(),
                EdgeSettings.lateMaxMs(idleTimeout, settings.dedupWindow()), 100, 1_000,
                admission.greetings(), admission.receiveMemoryMax(), admission.sendMemoryMax(), admission.pingsMax()),
            pipeline.ring(), pipeline.replyQueues(), tls, access, SubscriberDoor.SHUT,
            SystemEpochClock.INSTANCE, SystemNanoClock.INSTANCE);
        pipeline.start();
        port = edge.start();
    }

    TestServer(final Path directory) throws Exception {
        this(directory, 2, Duration.ofSeconds(60), 100);
    }

    static ServerSettings settings(final Path directory, final int pipelineThreads) {
        return new ServerSettings(directory, "127.0.0.1", 0, directory.resolve("keys.properties"), true, Durability.DISK, 1,
            "auto", 100, CREDIT, RING_SLOTS, pipelineThreads, 128, Duration.ofHours(12), Duration.ofHours(72),
            Duration.ofHours(24),
            Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(2), SettingsFixture.city(), 10_000, 10_000, 100, 10,
            Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5),
            "FIVE_MINUTELY", 64 << 20, false, Duration.ofMillis(100), 0, 1_000, 1_000,
            SettingsFixture.noAccessRules(directory), SettingsFixture.noIssuing(directory), SettingsFixture.admission(),
            SettingsFixture.subscribers());
    }

    RawStation station() throws Exception {
        return new RawStation(port);
    }

    byte[] code(final long person) {
        return RawStation.code(keys.current(), person, System.currentTimeMillis() / 1000 - 60);
    }

    @Override
    public void close() {
        edge.close();
        try {
            pipeline.stop();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
