package io.swabline.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that a command started, with its output in files. Closing it kills it if it still runs, so that nothing is left
 * behind however the command ends.
 */
final class ChildProcess implements AutoCloseable {
    private static final long POLL_MS = 20;
    private static final long LOG_END_LENGTH = 4096;

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private ChildProcess(final String name, final Process process, final Path out, final Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code command}; standard output goes to NAME.out, standard error to NAME.log, both in {@code directory}. */
    static ChildProcess start(final String name, final Path directory, final List<String> command) throws IOException {
        final Path out = directory.resolve(name + ".out");
        final Path err = directory.resolve(name + ".log");
        final ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
        builder.environment().put("SWABLINE_NO_BUILD", "1");
        return new ChildProcess(name, builder.start(), out, err);
    }

    Path out() {
        return out;
    }

    Path err() {
        return err;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the log has a line that matches, and returns that line; fails if the process ends or time is up first. */
    String awaitLogLine(final String regex, final Duration timeout) throws IOException, InterruptedException {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (true) {
            final boolean wasAlive = process.isAlive();
            for (final String line : Files.readString(err, StandardCharsets.UTF_8).split("\n")) {
                if (line.matches(regex)) {
                    return line;
                }
            }
            if (!wasAlive) {
                throw CommandFailure.checkFailed(name + " ended with " + process.exitValue() + ": " + lastLogLine());
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw CommandFailure.checkFailed(name + " was not ready in time: " + lastLogLine());
            }
            process.waitFor(POLL_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Asks the process to end, with SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for the end and returns the exit code. */
    int awaitExit(final Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw CommandFailure.checkFailed(
                name + " did not end within " + SettingReader.inUnits(timeout) + "; its log is " + err);
        }
        return process.exitValue();
    }

    String lastLogLine() throws IOException {
        try (FileChannel log = FileChannel.open(err)) {
            final ByteBuffer end = ByteBuffer.allocate((int) Math.min(log.size(), LOG_END_LENGTH));
            log.read(end, log.size() - end.capacity());
            final List<String> lines = new String(end.array(), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.isBlank()).toList();
            return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
