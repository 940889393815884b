package io.swabline.benchmarks.simulation;

import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.benchmarks.simulation.disk.ProcessEnded;
import io.swabline.benchmarks.simulation.disk.SimulatedDisk;
import io.swabline.journal.Journal;
import io.swabline.journal.JournalException;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.journal.JournalWriter;
import io.swabline.journal.RollCycle;
import io.swabline.journal.SimulatedJournal;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.access.PlaceLimits;
import io.swabline.server.append.AppendStage;
import io.swabline.server.dedup.DedupStage;
import io.swabline.server.dedup.Deduplicator;
import io.swabline.server.edge.EdgeSettings;
import io.swabline.server.edge.SimulatedEdge;
import io.swabline.server.ops.ServerClock;
import io.swabline.server.reply.ReplyStage;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.OperatorNotes;
import io.swabline.server.ring.ReplyQueue;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.StageThread;
import io.swabline.server.sync.SyncStage;
import io.swabline.server.validate.ValidateStage;
import io.swabline.server.validate.ValidationLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One process of the server, from start to end: put together as the wiring does it, with two stage threads that take a step when
 * they are told to. What a step throws ends the process, now or a little later.
 */
final class SimulatedServer {
    private static final int REPLY_QUEUE_LENGTH = 1 << 17;
    /** Replies of so many slots fit the queue, however they are answered. */
    private static final int REPLY_SLOTS_MAX = 512;
    private static final int MEMORY_MAX = 1 << 20;
    private static final int PINGS_MAX = 20;
    static final long IDLE_TIMEOUT_MS = 30_000;

    private final World world;
    private final ServerClock clock;
    private final Path directory;
    private final JournalWriter writer;
    private final StageThread firstThread;
    private final StageThread secondThread;
    private final DedupStage dedup;
    private final SimulatedEdge edge;
    private int slotsSinceEdge;
    private boolean diskLow;
    private boolean diskFull;
    private boolean isClosing;
    private Throwable failure;

    /** Starts it: recovers the journal, replays it, opens the edge. Throws if the process ends meanwhile. */
    SimulatedServer(final World world, final SimulatedDisk disk, final SamplingKeys keys, final Parts parts) {
        this.world = world;
        final Limits limits = world.limits;
        clock = new ServerClock(world::serverMs, world::nowNs);
        directory = JournalSettings.directoryIn(disk.boot());
        if (world.oneIn(8)) {
            world.add(Event.END_ARMED, 0, 0);
            disk.endProcessWithin(40);
        }
        writer = SimulatedJournal.open(new JournalSettings(directory, limits.durability(), RollCycle.FIVE_MINUTELY,
            JournalSettings.BLOCK_SIZE_MIN, clock), limits.rollMs(), limits.growthBytes(), () -> !diskFull,
            () -> world.trace.count(Event.FILES_ROLLED, 1), salt());
        world.trace.note(writer.recovery());
        world.trace.count(Event.RECOVERY_CUT, writer.recovery().cutBytes() > 0 ? 1 : 0);
        world.trace.count(Event.GENERATION_REMOVED, writer.recovery().removed());
        try {
            final Journal journal = parts.journal(writer);
            final Deduplicator deduplicator = new Deduplicator(limits.dedup());
            parts.replay(directory, deduplicator, clock.time(), limits.futureToleranceMs());
            final ScanRing ring = new ScanRing(limits.ringSlots(), 1);
            final ReplyQueue replies = new ReplyQueue(REPLY_QUEUE_LENGTH);
            dedup = new DedupStage(ring, deduplicator, scans -> !diskLow && journal.reserve(scans, clock.time()));
            firstThread = new StageThread(ring, null, parts.firstThread(
                new ValidateStage(ring, () -> keys, world::cutoffTable,
                    new ValidationLimits(limits.backlogMs(), limits.futureToleranceMs())),
                dedup,
                new AppendStage(ring, journal, clock)), limits.batchScans(), unused -> { });
            secondThread = new StageThread(ring, firstThread, parts.secondThread(
                new SyncStage(journal, world::nowNs),
                new ReplyStage(ring, List.of(replies), journal.durability(), limits.credit(), limits.retryAfterMs(),
                    clock, world::nowNs, world.random.nextLong(), new OperatorNotes())), limits.ringSlots(), unused -> { });
            ring.gateOn(secondThread);
            edge = new SimulatedEdge(edgeSettings(limits), ring, replies, clock, world::nowNs, world.random.nextLong());
        } catch (final Throwable ended) {
            giveUpLock();
            throw ended;
        }
        disk.meanwhile(this::whileForcing);
        world.serverClock(clock);
        parts.started(disk);
    }

