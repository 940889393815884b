package io.swabline.benchmarks.simulation.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * The disk of a simulated server. One process at a time has it open, through a file system of its own, which {@link #boot} gives
 * it and {@link #kill} or {@link #cutPower} takes away. Operations can be made to end the process, or a forced write to fail.
 */
public final class SimulatedDisk {
    private static final long NEVER = Long.MAX_VALUE;
    private static final Runnable NOTHING = () -> { };

    private final SplittableRandom random;
    private final DiskDirectory root = new DiskDirectory();
    private Runnable meanwhile = NOTHING;
    private DiskFileSystem process;
    private long operations;
    private long endsAtOperation = NEVER;
    private long forces;
    private long failsAtForce = NEVER;
    private long endsAtForce = NEVER;
    private boolean ignoresDirectoryForce;
    private final boolean readsPastCache;

    public SimulatedDisk(final SplittableRandom random) {
        this(random, true);
    }

    /** @param readsPastCache whether its file system can be asked what the disk holds, whatever the page cache does */
    public SimulatedDisk(final SplittableRandom random, final boolean readsPastCache) {
        this.random = random;
        this.readsPastCache = readsPastCache;
    }

    boolean readsPastCache() {
        return readsPastCache;
    }

    /** A new process opens the disk; returns its root directory. */
    public Path boot() {
        process = new DiskFileSystem(this);
        meanwhile = NOTHING;
        beCalm();
        return process.root();
    }

    /** The process ends in the middle of one of its next changes of the disk. */
    public void endProcessWithin(final int changes) {
        endProcessAfter(random.nextInt(changes));
    }

    /** The process ends in the middle of the change behind so many others. */
    public void endProcessAfter(final int changes) {
        endsAtOperation = operations + changes + 1;
    }

    /** The process ends in the middle of one of its next forced writes. */
    public void endProcessAtForceWithin(final int count) {
        endsAtForce = forces + random.nextInt(count) + 1;
    }

    /** One of the next forced writes fails; what it was to write can be read until the power is cut, and is not on the disk. */
    public void failForceWithin(final int count) {
        failsAtForce = forces + random.nextInt(count) + 1;
    }

    /** Makes the disk lie: names of files are no longer forced, only their bytes. */
    public void ignoreDirectoryForce(final boolean ignores) {
        ignoresDirectoryForce = ignores;
    }

    /** What other threads of the process may do while one of them waits for a forced write. */
    public void meanwhile(final Runnable others) {
        meanwhile = others;
    }

    /** Takes back what was to go wrong and has not. */
    public void beCalm() {
        endsAtOperation = NEVER;
        endsAtForce = NEVER;
        failsAtForce = NEVER;
    }

    /** Whether an operation has ended the process. */
    public boolean isProcessEnded() {
        return process == null || !process.isOpen();
    }

    /** The process ends; what it wrote stays, forced or not. */
    public void kill() {
        if (process != null) {
            process.end();
            process = null;
            root.forEachFile(DiskFile::unmap);
        }
    }

    /** The process ends, and the power with it; returns how many sectors were torn. */
    public int cutPower() {
        kill();
        return root.cutPower(Fate.values()[random.nextInt(Fate.values().length)], random);
    }

    /** All files, with their lengths, and the lengths when they were forced. */
    public String listing() {
        return root.listing("");
    }

    /** Changes and forced writes so far. */
    public long operations() {
        return operations;
    }

    DiskDirectory root() {
        return root;
    }

    /** Ends the process if its time has come, before a change. */
    void beforeChange() {
        if (++operations >= endsAtOperation) {
            process.end();
            throw new ProcessEnded();
        }
    }

    /** As {@link #beforeChange}; the process may end behind any of the bytes. Returns how many to write. */
    int bytesBeforeEnd(final int length) {
        return ++operations >= endsAtOperation ? random.nextInt(length + 1) : length;
    }

    void afterWrite() {
        if (operations >= endsAtOperation) {
            process.end();
            throw new ProcessEnded();
        }
    }

    /** Of a write that fails nothing is known: part of it may have reached the disk. */
    void force(final DiskFile file) throws IOException {
        if (isForceToFail()) {
            file.failForce(random);
            throw new IOException("Input/output error");
        }
        file.force();
    }

    void force(final DiskDirectory directory) throws IOException {
        if (isForceToFail()) {
            throw new IOException("Input/output error");
        }
        if (!ignoresDirectoryForce) {
            directory.force();
        }
    }

    private boolean isForceToFail() {
        meanwhile.run();
        if (forces + 1 >= endsAtForce) {
            endsAtOperation = operations;
        }
        beforeChange();
        if (++forces >= failsAtForce) {
            failsAtForce = NEVER;
            return true;
        }
        return false;
    }
}
