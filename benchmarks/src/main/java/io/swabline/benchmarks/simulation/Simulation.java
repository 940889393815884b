package io.swabline.benchmarks.simulation;

import io.netty.channel.ChannelHandler;
import io.swabline.benchmarks.simulation.disk.ProcessEnded;
import io.swabline.benchmarks.simulation.disk.SimulatedDisk;
import io.swabline.journal.JournalException;
import io.swabline.journal.JournalTail;
import io.swabline.protocol.Durability;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One run: some hundred random steps, then calm until every scan has its verdict, then the check. One thread. */
public final class Simulation {
    private static final int CALM_ROUNDS_MAX = 4000;
    private static final int ALL = Integer.MAX_VALUE;

    private final World world;
    private final Oracle oracle;
    private final SplittableRandom random;
    private final Parts parts;
    private final Keyring keyring;
    private final Population population;
    private final Stranger stranger;
    private final SimulatedDisk disk;
    private final List<Terminal> terminals = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private SimulatedServer server;
    private long lastPosition;
    private boolean isReachable = true;

    private Simulation(final long seed, final Parts parts, final Keyring keyring, final PrintStream traceTo) {
        random = new SplittableRandom(seed);
        this.parts = parts;
        this.keyring = keyring;
        final Limits limits = Limits.draw(random);
        world = new World(random, limits, new Trace(traceTo));
        oracle = new Oracle(world);
        population = new Population(world, keyring);
        stranger = new Stranger(world);
        disk = new SimulatedDisk(random.split(), seed % 2 == 0);
    }

    /** Runs one seed after another with the same keys. */
    public static final class Runner {
        private final Keyring keyring = new Keyring();
        private final Parts parts;

        public Runner(final Parts parts) {
            this.parts = parts;
        }

        /** @param traceTo where each step is printed; null for nowhere */
        public RunResult run(final long seed, final PrintStream traceTo) {
            final Simulation simulation = new Simulation(seed, parts, keyring, traceTo);
            Throwable broken = null;
            try {
                simulation.run();
            } catch (final Throwable failure) {
                broken = failure;
            } finally {
                simulation.release();
            }
            final Trace trace = simulation.world.trace;
            return new RunResult(seed, trace.hash(), trace.counts(), broken, trace.last());
        }
    }

    private void run() {
        for (int i = 0; i < world.limits.terminals(); i++) {
            terminals.add(new Terminal(world, oracle, population, i, this::connect));
        }
        for (int i = 0; i < world.limits.steps(); i++) {
            step();
            oracle.check();
        }
        calmDown();
        stop(world.limits.durability() == Durability.DISK);
        while (server == null) {
            tryStart();
        }
        try (JournalTail tail = server.tail()) {
            new JournalCheck(world, oracle).run(tail);
        }
    }

    private boolean connect(final Terminal terminal, final ChannelHandler connection) {
        if (isReachable) {
            links.add(new Link(terminal.number(), connection));
        } else {
            world.add(Event.UNREACHABLE, terminal.number(), 0);
        }
        return isReachable;
    }

    private void step() {
        final int drawn = random.nextInt(100);
        if (drawn < 12) {
            offer();
        } else if (drawn < 42) {
            deliver();
        } else if (drawn < 75) {
            serve();
        } else if (drawn < 90) {
            letTimePass(random.nextInt(80) == 0 ? random.nextInt(10_000) : random.nextInt(1, 60));
        } else if (drawn < 93) {
            pollTail();
        } else if (drawn < 98) {
            disturb();
        } else {
            disturbServer();
        }
        endIfFailed();
    }

    private Terminal anyTerminal() {
        return terminals.get(random.nextInt(terminals.size()));
    }

    private void offer() {
        final Terminal terminal = anyTerminal();
        if (world.oneIn(3)) {
            if (terminal.sendAgain()) {
                world.add(Event.SENT_AGAIN, terminal.number(), 0);
            }
        } else {
            world.add(Event.OFFERED, terminal.number(), terminal.offer(random.nextInt(1, 10)));
            terminal.flush();
        }
    }

