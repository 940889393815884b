package io.swabline.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds a batch by position or time: first the file, by bisecting the files' first batches, then the batch, by bisecting the
 * file's bytes and looking for the next batch from there. Both grow along the journal, so this takes logarithmic time. It
 * needs no index, so that none can be wrong. Belongs to the thread of its reader.
 */
final class BatchSearch {
    /** Bisecting stops at a stretch of this many bytes, which is then read through. */
    private static final long STRETCH_LENGTH = BatchReader.WINDOW_LENGTH;

    private final BatchReader reader;
    private boolean byTime;
    private long key;

    BatchSearch(final BatchReader reader) {
        this.reader = reader;
    }

    /** Moves the reader to the first batch that holds this position or a later one; returns its file's index, -1 for none. */
    int toPosition(final List<Path> cycles, final long position) throws IOException {
        byTime = false;
        key = position;
        return search(cycles);
    }

    /** Moves the reader to the first batch appended at or after this time; returns its file's index, -1 for none. */
    int toTime(final List<Path> cycles, final long appendedAtMs) throws IOException {
        byTime = true;
        key = appendedAtMs;
        return search(cycles);
    }

    private boolean isWanted() {
        return byTime ? reader.appendedAtMs() >= key : reader.endPosition() > key;
    }

    private int search(final List<Path> cycles) throws IOException {
        int low = 0; // the files before hold no wanted batch, but the one just before may
        int high = cycles.size(); // from here on, all that files hold is wanted
        while (low < high) {
            final int middle = low + high >>> 1;
            final int found = firstBatch(cycles, middle, high);
            if (found < 0 || isWanted()) {
                high = middle;
            } else {
                low = found + 1;
            }
        }
        if (low > 0 && reader.open(cycles.get(low - 1)) && searchFile()) {
            return low - 1;
        }
        return firstBatch(cycles, low, cycles.size());
    }

    /** Index of the first file from {@code index} on that holds a batch; the reader is at it. */
    private int firstBatch(final List<Path> cycles, final int index, final int limit) throws IOException {
        for (int i = index; i < limit; i++) {
            if (reader.open(cycles.get(i))
                && (reader.next() == BatchReader.Found.BATCH || reader.scan(0, reader.fileLength()))) {
                return i;
            }
        }
        return -1;
    }

    private boolean searchFile() throws IOException {
        long low = 0;
        long high = reader.fileLength();
        long wanted = -1;
        while (high - low > STRETCH_LENGTH) {
            final long middle = low + high >>> 1;
            if (!reader.scan(middle, high)) {
                high = middle;
            } else if (isWanted()) {
                wanted = reader.batchOffset();
                high = middle;
            } else {
                low = reader.nextOffset();
            }
        }
        while (reader.scan(low, high)) {
            if (isWanted()) {
                return true;
            }
            low = reader.nextOffset();
        }
        return wanted >= 0 && reader.scan(wanted, wanted + 1);
    }
}
