package io.swabline.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Walks all batches of some files in order, over holes and damage. Where a batch does not follow the one before, the
 * positions between are missing, and {@link #troubleFile} and {@link #troubleOffset} tell where the trouble began. Belongs to
 * one thread.
 */
final class BatchWalk {
    private final BatchReader reader;
    private final List<Path> cycles;
    private int cycle;
    private boolean inTrouble;
    private int troubleCycle;
    private long troubleOffset;
    private long expected;
    private long missingFrom;

    /**
     * Starts in front of the first file.
     *
     * @param expected position that the first batch must have; -1 if any will do
     */
    BatchWalk(final BatchReader reader, final List<Path> cycles, final long expected) throws IOException {
        this.reader = reader;
        this.cycles = cycles;
        this.expected = expected;
        if (!cycles.isEmpty()) {
            reader.open(cycles.get(0));
        }
    }

    /** Goes on to the next batch, which the reader then holds; false behind the last one. */
    boolean next() throws IOException {
        inTrouble = false;
        for (; cycle < cycles.size(); openNext()) {
            if (nextInFile()) {
                missingFrom = expected < 0 ? reader.firstPosition() : expected;
                expected = reader.endPosition();
                return true;
            }
        }
        missingFrom = expected;
        return false;
    }

    private boolean nextInFile() throws IOException {
        if (!reader.isOpen()) {
            return false;
        }
        long offset = reader.nextOffset(); // behind the last good batch: damage may have led next() astray
        final BatchReader.Found found = reader.next();
        if (found == BatchReader.Found.BATCH && follows()) {
            return true;
        }
        if (!inTrouble) {
            troubleCycle = cycle;
            troubleOffset = offset;
        }
        if (found == BatchReader.Found.END) {
            return false;
        }
        inTrouble = true;
        while (reader.scan(offset, reader.fileLength())) {
            if (reader.firstPosition() >= expected) {
                return true;
            }
            offset = reader.nextOffset();
        }
        return false;
    }

    private boolean follows() {
        return expected < 0 || reader.firstPosition() == expected;
    }

    private void openNext() throws IOException {
        if (++cycle < cycles.size()) {
            reader.open(cycles.get(cycle));
        }
    }

    /** The first position that is missing in front of the batch; the batch's own if none is. */
    long missingFrom() {
        return missingFrom;
    }

    /** Position behind the last batch; -1 if there was none and any would have done. */
    long expected() {
        return expected;
    }

    /** Whether something other than the next batch lay behind the last one. */
    boolean isInTrouble() {
        return inTrouble;
    }

    /** Index of the batch's file. */
    int cycle() {
        return cycle;
    }

    boolean hasFiles() {
        return !cycles.isEmpty();
    }

    int troubleCycle() {
        return troubleCycle;
    }

    /** Where the last batch that followed the one before ends, or the file in which nothing followed begins. */
    Path troubleFile() {
        return cycles.get(troubleCycle);
    }

    long troubleOffset() {
        return troubleOffset;
    }
}
