package io.swabline.server.wiring;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CoreIssuer;
import io.swabline.protocol.Durability;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Once warm, a scan allocates nothing on its way from socket to acknowledgement: measured on the server's own threads. */
class AllocationTest {
    private static final int SCANS_PER_FRAME = 64;
    private static final int FRAMES_IN_FLIGHT = 8;
    private static final int WARM_FRAMES = 6_000;
    private static final int MEASURED_FRAMES = 4_000;
    private static final int ROUNDS = 3;
    /** A timer's task now and then, a socket read that had to grow: far less than one object a frame. */
    private static final double BYTES_PER_SCAN_MAX = 0.1;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldAllocateNothingOnceWarm(final int pipelineThreads) throws Exception {
        // Leak detection, which other tests run with, is itself garbage a buffer.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        final IngestServer server = IngestServer.start(SettingsFixture.settings(directory, Durability.OS, pipelineThreads));
        try (RawStation station = new RawStation(server.port()).hello(7, 1)) {
            assertThat(station.reply()).startsWith("welcome");
            final Frames frames = new Frames(SamplingKeys.load(directory.resolve("keys.properties")));
            run(station, frames, WARM_FRAMES);
            // Timers allocate by time, so that a scan on a busy machine pays for more of them: the best of several rounds counts.
            final Map<String, Double> perScan = new TreeMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                final Map<String, Long> before = allocatedBytes();
                run(station, frames, MEASURED_FRAMES);
                allocatedBytes().forEach((thread, bytes) -> perScan.merge(thread,
                    (bytes - before.get(thread)) / (double) (MEASURED_FRAMES * SCANS_PER_FRAME), Math::min));
            }
            assertThat(perScan).as("bytes allocated a scan, by thread").allSatisfy(
                (thread, bytes) -> assertThat(bytes).as(thread).isLessThan(BYTES_PER_SCAN_MAX));
        } finally {
            assertThat(server.drainAndClose()).isEqualTo(StopCause.DRAINED);
        }
    }

    private static void run(final RawStation station, final Frames frames, final int count) throws Exception {
        for (int sent = 0; sent < count; sent += FRAMES_IN_FLIGHT) {
            for (int i = 0; i < FRAMES_IN_FLIGHT; i++) {
                station.send(frames.next(station));
            }
            assertThat(station.repliesThrough(frames.lastSequence())).allMatch(reply -> reply.matches("ack \\d+-\\d+"));
        }
    }

    private static Map<String, Long> allocatedBytes() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final Map<String, Long> bytes = new TreeMap<>();
        for (final Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("edge-") || thread.getName().startsWith("pipeline-")) {
                bytes.put(thread.getName(), threads.getThreadAllocatedBytes(thread.getId()));
            }
        }
        assertThat(bytes).hasSizeGreaterThanOrEqualTo(2);
        return bytes;
    }

    /** Frames of scans of people who were never scanned before. */
    private static final class Frames {
        private final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[CodeDescriptor.PSEUDONYM_LENGTH]);
        private final UnsafeBuffer cores = new UnsafeBuffer(new byte[SCANS_PER_FRAME * CodeDescriptor.CORE_LENGTH]);
        private final CoreIssuer issuer;
        private long next = 1;

        Frames(final SamplingKeys keys) {
            issuer = new CoreIssuer(keys.current(), SCANS_PER_FRAME);
        }

        byte[] next(final RawStation station) {
            final long nowMs = System.currentTimeMillis();
            for (int i = 0; i < SCANS_PER_FRAME; i++) {
                pseudonym.putLong(0, (next + i) * 0x9E37_79B9_7F4A_7C15L);
                issuer.add(pseudonym, 0, 1, nowMs / 1000 - 60, 30, CodeDescriptor.FLAG_SELF);
            }
            issuer.issue(cores, 0);
            final List<byte[]> scans = new ArrayList<>();
            for (int i = 0; i < SCANS_PER_FRAME; i++) {
                final UnsafeBuffer scan = new UnsafeBuffer(new byte[FrameDescriptor.SCAN_LENGTH]);
                scan.putLong(ScanDescriptor.SCANNED_AT_OFFSET, nowMs);
                scan.putByte(ScanDescriptor.METHOD_OFFSET, ScanMethod.CODE.code());
                SampleId.put("S" + (next + i) / 10, scan, ScanDescriptor.SAMPLE_ID_OFFSET);
                scan.putBytes(ScanDescriptor.CREDENTIAL_OFFSET, cores, i * CodeDescriptor.CORE_LENGTH,
                    CodeDescriptor.CORE_LENGTH);
                scans.add(scan.byteArray());
            }
            final byte[] frame = station.scansFrame(next, scans.toArray(byte[][]::new));
            next += SCANS_PER_FRAME;
            return frame;
        }

        long lastSequence() {
            return next - 1;
        }
    }
}
