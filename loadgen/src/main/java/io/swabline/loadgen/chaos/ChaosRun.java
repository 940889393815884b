package io.swabline.loadgen.chaos;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalVerifier;
import io.swabline.loadgen.LoadException;
import io.swabline.loadgen.LoadProgress;
import io.swabline.loadgen.LoadReport;
import io.swabline.loadgen.LoadRun;
import io.swabline.loadgen.LoadSettings;
import io.swabline.loadgen.chaos.ChaosReport.KillKind;
import io.swabline.loadgen.check.CheckReport;
import io.swabline.loadgen.check.Fault;
import io.swabline.loadgen.check.LedgerCheck;
import io.swabline.loadgen.plan.Mix;
import io.swabline.loadgen.plan.Scenario;
import io.swabline.loadgen.plan.StationClock;
import io.swabline.loadgen.plan.StationClocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Starts a server, loads it, kills it and cuts its connections for a while, then stops it and holds what stations were told
 * against what is in the journal. Used once, by one thread; whatever is found is in the report.
 */
public final class ChaosRun implements AutoCloseable {
    private static final String MIX =
        "retransmit=3%,double=3%,forged=1%,expired=1%,id=3%,bad-id=0.5%,document=1%,bad-document=0.2%";
    private static final String STOPPED = "the run was stopped before its end: nothing was checked";
    private static final Duration WARMUP = Duration.ofSeconds(1);
    private static final Duration CONNECT_MAX = Duration.ofSeconds(60);
    private static final Duration WINDOW = Duration.ofHours(12);
    private static final long STOP_MAX_MS = 120_000;
    private static final long QUIET_MAX_MS = 60_000;
    private static final long DRAINING_KILL_MAX_MS = 400;
    private static final long ROLL_EVERY_MS = 1_000;
    private static final long ROLL_KILL_MAX_MS = 15;

    private final ChaosSettings settings;
    private final Consumer<String> log;
    private final ServerProcess server;
    private final CuttingProxy proxy;
    private final LoadRun load;
    private final KillPlan plan;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final Map<KillKind, Integer> kills = new EnumMap<>(KillKind.class);
    private final List<Long> startsMs = Collections.synchronizedList(new ArrayList<>());
    private final List<String> findings = new ArrayList<>();
    private volatile long firstStartMs;
    private volatile boolean isStopped;
    private volatile boolean isChecked;

    /**
     * @param progress hears how the load goes
     * @param log      hears what is done to the server
     */
    public ChaosRun(final ChaosSettings settings, final LoadProgress progress, final Consumer<String> log)
        throws IOException {
        this.settings = settings;
        this.log = log;
        server = new ServerProcess(settings);
        plan = new KillPlan(settings.seed(), settings.killsEvery());
        proxy = new CuttingProxy(server.port(), settings.cutsEvery(), settings.seed());
        final LoadProgress beginning = (phase, seconds, acknowledged, perSecond, open, stations) -> {
            if (phase != LoadProgress.Phase.CONNECTING) {
                begun.complete(null);
            }
            progress.onSecond(phase, seconds, acknowledged, perSecond, open, stations);
        };
        load = new LoadRun(LoadSettings.builder(Scenario.STEADY, proxy.port()).stations(settings.stations())
            .rate(settings.rate()).duration(settings.duration()).warmup(WARMUP).mix(Mix.parse(MIX)).clocks(clocks())
            .seed(settings.seed()).ledger(settings.ledger()).keys(settings.keys()).drain(settings.drain())
            .connectMax(CONNECT_MAX).outageMax(Duration.ofMinutes(5)).lagMax(Duration.ofHours(1)).build(), beginning);
    }

    private StationClocks clocks() {
        return StationClocks.someWrong(settings.seed());
    }

