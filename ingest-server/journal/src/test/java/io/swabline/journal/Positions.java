package io.swabline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** Collects what a tail hands over, checking every record's bytes. */
final class Positions implements RecordHandler {
    final List<Long> seen = new ArrayList<>();
    final List<Long> times = new ArrayList<>();
    final List<PositionRange> gaps = new ArrayList<>();

    static Positions allOf(final Path directory) {
        final Positions positions = new Positions();
        try (JournalTail tail = JournalTail.open(directory)) {
            positions.drain(tail);
        }
        return positions;
    }

    Positions drain(final JournalTail tail) {
        while (tail.lagRecords() > 0) {
            tail.poll(this, 1000);
        }
        return this;
    }

    @Override
    public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
        assertThat(Records.isAt(buffer, offset, position)).as("bytes of record " + position).isTrue();
        seen.add(position);
        times.add(appendedAtMs);
    }

    @Override
    public void onGap(final long fromPosition, final long toPosition) {
        gaps.add(new PositionRange(fromPosition, toPosition));
    }
}
