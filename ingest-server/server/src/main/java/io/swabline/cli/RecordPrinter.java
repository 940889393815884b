package io.swabline.cli;

import io.swabline.journal.RecordHandler;
import java.io.IOException;

/** Prints journal records in one of the formats. Belongs to one thread; writes through a buffer until flushed. */
interface RecordPrinter extends RecordHandler {
    /** What stands above the first record, if anything. */
    default void begin() {
    }

    /** Hands everything printed so far to the operating system. */
    void flush() throws IOException;
}
