package io.swabline.benchmarks.endtoend;

import io.swabline.benchmarks.report.BenchFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that this one started. Its output goes to files; it never outlives {@link #close}, or this process. */
final class Child implements AutoCloseable {
    private static final int LINES_SHOWN = 12;
    private static final long CPU_INTERVAL_MS = 50;
    private static final String STACK_FRAME = "\tat ";

    private final String name;
    private final Path out;
    private final Path err;
    private final Process process;
    private final Workplace workplace;

    private Child(final String name, final Path out, final Path err, final Process process, final Workplace workplace) {
        this.name = name;
        this.out = out;
        this.err = err;
        this.process = process;
        this.workplace = workplace;
        workplace.started(process);
    }

    /** Starts a command of the launcher, which replaces itself by Java; nothing is built. */
    static Child start(final Workplace workplace, final String name, final Path directory, final String jvmFlags,
        final List<String> command) {
        final Path out = directory.resolve(name + ".out");
        final Path err = directory.resolve(name + ".err");
        final ProcessBuilder builder = new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
        builder.environment().put("SWABLINE_NO_BUILD", "1");
        builder.environment().put("SWABLINE_JAVA_OPTS", jvmFlags);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            return new Child(name, out, err, builder.start(), workplace);
        } catch (final IOException e) {
            throw new BenchFailure(BenchFailure.COULD_NOT_START, "cannot start " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String standardOutput() {
        return read(out);
    }

    String standardError() {
        return read(err);
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    /** Asks it to end, as an operator would. */
    void terminate() {
        process.destroy();
    }

    CpuMeter cpuMeter(final Duration window) {
        return new CpuMeter(process.toHandle(), window);
    }

    /** Waits for its end, samples meanwhile, and returns the exit code. */
    int await(final long seconds, final CpuMeter... meters) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!process.waitFor(CPU_INTERVAL_MS, TimeUnit.MILLISECONDS)) {
            for (final CpuMeter meter : meters) {
                meter.sample();
            }
            if (System.nanoTime() > deadlineNs) {
                throw failed("did not end within " + seconds + " s");
            }
        }
        return process.exitValue();
    }

    /** A failure with the last lines that it printed. */
    BenchFailure failed(final String what) {
        final List<String> lines = standardError().lines().filter(line -> !line.startsWith(STACK_FRAME)).toList();
        final String last = String.join(System.lineSeparator(),
            lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
        return new BenchFailure(BenchFailure.COULD_NOT_START,
            "the " + name + " " + what + (last.isEmpty() ? "" : "; it said:" + System.lineSeparator() + last), null);
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        workplace.kill(process);
    }
}