    /** Kills so far; any thread. */
    public int killsSoFar() {
        synchronized (kills) {
            return kills.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** The slowest start so far, in milliseconds; any thread. */
    public long slowestStartMs() {
        synchronized (startsMs) {
            return startsMs.stream().mapToLong(Long::longValue).max().orElse(firstStartMs);
        }
    }

    /** Ends the run soon: kills the server, and {@link #run} returns what there is. Any thread. */
    public void stop() {
        isStopped = true;
        load.stop();
        server.giveUp();
    }

    /** Whether it was stopped before anything was checked; any thread. */
    public boolean isStopped() {
        return isStopped && !isChecked;
    }

    /** @throws LoadException if the server cannot be started at all */
    public ChaosReport run() throws IOException, InterruptedException {
        firstStartMs = firstStart(); // of another kind: there is no journal yet, and the launcher may prepare
        try (FollowingTail tail = new FollowingTail(settings, true)) {
            final LoadReport loaded = loadAndKill();
            if (!isStopped) {
                stopServer();
            }
            if (isStopped) {
                findings.clear(); // of what was stopped in the middle
                findings.add(STOPPED);
                return report(loaded, null, tail);
            }
            isChecked = true;
            final CheckReport check = LedgerCheck.check(settings.ledger(), settings.data(), WINDOW);
            judge(check);
            verify();
            compare(tail);
            readLog();
            return report(loaded, check, tail);
        }
    }

    private long firstStart() throws IOException, InterruptedException {
        try {
            server.start();
            return server.awaitListening();
        } catch (final LoadException cannotStart) {
            throw isStopped ? new LoadException(STOPPED) : cannotStart;
        }
    }

    private LoadReport loadAndKill() throws IOException, InterruptedException {
        final CompletableFuture<LoadReport> loading = CompletableFuture.supplyAsync(load::run, ChaosRun::onItsOwnThread);
        loading.whenComplete((report, failure) -> begun.complete(null));
        begun.join();
        final long endNs = System.nanoTime() + settings.duration().toNanos();
        proxy.calm(false);
        try {
            while (System.nanoTime() - endNs < 0 && !loading.isDone() && !isStopped && findings.isEmpty()
                && killsSoFar() < settings.killsMax()) {
                killOnce(plan.next(), endNs);
            }
        } catch (final LoadException cannotStart) {
            findings.add(cannotStart.getMessage());
            load.stop();
        }
        waitUntil(endNs, loading);
        proxy.calm(true);
        try {
            final LoadReport report = loading.get();
            report.problems().stream().filter(problem -> !problem.startsWith(LoadReport.INVALID)).forEach(findings::add);
            return report;
        } catch (final ExecutionException e) {
            findings.add("the load ended early: " + e.getCause().getMessage());
            return null;
        }
    }

    private static void onItsOwnThread(final Runnable work) {
        final Thread thread = new Thread(work, "chaos-load");
        thread.setDaemon(true);
        thread.start();
    }

    /** Until then, or until there is no load any more. */
    private static void waitUntil(final long endNs, final CompletableFuture<LoadReport> loading) throws InterruptedException {
        try {
            loading.get(Math.max(0, endNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (final TimeoutException | ExecutionException over) {
            // the caller asks again
        }
    }

    private void killOnce(final KillPlan.Kill kill, final long endNs) throws IOException, InterruptedException {
        final long waitMs = Math.min(kill.gapMs(), TimeUnit.NANOSECONDS.toMillis(Math.max(0, endNs - System.nanoTime())));
        if (server.awaitEnd(waitMs) >= 0) {
            findings.add("the server ended by itself, " + server.end());
            return;
        }
        switch (kill.kind()) {
            case ROLLING -> awaitRoll(kill.moment());
            case STARTING -> {
                server.kill();
                server.start();
                server.awaitEnd(Math.round(kill.moment() * slowestStartMs()));
            }
            case DRAINING -> {
                server.terminate();
                server.awaitEnd(Math.round(kill.moment() * DRAINING_KILL_MAX_MS));
            }
            default -> { }
        }
        server.kill();
        synchronized (kills) {
            kills.merge(kill.kind(), 1, Integer::sum);
        }
        server.awaitEnd(kill.downMs());
        pause(kill.downMs());
        server.start();
        final long startMs = server.awaitListening();
        startsMs.add(startMs);
        log.accept("killed while " + kill.kind().name().toLowerCase(Locale.ROOT) + ", started in " + startMs + " ms");
    }

    private static void awaitRoll(final double moment) throws InterruptedException {
        final long nowMs = System.currentTimeMillis();
        final long offsetMs = Math.round((2 * moment - 1) * ROLL_KILL_MAX_MS);
        pause(ROLL_EVERY_MS - nowMs % ROLL_EVERY_MS + offsetMs);
    }

    private static void pause(final long ms) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(Math.max(0, ms));
    }

    private void stopServer() throws InterruptedException {
        if (!server.isAlive()) {
            findings.add("the server ended by itself, " + server.end());
            return;
        }
        server.terminate();
        final int exitCode = server.awaitEnd(STOP_MAX_MS);
        if (exitCode != 0) {
            findings.add(exitCode < 0 ? "the server did not stop within " + STOP_MAX_MS / 1_000 + " s of SIGTERM"
                : "the server stopped with " + server.end());
            server.kill();
        }
    }

    private void judge(final CheckReport check) {
        for (final Fault fault : Fault.values()) {
            if (check.count(fault) > 0) {
                findings.add(fault.text() + ", " + check.count(fault) + " times: " + fault.meaning());
            }
        }
        findings.addAll(check.examples());
    }

    private void verify() {
        final JournalVerifier.Report report = JournalVerifier.verify(JournalSettings.directoryIn(settings.data()));
        if (!report.isSound()) {
            findings.add("journal verify finds damage: " + report);
        }
    }

    /** The tail that followed through all kills against one that reads the journal now. */
    private void compare(final FollowingTail following) throws IOException, InterruptedException {
        try (FollowingTail now = new FollowingTail(settings, false)) {
            final int exitCode = now.end(false);
            if (exitCode != 0) {
                findings.add("journal tail ended with exit code " + exitCode + ", see tail.log");
            }
            if (!following.awaitLines(now.sums().count(), QUIET_MAX_MS)) {
                findings.add("the tail that followed printed " + following.sums().count() + " of " + now.sums().count()
                    + " lines");
            }
            final int followingExitCode = following.end(true);
            if (followingExitCode != 0) {
                findings.add("the tail that followed ended with exit code " + followingExitCode + ", see tail.log");
            }
            final long differsFrom = following.sums().differsFrom(now.sums());
            if (differsFrom != LineSums.NOWHERE) {
                findings.add("the tail that followed printed other records than the journal holds, from line " + differsFrom
                    + " or soon behind it");
            }
        }
    }

    private void readLog() throws IOException {
        try (Stream<String> lines = Files.lines(settings.serverLog())) {
            lines.filter(line -> line.contains(" ERROR ") || line.contains("quarantined")).limit(5)
                .forEach(line -> findings.add("the server logged: " + line));
        }
    }

    private ChaosReport report(final LoadReport loaded, final CheckReport check, final FollowingTail tail) throws IOException {
        final List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(JournalSettings.directoryIn(settings.data()))) {
            all.filter(file -> file.toString().endsWith(".cq4")).forEach(files::add);
        }
        final int generations = (int) files.stream().map(Path::getParent).distinct().count();
        final StationClocks clocks = clocks();
        final int wrongClocks = (int) IntStream.rangeClosed(1, settings.stations())
            .filter(station -> clocks.of(station).kind() != StationClock.Kind.RIGHT).count();
        return new ChaosReport(settings.seed(), settings.durability().name().toLowerCase(Locale.ROOT), kills, startsMs,
            generations, files.size() - generations, proxy.cuts(), wrongClocks, loaded, check,
            Math.max(0, tail.sums().count() - 1), findings);
    }

    /** Nothing that was started is left behind. */
    @Override
    public void close() {
        load.stop();
        try (proxy) {
            server.close();
        }
    }
}
