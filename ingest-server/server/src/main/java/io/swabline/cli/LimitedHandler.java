package io.swabline.cli;

import io.swabline.journal.RecordHandler;
import org.agrona.DirectBuffer;

/** Hands so many records on, and drops those behind them. */
final class LimitedHandler implements RecordHandler {
    private final RecordHandler records;
    private long left;

    LimitedHandler(final RecordHandler records, final long limit) {
        this.records = records;
        left = limit;
    }

    boolean isFull() {
        return left <= 0;
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        if (!isFull()) {
            left--;
            records.onRecord(position, appendedAtMs, buffer, offset);
        }
    }

    @Override
    public void onGap(final long fromPosition, final long toPosition) {
        if (!isFull()) {
            records.onGap(fromPosition, toPosition);
        }
    }
}
