package io.swabline.loadgen;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.swabline.loadgen.ledger.LedgerFile;
import io.swabline.loadgen.ledger.LedgerWriter;
import io.swabline.loadgen.plan.ScanKind;
import io.swabline.loadgen.plan.Scenario;
import io.swabline.loadgen.plan.Schedule;
import io.swabline.loadgen.plan.StationClock;
import io.swabline.loadgen.population.ScanMaker;
import io.swabline.protocol.SamplingKeys;
import io.swabline.station.StationLoop;
import io.swabline.station.StationSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.agrona.BitUtil;

/**
 * All load threads of a run, and the stations spread over them. Made, begun, watched and ended by the run's thread; what the
 * threads do happens on their event loops.
 */
final class LoadThreads implements AutoCloseable {
    /** So that outages cost a run little of its time; in a storm the stations come back as terminals do. */
    private static final Duration RECONNECT_DELAY_MIN = Duration.ofMillis(50);
    private static final Duration RECONNECT_DELAY_MAX = Duration.ofSeconds(1);

    private final LoadSettings settings;
    private final StationLoop stationLoop;
    private final List<LoadThread> threads = new ArrayList<>();

    LoadThreads(final LoadSettings settings, final SamplingKeys keys, final long runId, final LedgerFile ledger) {
        this.settings = settings;
        stationLoop = StationLoop.launch(settings.threads());
        try {
            makeStations(keys, runId, ledger);
        } catch (final RuntimeException e) {
            stationLoop.close();
            throw e;
        }
    }

    private void makeStations(final SamplingKeys keys, final long runId, final LedgerFile ledger) {
        final SplittableRandom random = new SplittableRandom(settings.seed());
        final StationCredentials credentials = StationCredentials.read(settings);
        final Map<EventLoop, List<StationLoad>> byLoop = new LinkedHashMap<>();
        for (int number = 1; number <= settings.stations(); number++) {
            final StationClock clock = settings.clocks().of(number);
            final StationLoad load = new StationLoad(settings.window(), clock);
            final StationSettings station = credentials.applyTo(stationSettings(settings, number, random.nextLong()));
            load.station(stationLoop.station(station, load, clock));
            byLoop.computeIfAbsent(load.station().eventLoop(), loop -> new ArrayList<>()).add(load);
        }
        final int threadCount = byLoop.size();
        for (final Map.Entry<EventLoop, List<StationLoad>> entry : byLoop.entrySet()) {
            final int stations = entry.getValue().size();
            final ScanMaker maker =
                new ScanMaker(keys, runId, threads.size(), threadCount, stations, System.currentTimeMillis());
            final Measurements measurements = new Measurements();
            final Answers answers = new Answers(stations, measurements, ledger == null ? null : new LedgerWriter(ledger),
                settings.mix().share(ScanKind.DOUBLE) > 0 ? maker.doubleScans() : null, settings.isOpenLoop());
            final LoadThread thread =
                new LoadThread(entry.getKey(), settings, schedule(stations), maker, answers, measurements, random.split());
            for (final StationLoad load : entry.getValue()) {
                thread.add(load);
            }
            threads.add(thread);
        }
    }

    static StationSettings stationSettings(final LoadSettings settings, final int number, final long seed) {
        final StationSettings terminal = StationSettings.of(new InetSocketAddress(settings.host(), settings.port()), number)
            .withPendingScansMax(BitUtil.findNextPositivePowerOfTwo(settings.window()))
            .withScansPerFrameMax(settings.frame())
            .withSeed(seed)
            .withSoftware("swabline-loadgen");
        return settings.scenario() == Scenario.STORM
            ? terminal : terminal.withReconnectDelays(RECONNECT_DELAY_MIN, RECONNECT_DELAY_MAX);
    }

    /** The share of a thread with so many stations; null: as fast as credit allows. */
    private Schedule schedule(final int stations) {
        final double rate = settings.rate() * stations / settings.stations();
        final long warmupNs = settings.warmup().toNanos();
        final long durationNs = settings.duration().toNanos();
        return switch (settings.scenario()) {
            case STEADY -> Schedule.steady(rate, warmupNs, durationNs);
            case BURST -> Schedule.burst(rate, warmupNs, durationNs);
            case MAX, STORM -> null;
        };
    }

    /** All stations begin to connect. */
    void start() {
        for (final LoadThread thread : threads) {
            thread.start();
        }
    }

    void begin(final long startNs) {
        onEach(thread -> thread.begin(startNs, settings.warmup().toNanos(), settings.duration().toNanos()));
    }

    /** Ends every thread's part. */
    void end() {
        onEach(LoadThread::end);
    }

    private void onEach(final Consumer<LoadThread> action) {
        final List<Future<?>> futures = new ArrayList<>();
        for (final LoadThread thread : threads) {
            futures.add(thread.eventLoop().submit(() -> action.accept(thread)));
        }
        for (final Future<?> future : futures) {
            future.syncUninterruptibly();
        }
    }

    /** All threads' counts together; after {@link #end()}. */
    Measurements measurements() {
        final Measurements sum = new Measurements();
        for (final LoadThread thread : threads) {
            sum.add(thread.measurements());
        }
        return sum;
    }

    int openStations() {
        int open = 0;
        for (final LoadThread thread : threads) {
            open += thread.openStations();
        }
        return open;
    }

    long answeredSoFar() {
        long answered = 0;
        for (final LoadThread thread : threads) {
            answered += thread.answeredSoFar();
        }
        return answered;
    }

    boolean isDone() {
        return threads.stream().allMatch(LoadThread::isDone);
    }

    /** Why the run cannot go on; null: it can. */
    String failure() {
        return threads.stream().map(LoadThread::failure).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** The last thing that went wrong with a connection; null: nothing did. */
    String trouble() {
        return threads.stream().map(LoadThread::trouble).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** For how long a thread has had no connection at all. */
    long outageNs(final long nowNs) {
        return threads.stream().mapToLong(thread -> thread.outageNs(nowNs)).max().orElse(0);
    }

    @Override
    public void close() {
        stationLoop.close();
    }
}
