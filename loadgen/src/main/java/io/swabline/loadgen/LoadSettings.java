package io.swabline.loadgen;

import io.swabline.loadgen.plan.Mix;
import io.swabline.loadgen.plan.Scenario;
import io.swabline.loadgen.plan.StationClocks;
import io.swabline.loadgen.plan.Threshold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that a {@link LoadRun} can be told, with a default for all but the port. Immutable; made by a {@link Builder},
 * whose {@link Builder#build()} refuses what cannot work with an {@link IllegalArgumentException} that says why.
 */
public final class LoadSettings {
    /** The window is so large unless told otherwise, for few stations: half of the server's credit by default. */
    private static final int WINDOW_MOST = 512;
    private static final int WINDOW_LEAST = 64;
    /** With many stations the window is smaller: so many scans in all are kept in memory. */
    private static final int WINDOWS_TOGETHER = 2_000_000;

    private final Scenario scenario;
    private final String host;
    private final int port;
    private final int stations;
    private final double rate;
    private final Duration duration;
    private final Duration warmup;
    private final Duration drain;
    private final Duration connectMax;
    private final Duration outageMax;
    private final Duration lagMax;
    private final int frame;
    private final int window;
    private final int drops;
    private final int threads;
    private final Mix mix;
    private final StationClocks clocks;
    private final long seed;
    private final Path ledger;
    private final Path keys;
    private final Path tlsTrusted;
    private final Path tokens;
    private final List<Threshold> thresholds;

    private LoadSettings(final Builder builder) {
        scenario = builder.scenario;
        host = builder.host;
        port = builder.port;
        stations = builder.stations;
        rate = builder.rate;
        duration = builder.duration;
        warmup = builder.warmup;
        drain = builder.drain;
        connectMax = builder.connectMax;
        outageMax = builder.outageMax;
        lagMax = builder.lagMax;
        frame = builder.frame;
        window = builder.window > 0 ? builder.window : defaultWindow(builder.stations, builder.frame);
        drops = builder.drops;
        threads = Math.min(builder.threads, builder.stations);
        mix = builder.mix != null ? builder.mix : Mix.parse(scenario == Scenario.MAX ? Mix.NONE : Mix.STEADY);
        clocks = builder.clocks;
        seed = builder.seed;
        ledger = builder.ledger;
        keys = builder.keys;
        tlsTrusted = builder.tlsTrusted;
        tokens = builder.tokens;
        thresholds = List.copyOf(builder.thresholds);
    }

    private static int defaultWindow(final int stations, final int frame) {
        final int share = Integer.highestOneBit(WINDOWS_TOGETHER / stations);
        return Math.max(frame, Math.min(WINDOW_MOST, Math.max(WINDOW_LEAST, share)));
    }

    public static Builder builder(final Scenario scenario, final int port) {
        return new Builder(scenario, port);
    }

    public Scenario scenario() {
        return scenario;
    }

    /** Whether scans are due at times of a schedule, whatever the server does. */
    public boolean isOpenLoop() {
        return scenario == Scenario.STEADY || scenario == Scenario.BURST;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public int stations() {
        return stations;
    }

    /** Scans a second; without meaning for {@link Scenario#MAX}. */
    public double rate() {
        return rate;
    }

    /** Measured time, behind the warm-up. */
    public Duration duration() {
        return duration;
    }

    public Duration warmup() {
        return warmup;
    }

    /** How long to wait at the end for verdicts that are still to come. */
    public Duration drain() {
        return drain;
    }

    /** How long to wait at the start for all stations to be connected. */
    public Duration connectMax() {
        return connectMax;
    }

    /** How long the server may be unreachable at a stretch. */
    public Duration outageMax() {
        return outageMax;
    }

    /** Bound of the generator's own lag at p99; beyond it the run is invalid. */
    public Duration lagMax() {
        return lagMax;
    }

    /** Scans in one frame at most. */
    public int frame() {
        return frame;
    }

    /** Scans of a station that may be unacknowledged, if the server's credit allows. */
    public int window() {
        return window;
    }

    /** How often a storm breaks all connections by itself. */
    public int drops() {
        return drops;
    }

    public int threads() {
        return threads;
    }

    public Mix mix() {
        return mix;
    }

    /** What the stations take for the time. */
    public StationClocks clocks() {
        return clocks;
    }

    public long seed() {
        return seed;
    }

    /** Null: no ledger is written. */
    public Path ledger() {
        return ledger;
    }

    public Path keys() {
        return keys;
    }

    /** PEM file of whom stations trust; null: they connect without TLS. */
    public Path tlsTrusted() {
        return tlsTrusted;
    }

    /** File with the stations' tokens; null: they have none. */
    public Path tokens() {
        return tokens;
    }

    public List<Threshold> thresholds() {
        return thresholds;
    }

    /** Collects settings; every method returns the builder. */
    public static final class Builder {
        private final Scenario scenario;
        private final int port;
        private String host = "127.0.0.1";
        private int stations = 1_000;
        private double rate = 50_000;
        private Duration duration = Duration.ofSeconds(20);
        private Duration warmup = Duration.ofSeconds(2);
        private Duration drain = Duration.ofSeconds(60);
        private Duration connectMax = Duration.ofSeconds(30);
        private Duration outageMax = Duration.ofSeconds(60);
        private Duration lagMax = Duration.ofMillis(250);
        private int frame = 64;
        private int window;
        private int drops = 1;
        private int threads = 1;
        private Mix mix;
        private StationClocks clocks = StationClocks.RIGHT;
        private long seed = System.nanoTime();
        private Path ledger;
        private Path keys = Path.of(System.getProperty("user.home"), ".swabline", "keys.properties");
        private Path tlsTrusted;
        private Path tokens;
        private final List<Threshold> thresholds = new ArrayList<>();

        private Builder(final Scenario scenario, final int port) {
            this.scenario = scenario;
            this.port = port;
        }

        public Builder host(final String value) {
            host = value;
            return this;
        }

        public Builder stations(final int value) {
            stations = value;
            return this;
        }

        public Builder rate(final double value) {
            rate = value;
            return this;
        }

        public Builder duration(final Duration value) {
            duration = value;
            return this;
        }

        public Builder warmup(final Duration value) {
            warmup = value;
            return this;
        }

        public Builder drain(final Duration value) {
            drain = value;
            return this;
        }

        public Builder connectMax(final Duration value) {
            connectMax = value;
            return this;
        }

        public Builder outageMax(final Duration value) {
            outageMax = value;
            return this;
        }

        public Builder lagMax(final Duration value) {
            lagMax = value;
            return this;
        }

        public Builder frame(final int value) {
            frame = value;
            return this;
        }

        /** 0: as many as fits the number of stations. */
        public Builder window(final int value) {
            window = value;
            return this;
        }

        public Builder drops(final int value) {
            drops = value;
            return this;
        }

        public Builder threads(final int value) {
            threads = value;
            return this;
        }

        /** Null: the scenario's own mix. */
        public Builder mix(final Mix value) {
            mix = value;
            return this;
        }

        public Builder clocks(final StationClocks value) {
            clocks = value;
            return this;
        }

        public Builder seed(final long value) {
            seed = value;
            return this;
        }

        /** Null: none. */
        public Builder ledger(final Path value) {
            ledger = value;
            return this;
        }

        public Builder keys(final Path value) {
            keys = value;
            return this;
        }

        /** Null: no TLS. */
        public Builder tlsTrusted(final Path value) {
            tlsTrusted = value;
            return this;
        }

        /** Null: none. */
        public Builder tokens(final Path value) {
            tokens = value;
            return this;
        }

        public Builder threshold(final Threshold value) {
            thresholds.add(value);
            return this;
        }

        public LoadSettings build() {
            range("port", port, 1, 65_535);
            range("stations", stations, 1, 60_000);
            range("frame", frame, 1, 1_023);
            range("window", window, 0, 65_536);
            range("drops", drops, 0, 1_000);
            range("threads", threads, 1, 64);
            if (window > 0 && frame > window) {
                throw new IllegalArgumentException("a frame of " + frame + " scans does not fit into a window of " + window
                    + "; make the window larger or the frame smaller");
            }
            if (!(rate > 0 && rate <= 100_000_000)) {
                throw new IllegalArgumentException("rate is " + rate + "; it must be more than 0 and at most 100000000 a second");
            }
            if (duration.toMillis() < 1 || duration.toHours() > 24) {
                throw new IllegalArgumentException("duration is " + duration.toMillis() + " ms; it must be from 1ms to 24h");
            }
            final Map<String, Double> figures = ReportMaker.figures(Duration.ofSeconds(1), new Measurements());
            thresholds.forEach(threshold -> threshold.isKept(figures));
            return new LoadSettings(this);
        }

        private static void range(final String name, final int value, final int least, final int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " is " + value + "; it must be from " + least + " to " + most);
            }
        }
    }
}
