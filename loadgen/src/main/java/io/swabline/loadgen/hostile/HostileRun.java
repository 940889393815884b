package io.swabline.loadgen.hostile;

import io.swabline.loadgen.LoadException;
import io.swabline.loadgen.population.IdNumbers;
import io.swabline.loadgen.population.Persons;
import io.swabline.station.StationTokens;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;

/** Measures honest stations in calm, then during an attack. Used once, by one thread, which starts the others. */
public final class HostileRun {
    private static final char CALM_BOX = 'C';
    /** Colliding ids are scanned into again and again until the time is over; this bounds the journal to 640 MB. */
    private static final long SCANS_MAX = 10_000_000;

    private final HostileSettings settings;
    private final Consumer<String> progress;
    private final SSLSocketFactory tls;
    private final StationTokens tokens;
    /** Names the run's people and streams; another seed has others. */
    private final long runId;

    private HostileRun(final HostileSettings settings, final Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
        tls = Door.tls(settings.places().tlsTrusted());
        tokens = tokens(settings);
        runId = Persons.mix(settings.seed());
    }

    /**
     * Runs the scenario. {@link LoadException} if a file cannot be used, or if the server does not serve honest stations in calm.
     *
     * @param progress gets a line a second
     */
    public static HostileReport run(final HostileSettings settings, final Consumer<String> progress) throws InterruptedException {
        return new HostileRun(settings, progress).run();
    }

    private static StationTokens tokens(final HostileSettings settings) {
        try {
            final StationTokens tokens = settings.tokens() == null ? null : StationTokens.read(settings.tokens());
            for (int station = 1; tokens != null && station <= settings.stations() + 1; station++) {
                tokens.of(station);
            }
            return tokens;
        } catch (final IllegalArgumentException e) {
            throw new LoadException(e.getMessage(), e);
        }
    }

    private HostileReport run() throws InterruptedException {
        progress.accept("preparing the attack");
        final Attack attack = attack();
        final List<Visitor> calmVisitors = visitors(CALM_BOX, runId | 1);
        final List<Visitor> visitors = visitors(HostileScans.HONEST_BOX, Persons.mix(runId + 1) | 1);
        final HonestWaits warm = new HonestPhase(calmVisitors, settings.times().warmup())
            .run(() -> false, () -> progress.accept("warming up"));
        final HonestWaits calm = new HonestPhase(calmVisitors, settings.times().calm())
            .run(() -> false, () -> progress.accept("calm"));
        requireServed(warm);
        requireServed(calm);
        return attacked(attack, visitors, calm);
    }

    private void requireServed(final HonestWaits calm) {
        if (calm.failures() > 0) {
            throw new LoadException("before the attack, " + calm.failures()
                + " times somebody honest was not served; the last one, " + calm.lastFailure());
        }
        if (!calm.refusals().isEmpty()) {
            throw new LoadException("before the attack, honest scans were answered " + calm.refusals()
                + ": give another --seed if this one was used before");
        }
    }

    private HostileReport attacked(final Attack attack, final List<Visitor> visitors, final HonestWaits calm)
        throws InterruptedException {
        final CountDownLatch done = new CountDownLatch(1);
        final AtomicReference<Exception> fault = new AtomicReference<>();
        final Thread attacker = new Thread(() -> attack(attack, fault, done), "attack");
        final long startNs = System.nanoTime();
        attacker.start();
        final HonestWaits attacked;
        final double seconds;
        try {
            attacked = new HonestPhase(visitors, settings.times().attack()).run(() -> done.getCount() == 0,
                () -> progress.accept("attacked: " + HostileReportText.counts(attack.counts())));
            seconds = (System.nanoTime() - startNs) / 1e9;
        } finally {
            attack.stop();
            attacker.join();
        }
        final List<Measured> measured = new ArrayList<>();
        calm.names().forEach(name -> measured.add(new Measured(name, calm.of(name), attacked.of(name))));
        final List<String> problems = new HostileJudge(settings.scenario(), settings.limits()).problems(measured, attacked);
        if (fault.get() != null) {
            problems.add("the attack could not go on: " + fault.get().getMessage());
        }
        return new HostileReport(settings.scenario().text(), settings.seed(), seconds, attack.counts(), measured,
            attacked.refusals(), attacked.retries(), List.copyOf(problems));
    }

    private static void attack(final Attack attack, final AtomicReference<Exception> fault, final CountDownLatch done) {
        try {
            attack.run();
        } catch (final IOException | RuntimeException failed) {
            fault.set(failed);
        } finally {
            done.countDown();
        }
    }

    private Attack attack() {
        final HostilePlaces places = settings.places();
        return switch (settings.scenario()) {
            case SILENT_CONNECTIONS -> new SilentConnections(attackDoor(places.server()), settings.count(), settings.perSecond());
            case RESET_CONNECTIONS -> new ResetConnections(attackDoor(places.http()), settings.count(), settings.perSecond());
            case COLLIDING_SAMPLES -> flood(SCANS_MAX);
            case NEW_PEOPLE, SQUATTED_SAMPLES, REFUSED_SCANS -> flood(settings.count());
        };
    }

    private Attack flood(final long count) {
        final long station = settings.stations() + 1L;
        return new FloodingStation(attackDoor(settings.places().server()), station, Persons.mix(runId + 2) | 1, token(station),
            count, HostileScans.of(settings, people(settings.stations())));
    }

    private List<Visitor> visitors(final char box, final long firstStream) {
        final HostilePlaces places = settings.places();
        final List<Visitor> visitors = new ArrayList<>();
        final int firstShare = (box == CALM_BOX ? 1 : 2) * (settings.stations() + 1);
        for (int i = 0; i < settings.stations(); i++) {
            visitors.add(new HonestStation(honestDoor(places.server()), i + 1, settings.stations(), firstStream + 2L * i,
                token(i + 1), people(firstShare + i), new Tubes(box, settings.seed())));
        }
        if (settings.scenario() == HostileScenario.RESET_CONNECTIONS) {
            visitors.add(new PageVisitor(honestDoor(places.http())));
        }
        return visitors;
    }

    /** Each share of the run's people belongs to one station in one phase. */
    private IdNumbers people(final int share) {
        return new IdNumbers(runId, share, 3 * (settings.stations() + 1));
    }

    private Door honestDoor(final InetSocketAddress address) {
        return new Door(address, settings.places().honestFrom(), tls, (int) settings.times().waitMax().toMillis());
    }

    private Door attackDoor(final InetSocketAddress address) {
        return new Door(address, settings.places().attackFrom(), tls, (int) settings.times().waitMax().toMillis());
    }

    private String token(final long station) {
        return tokens == null ? "" : tokens.of(station);
    }
}
