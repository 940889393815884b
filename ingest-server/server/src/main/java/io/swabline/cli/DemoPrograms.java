package io.swabline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The other programs of the demo, each a process of its own, started through the launcher as a user would. */
final class DemoPrograms implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
    private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(70);

    private final List<ChildProcess> children = new CopyOnWriteArrayList<>();
    private final Path swabline;
    private final Path loadgen;
    private final Path directory;
    private final Path data;
    private final Path keys;
    private final Path ledger;
    private ChildProcess server;
    private ChildProcess tail;

    DemoPrograms(final Path home, final Path directory) {
        this.directory = directory;
        final boolean isCheckout = Files.exists(home.resolve("ingest-server/bin/swabline"));
        swabline = home.resolve(isCheckout ? "ingest-server/bin/swabline" : "bin/swabline");
        loadgen = home.resolve(isCheckout ? "loadgen/bin/loadgen" : "bin/loadgen");
        data = directory.resolve("data");
        keys = directory.resolve("keys.properties");
        ledger = directory.resolve("ledger");
    }

    Path data() {
        return data;
    }

    Path keys() {
        return keys;
    }

    /** Starts a server on any free port, small enough for a laptop, and returns the port. */
    int startServer() throws IOException, InterruptedException {
        server = start("server", List.of(
            swabline.toString(), "serve", "--data", data.toString(), "--keys", keys.toString(), "--port", "0",
            "--http-port", "0", "--set", "dedup.persons-max=2000000", "--set", "pool.samples-max=1000000"));
        final String line = server.awaitLogLine(".* listening on .*", START_TIMEOUT);
        return Integer.parseInt(line.replaceAll(".* listening on [^,]*:([0-9]+),.*", "$1"));
    }

    /** SIGTERM; everything received is journaled and acknowledged, and the process ends with 0. */
    void stopServer() throws IOException, InterruptedException {
        server.terminate();
        final int exitCode = server.awaitExit(STOP_TIMEOUT);
        if (exitCode != ExitCode.OK) {
            throw CommandFailure.checkFailed("the server ended with " + exitCode + ": " + server.lastLogLine());
        }
    }

    Path startTail() throws IOException {
        tail = start("tail", List.of(
            swabline.toString(), "journal", "tail", "--follow", "--data", data.toString(), "--format", "json"));
        return tail.out();
    }

    void stopTail() throws InterruptedException {
        tail.terminate();
        final int exitCode = tail.awaitExit(STOP_TIMEOUT);
        if (exitCode != ExitCode.OK) {
            throw CommandFailure.checkFailed("the tail ended with " + exitCode + "; its log is " + tail.err());
        }
    }

    /** The morning: a thousand stations, calm and bursts; returns the load generator's report. */
    JsonFields runLoad(final int port, final int stations, final int ratePerSecond, final Duration duration)
        throws IOException, InterruptedException {
        return report("load", List.of(
            loadgen.toString(), "run", "burst", "--port", Integer.toString(port), "--stations", Integer.toString(stations),
            "--rate", Integer.toString(ratePerSecond), "--duration", duration.toSeconds() + "s", "--lag-max", "2s",
            "--keys", keys.toString(), "--ledger", ledger.toString(), "--format", "json"));
    }

    /** Holds the ledger of the load against the journal. */
    JsonFields checkLedger() throws IOException, InterruptedException {
        return report("check", List.of(
            loadgen.toString(), "check", ledger.toString(), "--data", data.toString(), "--format", "json"));
    }

    private JsonFields report(final String name, final List<String> command) throws IOException, InterruptedException {
        final ChildProcess child = start(name, command);
        final int exitCode = child.awaitExit(LOAD_TIMEOUT);
        final String report = Files.readString(child.out());
        if (report.isBlank()) {
            throw CommandFailure.checkFailed(
                "the load generator ended with " + exitCode + " and without a report: " + child.lastLogLine());
        }
        return JsonFields.parse(report);
    }

    private ChildProcess start(final String name, final List<String> command) throws IOException {
        final ChildProcess child = ChildProcess.start(name, directory, new ArrayList<>(command));
        children.add(child);
        return child;
    }

    /** Deletes journal, ledger and the tail's output, some hundred megabytes. */
    void deleteBulk() throws IOException {
        Files.delete(ledger);
        Files.delete(tail.out());
        try (Stream<Path> files = Files.walk(data)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Kills what still runs. Any thread. */
    @Override
    public void close() {
        children.forEach(ChildProcess::close);
    }
}
