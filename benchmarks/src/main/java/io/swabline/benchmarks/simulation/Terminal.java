package io.swabline.benchmarks.simulation;

import io.netty.channel.ChannelHandler;
import io.swabline.protocol.Durability;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.station.DisconnectCause;
import io.swabline.station.SimulatedLane;
import io.swabline.station.Station;
import io.swabline.station.StationListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.agrona.concurrent.UnsafeBuffer;

/** A terminal: a station of the library, the scans made at it, and a clock that is wrong. */
final class Terminal implements StationListener {
    private static final int TUBES = 4;
    private static final int SENT_AGAIN_BACK = 10;

    private final World world;
    private final Oracle oracle;
    private final Population population;
    private final int number;
    private final SimulatedLane lane;
    private final Station station;
    /** All scans made here, in order. */
    private final List<ScanFacts> scans = new ArrayList<>();
    /** Scans in front of number 1 of the station's present stream. */
    private int streamBase;
    private long clockOffsetMs;
    private final long firstClockOffsetMs;
    private long clockSetMs = Long.MAX_VALUE;
    private long tube;

    Terminal(final World world, final Oracle oracle, final Population population, final int number,
        final BiPredicate<Terminal, ChannelHandler> network) {
        this.world = world;
        this.oracle = oracle;
        this.population = population;
        this.number = number;
        lane = new SimulatedLane(this::clockMs, world::nowNs, oracle::newStream, connection ->
            network.test(this, connection));
        final Limits limits = world.limits;
        station = lane.station(SimulatedLane.settings(number + 1L)
            .withPendingScansMax(limits.pendingScans())
            .withScansPerFrameMax(limits.scansPerFrame())
            .withReconnectDelays(Duration.ofMillis(20), Duration.ofMillis(1500))
            .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(8), Duration.ofSeconds(2))
            .withSeed(world.random.nextLong()), this);
        oracle.streamBegins(station.stream(), this, 0);
        clockOffsetMs = drawClockOffset();
        firstClockOffsetMs = clockOffsetMs;
        station.start();
    }

    int number() {
        return number;
    }

    long stationNumber() {
        return number + 1L;
    }

    private long clockMs() {
        return world.trueMs() + clockOffsetMs;
    }

    /** Somebody sets the terminal's clock, mostly right. */
    void stepClock() {
        clockOffsetMs = drawClockOffset();
        clockSetMs = Math.min(clockSetMs, world.trueMs());
    }

    /** How slow its clock was until it was set for the first time, in milliseconds. */
    long firstSlowMs() {
        return -firstClockOffsetMs;
    }

    /** When its clock was set for the first time. */
    long clockSetMs() {
        return clockSetMs;
    }

    private long drawClockOffset() {
        final long max = world.limits.skewMaxMs();
        return switch (world.random.nextInt(8)) {
            case 0 -> world.random.nextLong(-2 * max, 2 * max);
            case 1, 2, 3 -> world.random.nextLong(-max, max);
            default -> world.random.nextLong(-world.limits.skewToleranceMs(), world.limits.skewToleranceMs());
        };
    }

    /** People are scanned; some of these scans were made a while ago. Returns how many found room. */
    int offer(final int count) {
        for (int i = 0; i < count; i++) {
            final int offset = station.claimOffset();
            if (offset < 0) {
                return i;
            }
            tube = world.oneIn(5) ? world.random.nextInt(TUBES) : tube;
            final long agoMs = world.oneIn(4) ? world.random.nextLong(world.limits.backlogMs() * 6 / 5) : 0;
            final ScanFacts scan = population.scan(number, tube, clockMs() - agoMs);
            station.scans().putBytes(offset, scan.bytes());
            station.commit();
            scans.add(scan);
        }
        return count;
    }

    void flush() {
        station.flush();
    }

    void tick() {
        lane.tick();
    }

    void dropConnection() {
        station.dropConnection();
    }

    /** Sends some scans again that have their verdict. */
    boolean sendAgain() {
        final long acknowledged = station.acknowledgedSequence();
        if (acknowledged == 0) {
            return false;
        }
        final long first = Math.max(1, acknowledged - world.random.nextInt(SENT_AGAIN_BACK));
        final int count = world.random.nextInt(1, (int) Math.min(acknowledged - first + 2, world.limits.scansPerFrame() + 1));
        final UnsafeBuffer again = new UnsafeBuffer(new byte[count * ScanDescriptor.LENGTH]);
        for (int i = 0; i < count; i++) {
            again.putBytes(i * ScanDescriptor.LENGTH, scans.get(streamBase + (int) first - 1 + i).bytes());
        }
        return station.sendAgain(again, 0, first, count);
    }

    boolean isDone() {
        return station.pendingScans() == 0;
    }

    long pendingScans() {
        return station.pendingScans();
    }

    int scanCount() {
        return scans.size();
    }

    ScanFacts scan(final int index) {
        return scans.get(index);
    }

    void close() {
        station.close();
    }

    @Override
    public void onAccepted(final Station accepted, final long firstSequence, final long throughSequence) {
        for (long sequence = firstSequence; sequence <= throughSequence; sequence++) {
            acknowledged(sequence, Verdict.ACCEPTED, false, 0);
        }
    }

    @Override
    public void onVerdict(
        final Station judged, final long sequence, final Verdict verdict, final boolean retransmit, final long detail) {
        acknowledged(sequence, verdict, retransmit, detail);
    }

    private void acknowledged(final long sequence, final Verdict verdict, final boolean retransmit, final long detail) {
        world.add(retransmit ? Event.RETRANSMITTED : Event.ACKNOWLEDGED, number, sequence << 8 | verdict.code());
        oracle.acknowledged(station.stream(), sequence, verdict, retransmit, detail);
    }

    @Override
    public void onAck(final Station acknowledged, final long firstSequence, final long throughSequence, final long residenceUs,
        final Durability durability) {
        if (durability != world.limits.durability()) {
            throw new BrokenPromise("an Ack promises the durability %s, not %s", durability, world.limits.durability());
        }
    }

    @Override
    public void onRetry(final Station told, final long fromSequence, final long afterMs, final RetryReason reason) {
        world.add(switch (reason) {
            case PERSONS_FULL -> Event.RETRY_PERSONS;
            case SAMPLES_FULL -> Event.RETRY_SAMPLES;
            default -> Event.RETRY_DISK;
        }, number, fromSequence);
    }

    @Override
    public void onRefused(final Station told, final long retryAfterMs, final RefusedReason reason) {
        world.add(Event.REFUSED, number, reason.value());
    }

    @Override
    public void onGoodbye(final Station told, final long reconnectAfterMs, final GoodbyeReason reason) {
        world.add(Event.GOODBYE, number, reason.value());
        final boolean isTooOld = reason == GoodbyeReason.SEQUENCE_TOO_OLD;
        world.trace.count(Event.SEQUENCE_TOO_OLD, isTooOld ? 1 : 0);
        if (reason == GoodbyeReason.SEQUENCE_GAP || isTooOld && !mayBeForgotten() || reason == GoodbyeReason.CREDIT_EXCEEDED) {
            oracle.broken("station " + stationNumber() + " keeps to the protocol and hears Goodbye " + reason);
        }
    }

    /** Whether the oldest scan under way was made so long ago that a server has it in its journal, but not in mind. */
    private boolean mayBeForgotten() {
        final int oldest = streamBase + (int) Math.max(0, station.acknowledgedSequence() - SENT_AGAIN_BACK);
        return world.hasServerClockRunBack()
            || world.serverMsMax() - scans.get(oldest).madeServerMs() >= world.limits.horizonMs();
    }

    @Override
    public void onDisconnect(final Station gone, final DisconnectCause cause, final String detail) {
        if (cause == DisconnectCause.PROTOCOL_ERROR || cause == DisconnectCause.FAILED) {
            oracle.broken("station " + stationNumber() + " saw the server break the protocol: " + detail);
        }
    }

    @Override
    public void onStreamReplaced(final Station renewed, final long oldStream, final long newStream,
        final long firstPendingOldSequence, final long serverLastSequence) {
        world.add(Event.STREAM_REPLACED, number, serverLastSequence);
        oracle.streamReplaced(oldStream, firstPendingOldSequence - 1, serverLastSequence);
        streamBase += (int) firstPendingOldSequence - 1;
        oracle.streamBegins(newStream, this, streamBase);
    }
}
