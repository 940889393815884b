package io.swabline.loadgen.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code swabline journal tail} in a process of its own, its lines counted and summed up as they come: whether two tails told
 * the same needs no files then. Made and closed by one thread; a thread of its own reads.
 */
final class FollowingTail implements AutoCloseable {
    private static final long END_MAX_S = 60;
    private static final long POLL_MS = 20;

    private final Process process;
    private final LineSums sums = new LineSums();
    private final Thread reader;

    /** @param isFollowing go on when all has been read */
    FollowingTail(final ChaosSettings settings, final boolean isFollowing) throws IOException {
        final List<String> command = Commands.detached(settings.swabline());
        command.addAll(List.of("journal", "tail", "--oldest", "--format", "csv", "--data", settings.data().toString()));
        if (isFollowing) {
            command.add("--follow");
        }
        process = Commands.start(command, Redirect.PIPE,
            Redirect.appendTo(settings.directory().resolve("tail.log").toFile()));
        reader = new Thread(this::read, "tail-reader");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 1 << 16)) {
            String line;
            while ((line = lines.readLine()) != null) {
                sums.add(line);
            }
        } catch (final IOException closed) {
            sums.add("broke off: " + closed.getMessage());
        }
    }

    LineSums sums() {
        return sums;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until so many lines have come, or none comes any more; returns whether they have. */
    boolean awaitLines(final long count, final long quietMaxMs) throws InterruptedException {
        long seen = -1;
        long sinceNs = System.nanoTime();
        while (sums.count() < count) {
            final long nowNs = System.nanoTime();
            if (sums.count() != seen) {
                seen = sums.count();
                sinceNs = nowNs;
            } else if (nowNs - sinceNs > TimeUnit.MILLISECONDS.toNanos(quietMaxMs) || !process.isAlive()) {
                reader.join(quietMaxMs);
                return sums.count() >= count;
            }
            process.waitFor(POLL_MS, TimeUnit.MILLISECONDS);
        }
        return true;
    }

    /** Waits for its end, which it is asked for if it follows, and for its last line; returns the exit code, or -1. */
    int end(final boolean isAsked) throws InterruptedException {
        if (isAsked) {
            process.destroy();
        }
        final boolean isEnded = process.waitFor(isAsked ? END_MAX_S : 20 * END_MAX_S, TimeUnit.SECONDS);
        reader.join();
        return isEnded ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
