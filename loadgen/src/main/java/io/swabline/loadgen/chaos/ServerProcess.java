package io.swabline.loadgen.chaos;

import io.swabline.loadgen.LoadException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server, one process after another on the same directory and port, with all their logs in one file. Used by one thread, but
 * for {@link #kill}, which any may call.
 */
final class ServerProcess implements AutoCloseable {
    private static final long START_MAX_S = 120;
    /** Below the ports that the system gives to outgoing connections: one of those could connect to itself there. */
    private static final int PORT_MIN = 12_000;
    private static final int PORT_MAX = 30_000;

    private final ChaosSettings settings;
    private final int port;
    private final Object processLock = new Object();
    private volatile Process process;
    private volatile boolean isGivenUp;
    private volatile String lastLine = "it said nothing";
    private CompletableFuture<Long> listening;
    private long startedNs;

    ServerProcess(final ChaosSettings settings) throws IOException {
        this.settings = settings;
        port = freePort(new SplittableRandom());
    }

    private static int freePort(final SplittableRandom random) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            final int candidate = random.nextInt(PORT_MIN, PORT_MAX);
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (final BindException taken) {
                continue;
            }
        }
        throw new IOException("no free port from " + PORT_MIN + " to " + PORT_MAX);
    }

    int port() {
        return port;
    }

    /** Starts a process; {@link #awaitListening} says when it is ready. */
    void start() throws IOException {
        final List<String> command = Commands.detached(settings.swabline());
        command.addAll(List.of("serve", "--data", settings.data().toString(), "--keys", settings.keys().toString(),
            "--host", "127.0.0.1", "--port", Integer.toString(port),
            "--durability", settings.durability().name().toLowerCase(Locale.ROOT)));
        final List<String> set = new ArrayList<>(List.of("http.enabled=false", "journal.roll-cycle=TEST_SECONDLY"));
        set.addAll(settings.settings());
        for (final String setting : set) {
            command.add("--set");
            command.add(setting);
        }
        final CompletableFuture<Long> heard = new CompletableFuture<>();
        listening = heard;
        synchronized (processLock) {
            if (isGivenUp) {
                throw new LoadException("the run was stopped");
            }
            startedNs = System.nanoTime();
            final Process started = Commands.start(command, ProcessBuilder.Redirect.DISCARD, ProcessBuilder.Redirect.PIPE);
            process = started;
            final Thread reader = new Thread(() -> readLog(started, heard), "server-log");
            reader.setDaemon(true);
            reader.start();
        }
    }

    private void readLog(final Process started, final CompletableFuture<Long> heard) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(started.getErrorStream(), StandardCharsets.UTF_8));
            BufferedWriter log = Files.newBufferedWriter(settings.serverLog(), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
            String line;
            while ((line = lines.readLine()) != null) {
                lastLine = line;
                if (line.contains("listening on")) {
                    heard.complete(System.nanoTime());
                }
                log.write(line);
                log.newLine();
                log.flush();
            }
        } catch (final IOException closed) {
            lastLine = "its log broke off: " + closed.getMessage();
        }
        heard.completeExceptionally(new LoadException("the server ended before it listened: " + lastLine));
    }

    /** Waits until the server takes connections; returns how long its start took, in milliseconds, from the first exec on. */
    long awaitListening() throws InterruptedException {
        try {
            return TimeUnit.NANOSECONDS.toMillis(listening.get(START_MAX_S, TimeUnit.SECONDS) - startedNs);
        } catch (final ExecutionException e) {
            throw new LoadException(e.getCause().getMessage(), e);
        } catch (final TimeoutException e) {
            throw new LoadException("the server did not listen within " + START_MAX_S + " s: " + lastLine, e);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** How it ended, for people. */
    String end() {
        return "exit code " + process.exitValue() + ": " + lastLine;
    }

    /** As {@code kill}: asks it to drain. */
    void terminate() {
        process.destroy();
    }

    /** Waits for the end; returns the exit code, or -1 if it does not come. */
    int awaitEnd(final long timeoutMs) throws InterruptedException {
        return process.waitFor(timeoutMs, TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
    }

    /** As {@code kill -9}, children included. */
    void kill() {
        final Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
            running.onExit().join();
        }
    }

    /** Kills it, and no other is started. Any thread. */
    void giveUp() {
        synchronized (processLock) {
            isGivenUp = true;
        }
        kill();
    }

    @Override
    public void close() {
        giveUp();
    }
}
