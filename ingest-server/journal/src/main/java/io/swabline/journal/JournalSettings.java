package io.swabline.journal;

import io.swabline.protocol.Durability;
import java.nio.file.Path;
import java.util.Objects;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemEpochClock;

/**
 * How a journal is written. Block size is in bytes: the queue's file grows by so much at a time, sparsely.
 *
 * @param directory  the journal's directory, made if it is missing; see {@link #directoryIn(Path)}
 * @param durability what {@link Journal#sync} guarantees
 * @param rollCycle  how long one file of the queue lasts, see {@link RollCycle}
 * @param blockSize  64 MiB in production; tests take less
 * @param clock      used when the journal is opened; appends bring their own time
 * @param anyFileSystem whether it is opened on a file system that {@link JournalPlace#refusal} names, too
 * @param clockBehindMaxMs how far the clock may be before the time of the newest batch; further, it is not opened
 */
public record JournalSettings(
    Path directory, Durability durability, RollCycle rollCycle, int blockSize, EpochClock clock, boolean anyFileSystem,
    long clockBehindMaxMs) {

    public static final int BLOCK_SIZE_DEFAULT = 64 << 20;
    /** A batch must fit a quarter of a block. */
    public static final int BLOCK_SIZE_MIN = 1 << 20;
    public static final int BLOCK_SIZE_MAX = 1 << 30;

    public JournalSettings {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(durability, "durability");
        Objects.requireNonNull(rollCycle, "rollCycle");
        Objects.requireNonNull(clock, "clock");
        if (blockSize < BLOCK_SIZE_MIN || blockSize > BLOCK_SIZE_MAX || Integer.bitCount(blockSize) != 1) {
            throw new IllegalArgumentException("journal block size " + blockSize + " bytes: give a power of two from "
                + (BLOCK_SIZE_MIN >> 20) + " MiB to " + (BLOCK_SIZE_MAX >> 20) + " MiB");
        }
    }

    /** On a file system that will do, whatever the clock says. */
    public JournalSettings(final Path directory, final Durability durability, final RollCycle rollCycle, final int blockSize,
        final EpochClock clock) {
        this(directory, durability, rollCycle, blockSize, clock, false, Long.MAX_VALUE);
    }

    /** The journal of a data directory, forced to disk, a file each five minutes. */
    public static JournalSettings of(final Path dataDirectory) {
        return new JournalSettings(directoryIn(dataDirectory), Durability.DISK, RollCycle.FIVE_MINUTELY, BLOCK_SIZE_DEFAULT,
            SystemEpochClock.INSTANCE);
    }

    /** Where the journal lies in a server's data directory. */
    public static Path directoryIn(final Path dataDirectory) {
        return dataDirectory.resolve("journal");
    }

    public JournalSettings withDurability(final Durability other) {
        return new JournalSettings(directory, other, rollCycle, blockSize, clock, anyFileSystem, clockBehindMaxMs);
    }

    public JournalSettings withBlockSize(final int other) {
        return new JournalSettings(directory, durability, rollCycle, other, clock, anyFileSystem, clockBehindMaxMs);
    }

    public JournalSettings withClock(final EpochClock other) {
        return new JournalSettings(directory, durability, rollCycle, blockSize, other, anyFileSystem, clockBehindMaxMs);
    }

    public JournalSettings withAnyFileSystem(final boolean other) {
        return new JournalSettings(directory, durability, rollCycle, blockSize, clock, other, clockBehindMaxMs);
    }
}
