package io.swabline.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a journal's records in the order of their positions, while its server writes or without one, in any process. It sees
 * only what is durable, crosses files and generations without the caller noticing, and steps over what is lost, telling the
 * handler. Checks every batch's checksum. Belongs to one thread; allocates nothing a record.
 *
 * <p>Nothing it does slows the writer or keeps its files. The directory need not exist yet: until then there is nothing new.
 */
public final class JournalTail implements AutoCloseable {
    /** Bytes a record takes in a file at most, in a batch of its own, rounded up. */
    private static final long RECORD_LENGTH_MAX = 128;

    private final Path directory;
    private final TailPosition committed;
    private final BatchReader reader = new BatchReader();
    private final BatchSearch search = new BatchSearch(reader);

    private Watermark watermark;
    /** While the watermark contradicts itself nothing is new: a tail that leapt to a wrong position would miss what comes. */
    private long lastDurable;
    private List<Path> cycles = List.of();
    private int cycle;
    private int listings;

    /** The next record's position; the batch in the reader holds it if batchIndex is less than batchCount. */
    private long position;
    private int batchIndex;
    private int batchCount;
    private boolean atOldest = true;
    private long appendedAtMsMin = Long.MIN_VALUE;
    private long missing;
    private boolean isClosed;

    private JournalTail(final Path directory, final TailPosition committed) {
        this.directory = directory;
        this.committed = committed;
    }

    /** A tail with no name, at the oldest record. */
    public static JournalTail open(final Path journalDirectory) {
        return new JournalTail(journalDirectory, null);
    }

    /**
     * A tail whose {@link #commit committed} position is kept: it starts there, the first time at the oldest record.
     *
     * @param name letters, digits, - and _; two tails of one name at the same time would overwrite each other's position
     */
    public static JournalTail open(final Path journalDirectory, final String name) {
        final TailPosition committed = new TailPosition(journalDirectory, name);
        final JournalTail tail = new JournalTail(journalDirectory, committed);
        final long position = committed.read();
        return position < 0 ? tail : tail.from(position);
    }

    /** Goes on at a position. */
    public JournalTail from(final long newPosition) {
        if (newPosition < 0) {
            throw new IllegalArgumentException("position " + newPosition + ": the first one is 0");
        }
        moveTo(newPosition);
        return this;
    }

    /** Goes on at the first record that was appended at or after a time. */
    public JournalTail fromTime(final long appendedAtMs) {
        final long durable = durablePosition();
        try {
            refresh();
            final boolean found = search.toTime(cycles, appendedAtMs) >= 0;
            moveTo(found ? Math.min(durable, reader.firstPosition()) : durable);
        } catch (final IOException e) {
            throw unreadable(e);
        }
        appendedAtMsMin = appendedAtMs;
        return this;
    }

    /** Goes on at the oldest record that is kept. */
    public JournalTail oldest() {
        moveTo(0);
        atOldest = true;
        return this;
    }

    /** Goes on behind the newest durable record. */
    public JournalTail newest() {
        moveTo(durablePosition());
        return this;
    }

    private void moveTo(final long newPosition) {
        checkOpen();
        position = newPosition;
        atOldest = false;
        appendedAtMsMin = Long.MIN_VALUE;
        leaveFile();
    }

    /**
     * Hands over what there is, without waiting.
     *
     * @param limit of records
     * @return how many were handed over; 0 if there is nothing new
     */
    public int poll(final RecordHandler handler, final int limit) {
        final long durable = durablePosition();
        int polled = 0;
        while (polled < limit && position < durable && (batchIndex < batchCount || nextBatch(handler, durable))) {
            final int end = Math.min(batchCount, batchIndex + limit - polled);
            polled += end - batchIndex;
            while (batchIndex < end) {
                handler.onRecord(position, reader.appendedAtMs(), reader.buffer(), reader.recordOffset(batchIndex));
                batchIndex++;
                position++;
            }
        }
        return polled;
    }