    private void deliver() {
        if (links.isEmpty()) {
            return;
        }
        final int index = random.nextInt(links.size());
        final Link link = links.get(index);
        if (!link.isConnected()) {
            world.add(Event.CONNECTED, link.terminal, server == null ? 0 : 1);
            link.connect(server);
            return;
        }
        final int lengthMax = random.nextInt(3) == 0 ? random.nextInt(1, 2000) : ALL;
        if (random.nextBoolean()) {
            world.add(Event.TO_SERVER, link.terminal, link.toServer(lengthMax));
        } else {
            world.add(Event.TO_STATION, link.terminal, link.toStation(lengthMax));
        }
        if (link.isOver()) {
            link.release();
            links.remove(index);
        }
    }

    private void serve() {
        if (server == null) {
            if (world.oneIn(3)) {
                tryStart();
            }
            return;
        }
        final int slotsMax = random.nextBoolean() ? world.limits.ringSlots() : random.nextInt(1, world.limits.ringSlots() + 1);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> server.stepFirst(slotsMax);
            case 3, 4, 5 -> server.stepSecond(slotsMax);
            case 6, 7, 8 -> {
                world.add(Event.EDGE_TASKS, 0, 0);
                server.runEdge();
            }
            default -> {
                world.add(Event.EDGE_DEADLINES, 0, 0);
                server.checkDeadlines();
            }
        }
    }

    private void letTimePass(final long ms) {
        world.advance(ms);
        if (server != null) {
            server.lookAtClock();
        }
        terminals.forEach(Terminal::tick);
        world.add(Event.TIME, ms, 0);
    }

    /** A server may be slow, but not for as long as it remembers. */
    private void letLongTimePass(final long ms) {
        if (server != null) {
            server.drain();
        }
        letTimePass(ms);
    }

    private void pollTail() {
        if (server != null) {
            try (JournalTail tail = server.tail().from(oracle.tailPosition())) {
                world.add(Event.TAILED, tail.poll(oracle, random.nextInt(1, 200)), oracle.tailPosition());
            }
        }
    }

    private void disturb() {
        final Terminal terminal = anyTerminal();
        switch (random.nextInt(12)) {
            case 0, 1 -> loseConnection();
            case 2 -> {
                world.add(Event.CONNECTION_DROPPED, terminal.number(), 0);
                terminal.dropConnection();
            }
            case 3 -> {
                world.add(Event.STATION_CLOCK_STEP, terminal.number(), 0);
                terminal.stepClock();
            }
            case 4 -> isReachable = random.nextInt(3) > 0;
            case 5 -> population.reissue(positionAbove());
            case 6, 7 -> {
                if (server != null) {
                    final boolean isLow = world.oneIn(3);
                    final boolean isGuard = random.nextBoolean();
                    world.add(!isLow ? Event.DISK_ROOM : isGuard ? Event.DISK_LOW : Event.DISK_FULL, 0, 0);
                    if (isGuard) {
                        server.diskLow(isLow);
                    } else {
                        server.diskFull(isLow);
                    }
                }
            }
            case 9, 10 -> {
                if (server != null) {
                    stranger.visit(server);
                }
            }
            default -> letLongTimePass(random.nextInt(6) == 0
                ? world.limits.horizonMs() * 5 / 4 : random.nextLong(world.limits.backlogMs() / 4));
        }
    }

    /** What is journaled from here on knows of what is issued now. A batch that was under way may have been kept or not. */
    private long positionAbove() {
        if (server != null) {
            lastPosition = server.position();
        }
        return server != null && server.failure() == null ? lastPosition : lastPosition + world.limits.ringSlots();
    }

    private void loseConnection() {
        if (!links.isEmpty()) {
            final Link link = links.get(random.nextInt(links.size()));
            if (link.isConnected()) {
                world.add(Event.CONNECTION_LOST, link.terminal, 0);
                link.lose(random.nextBoolean());
            }
        }
    }

    private void disturbServer() {
        switch (random.nextInt(8)) {
            case 0 -> stepServerClock();
            case 1, 2 -> {
                world.add(Event.END_ARMED, 0, 0);
                if (world.oneIn(3)) {
                    disk.endProcessWithin(30);
                } else {
                    disk.endProcessAtForceWithin(3);
                }
            }
            case 3 -> {
                world.add(Event.FORCE_FAILURE_ARMED, 0, 0);
                disk.failForceWithin(8);
            }
            case 4 -> stop(false);
            case 5 -> stop(server != null && (server.closeJournal() || mayCutPower()) && world.oneIn(2));
            default -> stop(mayCutPower());
        }
    }

    private void stepServerClock() {
        final long ms = random.nextLong(-world.limits.backlogMs() / 2, world.limits.backlogMs() / 2);
        world.add(ms < 0 ? Event.SERVER_CLOCK_BACK : Event.SERVER_CLOCK_FORWARD, ms, 0);
        world.stepServerClock(ms);
    }

    private boolean mayCutPower() {
        return world.limits.durability() == Durability.DISK;
    }

    /** Ends a process whose disk ended it, or some time after one of its threads failed. */
    private void endIfFailed() {
        if (server == null || server.failure() == null) {
            return;
        }
        if (disk.isProcessEnded()) {
            world.add(Event.ENDED_BY_DISK, 0, 0);
            stop(mayCutPower() && !world.oneIn(4));
        } else if (!(server.failure() instanceof JournalException)) {
            throw new BrokenPromise("the pipeline failed: " + server.failure(), server.failure());
        } else if (world.oneIn(4)) {
            world.add(Event.STOPPED_BY_JOURNAL, 0, 0);
            stop(mayCutPower() && world.oneIn(3));
        }
    }

    /** The server's process ends, with or without the machine's power. */
    private void stop(final boolean withPower) {
        if (server == null) {
            return;
        }
        world.add(withPower ? Event.POWER_CUT : Event.KILLED, 0, 0);
        final SimulatedServer ended = server;
        lastPosition = ended.position();
        stranger.serverEnded();
        server = null;
        ended.ended();
        for (final Link link : links) {
            if (link.isConnected()) {
                link.serverEnded(random.nextInt(4) == 0 ? random.nextInt(100) : 0);
            }
        }
        endProcess(withPower);
    }

    private void endProcess(final boolean withPower) {
        world.trace.note("before: " + disk.listing());
        if (withPower) {
            world.trace.count(Event.TORN_SECTORS, disk.cutPower());
        } else {
            disk.kill();
        }
        world.trace.note("after:  " + disk.listing());
    }

    private void tryStart() {
        try {
            start();
        } catch (final ProcessEnded ended) {
            world.add(Event.START_ENDED, 0, 0);
            endProcess(mayCutPower() && random.nextBoolean());
        }
    }

    private void start() {
        disk.beCalm();
        server = new SimulatedServer(world, disk, keyring.keys(), parts);
        world.add(Event.STARTED, server.position(), 0);
    }

    /** Nothing is broken any more; all that is under way comes to its end. */
    private void calmDown() {
        isReachable = true;
        for (int round = 0; round < CALM_ROUNDS_MAX && !terminals.stream().allMatch(Terminal::isDone); round++) {
            if (server == null) {
                tryStart();
            } else {
                disk.beCalm();
                stranger.serverEnded();
                server.diskLow(false);
                server.diskFull(false);
                deliverAll();
                server.drain();
                server.checkDeadlines();
            }
            terminals.forEach(Terminal::flush);
            letTimePass(round % 40 == 39 ? world.limits.horizonMs() / 8 : 50);
            endIfFailed();
            oracle.check();
        }
        for (final Terminal terminal : terminals) {
            if (!terminal.isDone()) {
                throw new BrokenPromise("station %d has %d scans without a verdict, with nothing in their way",
                    terminal.stationNumber(), terminal.pendingScans());
            }
        }
    }

    private void deliverAll() {
        for (final Link link : new ArrayList<>(links)) {
            if (!link.isConnected()) {
                link.connect(server);
            }
            link.toServer(ALL);
            link.toStation(ALL);
            if (link.isOver()) {
                link.release();
                links.remove(link);
            }
        }
    }

    private void release() {
        terminals.forEach(Terminal::close);
        if (server != null) {
            server.ended();
        }
        links.forEach(Link::release);
        stranger.serverEnded();
        disk.kill();
    }
}
