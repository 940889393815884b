package io.swabline.cli;

import io.swabline.journal.RecordHandler;
import java.io.PrintStream;
import org.agrona.DirectBuffer;

/** Hands records on, and says on standard error which positions are missing. */
final class GapReporter implements RecordHandler {
    private final RecordHandler records;
    private final PrintStream err;

    GapReporter(final RecordHandler records, final PrintStream err) {
        this.records = records;
        this.err = err;
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        records.onRecord(position, appendedAtMs, buffer, offset);
    }

    @Override
    public void onGap(final long fromPosition, final long toPosition) {
        err.println("swabline: positions " + fromPosition + " to " + (toPosition - 1) + " are missing: deleted or damaged; "
            + "'swabline journal verify' on the server names the file");
        err.flush();
    }
}
