package io.swabline.benchmarks.endtoend;

import io.swabline.benchmarks.report.Installation;
import io.swabline.protocol.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server process on a data directory, a key file and a port of its own. */
final class Server implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on \\S+:(\\d+)");
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 60;
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** As many people as a minute of the fastest row can bring; all scans of a run are of different people. */
    private static final String PERSONS_MAX = "40000000";
    private static final String SAMPLES_MAX = "8000000";

    private final Child child;
    private final Path data;
    private final Path keys;
    private final int port;

    private Server(final Child child, final Path data, final Path keys, final int port) {
        this.child = child;
        this.data = data;
        this.keys = keys;
        this.port = port;
    }

    static Server start(final Installation installation, final Workplace workplace, final Path directory,
        final Durability durability, final String jvmFlags) {
        final Path data = directory.resolve("data");
        final Path keys = directory.resolve("keys.properties");
        final Child child = Child.start(workplace, "server", directory, jvmFlags, List.of(
            installation.swabline().toString(), "serve",
            "--data", data.toString(),
            "--keys", keys.toString(),
            "--host", "127.0.0.1",
            "--port", "0",
            "--set", "http.enabled=false",
            "--durability", durability.name().toLowerCase(Locale.ROOT),
            "--set", "quotas.new-people-burst=0", // few stations stand for a whole city's
            "--set", "quotas.new-samples-burst=0",
            "--set", "quotas.refused-scans-burst=0",
            "--set", "dedup.persons-max=" + PERSONS_MAX,
            "--set", "pool.samples-max=" + SAMPLES_MAX));
        try {
            return new Server(child, data, keys, awaitPort(child));
        } catch (final RuntimeException failure) {
            child.close();
            throw failure;
        }
    }

    private static int awaitPort(final Child child) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < deadlineNs) {
            final boolean alive = child.isAlive();
            final Matcher listening = LISTENING.matcher(child.standardError());
            if (listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
            if (!alive) {
                throw child.failed("ended before it listened");
            }
            LockSupport.parkNanos(POLL_NS);
        }
        throw child.failed("did not listen within " + START_SECONDS + " s");
    }

    int port() {
        return port;
    }

    Path keys() {
        return keys;
    }

    Path data() {
        return data;
    }

    CpuMeter cpuMeter(final Duration window) {
        return child.cpuMeter(window);
    }

    /** Drains the server as an operator would and returns its exit code. */
    int stop() throws InterruptedException {
        child.terminate();
        return child.await(STOP_SECONDS);
    }

    @Override
    public void close() {
        child.close();
    }
}
