package io.swabline.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** {@code swabline serve} in a process of its own, which can be killed and started again on the same directory and port. */
final class ServerProcess implements AutoCloseable {
    private static final long START_TIMEOUT_S = 60;
    private static final long STOP_TIMEOUT_S = 60;

    private final Path directory;
    private final int port;
    private final List<String> wrapper;
    private final List<String> settings;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private Process process;

    /**
     * @param wrapper  what to start the server through, such as {@code unshare}; may be empty
     * @param settings as {@code key=value}
     */
    ServerProcess(final Path directory, final int port, final List<String> wrapper, final String... settings) {
        this.directory = directory;
        this.port = port;
        this.wrapper = wrapper;
        this.settings = List.of(settings);
    }

    Path data() {
        return directory.resolve("data");
    }

    Path keys() {
        return directory.resolve("keys.properties");
    }

    /** Everything that all its processes logged. */
    List<String> log() {
        return log;
    }

    /** Starts it and waits until it listens; returns the milliseconds that took. */
    long start() throws Exception {
        final List<String> arguments = new ArrayList<>(List.of(
            "serve", "--data", data().toString(), "--port", Integer.toString(port), "--http-port", "0",
            "--keys", keys().toString()));
        for (final String setting : settings) {
            arguments.add("--set");
            arguments.add(setting);
        }
        final List<String> command = new ArrayList<>(wrapper);
        command.addAll(Processes.swabline("-Xmx128m", arguments));
        final long startedNs = System.nanoTime();
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final CompletableFuture<Void> listening = new CompletableFuture<>();
        final Thread reader = new Thread(() -> readLog(process, listening), "server-log");
        reader.setDaemon(true);
        reader.start();
        listening.get(START_TIMEOUT_S, TimeUnit.SECONDS);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs);
    }

    private void readLog(final Process started, final CompletableFuture<Void> listening) {
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                log.add(line);
                if (line.contains("listening on")) {
                    listening.complete(null);
                }
            }
        } catch (final IOException closed) {
            log.add("log closed: " + closed.getMessage());
        }
        listening.completeExceptionally(new IllegalStateException("the server ended before it listened: " + log));
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Waits until it ends by itself; returns the exit code. */
    int awaitEnd(final long timeoutSeconds) throws InterruptedException {
        if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server did not end: " + log);
        }
        return process.exitValue();
    }

    /** As {@code kill}; returns the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return awaitEnd(STOP_TIMEOUT_S);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
