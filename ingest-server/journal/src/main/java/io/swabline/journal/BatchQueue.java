package io.swabline.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The queue that a generation's batches go into: {@link QueueAppender}, or in a simulation one on a disk that is none. Opened
 * and closed by any thread, appended to by one. Whatever an append throws, nothing is known of what it wrote.
 */
interface BatchQueue extends AutoCloseable {
    /**
     * Makes sure of the blocks for so many records more, in batches of any size, appended at this time; false if the disk
     * has no room for them, after which appending more than was reserved before may end the process.
     */
    boolean reserve(int records, long appendedAtMs) throws IOException;

    /** Appends the first bytes of the staging memory as one excerpt; its memory must not change meanwhile. */
    void append(int length) throws IOException;

    /** Number of the roll cycle that was appended to last. */
    int cycle();

    /**
     * For the sync thread, once what it covers is forced: looks for all files that were appended to since the call before.
     *
     * @throws IOException if one is not the file any more that its name leads to, or became shorter: what was appended to it
     *                     would not be found again
     */
    void requireFiles() throws IOException;

    /** The same for the file that was appended to last; any thread. */
    void requireLastFile() throws IOException;

    @Override
    void close() throws IOException;

    /** Opens the queue of a new generation. */
    @FunctionalInterface
    interface Opener {
        /**
         * @param nowMs  time of the last batch before, or the clock's where that is later
         * @param staged memory that appends take their bytes from
         */
        BatchQueue open(Path generation, JournalSettings settings, long nowMs, ByteBuffer staged) throws IOException;
    }
}
