package io.swabline.benchmarks.issue;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CodeIssuer;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.Provider;
import java.time.Duration;

/** What issuing cannot be faster than: forced writes for groups of residents, a signature for each. */
final class IssueBaselines {
    private static final int WRITE_LENGTH = 64 << 10;
    private static final int WARM_UP = 200;
    private static final int AT_ONCE = 16;

    private IssueBaselines() {
    }

    /** 64 KiB appended and forced (fdatasync), times a second. */
    static double forcedWrites(final Path directory, final Duration duration) {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_LENGTH);
        try (FileChannel file = FileChannel.open(
                directory.resolve("forced"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            return rate(1, duration, () -> {
                try {
                    buffer.clear();
                    while (buffer.hasRemaining()) {
                        file.write(buffer);
                    }
                    file.force(false);
                } catch (final IOException e) {
                    throw new UncheckedIOException("cannot write in " + directory + ": " + e, e);
                }
            });
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot write in " + directory + ": " + e, e);
        }
    }

    /** Whole codes made and signed on one thread, a second; {@code null} for the JDK's provider. */
    static double codes(final SamplingKeys keys, final Provider provider, final Duration duration) {
        final CodeIssuer issuer = new CodeIssuer(keys.current(), provider);
        final Pseudonym person = Pseudonym.of(new byte[Pseudonym.LENGTH]);
        final Runnable issue = () -> issuer.issue(person, 1, 0, CodeDescriptor.VALIDITY_DAYS_DEFAULT, CodeDescriptor.FLAG_SELF);
        for (int i = 0; i < WARM_UP; i++) {
            issue.run();
        }
        return rate(AT_ONCE, duration, issue);
    }

    private static double rate(final int atOnce, final Duration duration, final Runnable work) {
        final long startNs = System.nanoTime();
        long nowNs = startNs;
        long count = 0;
        while (nowNs - startNs < duration.toNanos()) {
            for (int i = 0; i < atOnce; i++) {
                work.run();
            }
            count += atOnce;
            nowNs = System.nanoTime();
        }
        return count * 1e9 / (nowNs - startNs);
    }
}
