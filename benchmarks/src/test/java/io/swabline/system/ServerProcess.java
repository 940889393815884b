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
    private final int httpPort;
    private final List<String> wrapper;
    private final List<String> settings;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private Process process;
    private CompletableFuture<Void> pagesListening;

    /**
     * @param wrapper  what to start the server through, such as {@code unshare}; may be empty
     * @param settings as {@code key=value}
     */
    ServerProcess(final Path directory, final int port, final List<String> wrapper, final String... settings) {
        this(directory, port, 0, wrapper, settings);
    }

    /** The same with a port for API and pages that it keeps when it is started again. */
    ServerProcess(
        final Path directory, final int port, final int httpPort, final List<String> wrapper, final String... settings) {
        this.directory = directory;
        this.port = port;
        this.httpPort = httpPort;
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
            "serve", "--data", data().toString(), "--port", Integer.toString(port),
            "--http-port", Integer.toString(httpPort), "--keys", keys().toString()));
        for (final String setting : settings) {
            arguments.add("--set");
            arguments.add(setting);
        }
        final List<String> command = new ArrayList<>(wrapper);
        command.addAll(Processes.swabline("-Xmx128m", arguments));
        final long startedNs = System.nanoTime();
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final CompletableFuture<Void> listening = new CompletableFuture<>();
        final CompletableFuture<Void> pages = new CompletableFuture<>();
        pagesListening = pages;
        final Thread reader = new Thread(() -> readLog(process, listening, pages), "server-log");
        reader.setDaemon(true);
        reader.start();
        listening.get(START_TIMEOUT_S, TimeUnit.SECONDS);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs);
    }

    /** Starts it and waits until it listens for the pages too. */
    void startWithPages() throws Exception {
        start();
        pagesListening.get(START_TIMEOUT_S, TimeUnit.SECONDS);
    }

    private void readLog(
        final Process started, final CompletableFuture<Void> listening, final CompletableFuture<Void> pages) {
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                log.add(line);
                if (line.contains("listening on")) {
                    listening.complete(null);
                } else if (line.contains("pages and API on")) {
                    pages.complete(null);
                }
            }
        } catch (final IOException closed) {
            log.add("log closed: " + closed.getMessage());
        }
        final IllegalStateException ended = new IllegalStateException("the server ended before it listened: " + log);
        listening.completeExceptionally(ended);
        pages.completeExceptionally(ended);
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    long pid() {
        return process.pid();
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