    private boolean nextBatch(final RecordHandler handler, final long durable) {
        try {
            while (position < durable) {
                reader.readAhead((durable - position) * RECORD_LENGTH_MAX);
                if (!findBatch()) {
                    skipTo(durable, handler);
                    return false;
                }
                if (reader.firstPosition() > position) {
                    skipTo(Math.min(durable, reader.firstPosition()), handler);
                }
                if (position < durable && reader.appendedAtMs() >= appendedAtMsMin) {
                    batchIndex = (int) (position - reader.firstPosition());
                    batchCount = reader.count();
                    atOldest = false;
                    return true;
                }
                position = Math.min(durable, reader.endPosition());
            }
            return false;
        } catch (final IOException e) {
            throw unreadable(e);
        }
    }

    /** Moves the reader to the batch that holds the position, or the first one behind it; false if there is none. */
    private boolean findBatch() throws IOException {
        if (reader.isOpen()) {
            final BatchReader.Found found = reader.next();
            if (found == BatchReader.Found.BATCH && reader.firstPosition() == position) {
                return true;
            }
            // A file that a killed server left has no end mark: the next one that is known may go on just there.
            if ((found == BatchReader.Found.END || cycle + 1 < cycles.size()) && openNextCycle()) {
                return true;
            }
        }
        refresh(); // a new generation, a seek, or a hole
        cycle = search.toPosition(cycles, position);
        return cycle >= 0;
    }

    private boolean openNextCycle() throws IOException {
        if (cycle + 1 == cycles.size()) {
            final Path current = reader.file();
            refresh();
            cycle = cycles.indexOf(current);
        }
        if (cycle < 0 || cycle + 1 >= cycles.size()) {
            return false;
        }
        return reader.open(cycles.get(++cycle)) && reader.next() == BatchReader.Found.BATCH && reader.firstPosition() == position;
    }

    private void refresh() throws IOException {
        cycles = JournalFiles.allCycles(directory);
        listings++;
    }

    /** How often the journal's files were listed, which takes longer the more there are; for tests. */
    int listings() {
        return listings;
    }

    /** Everything below the durable position is in the files, so what is not found there is lost. */
    private void skipTo(final long newPosition, final RecordHandler handler) {
        final long from = position;
        position = newPosition;
        if (!atOldest) {
            missing += newPosition - from;
            handler.onGap(from, newPosition);
        }
        atOldest = false;
    }

    private void leaveFile() {
        batchIndex = 0;
        batchCount = 0;
        try {
            reader.close();
        } catch (final IOException e) {
            throw unreadable(e);
        }
    }

    /** Position of the next record. */
    public long position() {
        return position;
    }

    /** Position behind the newest durable record; 0 if there is no journal yet. */
    public long durablePosition() {
        checkOpen();
        if (watermark == null) {
            try {
                watermark = Watermark.openIfPresent(directory);
            } catch (final IOException e) {
                throw unreadable(e);
            }
        }
        final long believed = watermark == null ? 0 : watermark.believedPosition();
        if (believed != Watermark.UNKNOWN) {
            lastDurable = believed;
        }
        return lastDurable;
    }

    /** Durable records that this tail has not handed over. */
    public long lagRecords() {
        return Math.max(0, durablePosition() - position);
    }

    /** Positions stepped over because no file holds them. */
    public long missingRecords() {
        return missing;
    }

    /** Keeps {@link #position} under the tail's name, on disk. */
    public void commit() {
        if (committed == null) {
            throw new IllegalStateException("this tail of " + directory + " has no name to commit its position under");
        }
        committed.write(position);
    }

    private void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException("this tail of " + directory + " is closed");
        }
    }

    private JournalException unreadable(final IOException cause) {
        return new JournalException("cannot read the journal in " + directory + " at position " + position + ": " + cause, cause);
    }

    @Override
    public void close() {
        if (!isClosed) {
            leaveFile();
            isClosed = true;
            watermark = null;
        }
    }
}