    /** Another one each start, not drawn: a draw would make another run of each seed. */
    private int salt() {
        return (int) (world.limits.hashSeed() * (2 * clock.time() + 1) >>> 32) | 1;
    }

    private static EdgeSettings edgeSettings(final Limits limits) {
        return new EdgeSettings("simulated", 0, "nio", 2 * limits.terminals() + 1, 2 * limits.terminals() + 1, limits.credit(),
            TimeUnit.SECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(10), TimeUnit.MILLISECONDS.toNanos(IDLE_TIMEOUT_MS),
            limits.skewToleranceMs(), limits.skewMaxMs(), IDLE_TIMEOUT_MS, limits.retryAfterMs(), limits.retryAfterMs(),
            PlaceLimits.of(2 * limits.terminals() + 1, 100, 100, 0), MEMORY_MAX, MEMORY_MAX, PINGS_MAX);
    }

    /**
     * What a server does last that was told to stop. All that was appended is on the disk then, whatever the durability; false if
     * it is not, because the process ends on the way, or had failed before.
     */
    boolean closeJournal() {
        isClosing = true;
        try {
            writer.close();
            world.trace.count(Event.CLOSED, failure == null ? 1 : 0);
            return failure == null;
        } catch (final ProcessEnded | JournalException ended) {
            return false;
        }
    }

    /** The first thread and the event loop do not wait for the second thread's forced writes. */
    private void whileForcing() {
        if (isClosing) {
            return;
        }
        if (world.oneIn(4)) {
            stepFirst(world.limits.ringSlots());
        }
        if (!world.oneIn(3)) {
            runEdge();
        }
    }

    EmbeddedChannel accept() {
        return edge.accept();
    }

    /** Lets the first thread take a batch of up to so many slots. */
    void stepFirst(final int slotsMax) {
        final int slots = step(firstThread, Math.min(slotsMax, world.limits.batchScans()));
        if (slots > 0) {
            world.add(Event.FIRST_THREAD, slots, writer.position());
        }
    }

    /** Lets both threads and the edge do all that is there. */
    void drain() {
        for (int slots = 0; slots < world.limits.ringSlots(); slots += world.limits.batchScans()) {
            stepFirst(world.limits.ringSlots());
        }
        stepSecond(world.limits.ringSlots());
        runEdge();
    }

    /** Lets the second thread take a batch of up to so many slots. */
    void stepSecond(final int slotsMax) {
        if (slotsSinceEdge + slotsMax > REPLY_SLOTS_MAX) {
            runEdge();
        }
        final int slots = step(secondThread, slotsMax);
        slotsSinceEdge += slots;
        if (slots > 0) {
            world.add(Event.SECOND_THREAD, slots, writer.durablePosition());
        }
    }

    /** A thread that failed takes no more steps; the other may, until the process has ended. */
    private int step(final StageThread thread, final int slotsMax) {
        if (failure != null && thread == firstThread) {
            return 0;
        }
        try {
            return thread.step(slotsMax);
        } catch (final Throwable thrown) {
            failure = thrown;
            return 0;
        }
    }

    void runEdge() {
        slotsSinceEdge = 0;
        edge.runTasks();
    }

    void checkDeadlines() {
        edge.checkDeadlines();
    }

    /** What the thread that watches the machine's clock does, often enough. */
    void lookAtClock() {
        clock.look();
    }

    void diskLow(final boolean isLow) {
        diskLow = isLow;
    }

    /** Whether the disk has no block left. */
    void diskFull(final boolean isFull) {
        diskFull = isFull;
    }

    /** What a stage threw; null while all is well. */
    Throwable failure() {
        return failure;
    }

    long position() {
        return writer.position();
    }

    JournalTail tail() {
        return JournalTail.open(directory);
    }

    /** The process has ended: of what it held in this one, the lock is known by name. */
    void ended() {
        world.trace.count(Event.RING_FULL, edge.backPressured());
        world.trace.count(Event.REPLACED, dedup.outcomeCount(Outcome.WELCOME_REPLACING));
        world.trace.count(Event.DROPPED, dedup.outcomeCount(Outcome.DROP));
        world.serverClock(null);
        giveUpLock();
    }

    private void giveUpLock() {
        SimulatedJournal.abandon(writer);
    }
}
