package io.swabline.benchmarks.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What the disk can do at best: 64 KiB written and forced (fdatasync), again and again, to a file that grows and to one that is
 * written already. The server's {@code disk} rows cannot be better than this, however much shares a forced write.
 */
final class FsyncBaseline {
    private static final int WRITE_LENGTH = 64 << 10;
    private static final long FILE_LENGTH = 64L << 20;
    private static final double NS_PER_US = 1_000.0;
    private static final double NS_PER_SECOND = 1e9;

    private final Histogram latencies = new Histogram(2);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_LENGTH);

    private FsyncBaseline() {
    }

    static Figures growing(final Path directory, final Duration duration) {
        return new FsyncBaseline().measure("fdatasync, 64 KiB, growing file", directory.resolve("growing"), false, duration);
    }

    static Figures preallocated(final Path directory, final Duration duration) {
        return new FsyncBaseline().measure("fdatasync, 64 KiB, written file", directory.resolve("written"), true, duration);
    }

    private Figures measure(final String name, final Path file, final boolean written, final Duration duration) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (written) {
                for (long offset = 0; offset < FILE_LENGTH; offset += WRITE_LENGTH) {
                    write(channel, offset);
                }
                channel.force(true);
            }
            final long startNs = System.nanoTime();
            long nowNs = startNs;
            for (long offset = 0; nowNs - startNs < duration.toNanos(); offset += WRITE_LENGTH) {
                final long beforeNs = nowNs;
                write(channel, written ? offset % FILE_LENGTH : offset);
                channel.force(false);
                nowNs = System.nanoTime();
                latencies.recordValue(nowNs - beforeNs);
            }
            return Figures.baseline(name, "disk", "syncs", latencies.getTotalCount() * NS_PER_SECOND / (nowNs - startNs),
                micros(50), micros(99), micros(99.9));
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    private void write(final FileChannel channel, final long offset) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            channel.write(buffer, offset + buffer.position());
        }
    }

    private double micros(final double percentile) {
        return latencies.getValueAtPercentile(percentile) / NS_PER_US;
    }
}
