package io.swabline.journal;

import java.util.function.BooleanSupplier;

/** Opens the journal's own writer over a queue that writes through {@code java.nio.file}: its disk may be a simulated one. */
public final class SimulatedJournal {
    private SimulatedJournal() {
    }

    /**
     * As {@link JournalWriter#open(JournalSettings)}; roll cycle and block size of the settings mean nothing.
     *
     * @param rollMs      how long one file of the queue lasts
     * @param growthBytes by which its files grow
     * @param hasRoom     whether the disk has blocks to allocate
     * @param rolled      told of each roll from one file to another
     * @param salt        of the generation's batches, not 0
     */
    public static JournalWriter open(final JournalSettings settings, final long rollMs, final int growthBytes,
        final BooleanSupplier hasRoom, final Runnable rolled, final int salt) {
        return JournalWriter.open(settings,
            (generation, same, nowMs, staged) -> new SimulatedQueue(generation, rollMs, growthBytes, hasRoom, rolled, staged),
            salt);
    }

    /** The simulated process is gone; this one forgets that it had the journal open. */
    public static void abandon(final JournalWriter writer) {
        writer.abandon();
    }
}
