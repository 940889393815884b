package io.swabline.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.swabline.protocol.Verdict;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Records whose every byte follows from their position, so that a reader can tell a wrong one. */
final class Records {
    private static final int VERDICTS = Verdict.values().length;

    private Records() {
    }

    static void put(final MutableDirectBuffer buffer, final int offset, final long position) {
        long word = position * 0x9e3779b97f4a7c15L + 1;
        for (int i = 0; i < RecordDescriptor.LENGTH; i += Long.BYTES) {
            buffer.putLong(offset + i, word, LITTLE_ENDIAN);
            word = Long.rotateLeft(word, 17) * 0xbf58476d1ce4e5b9L;
        }
        RecordDescriptor.verdict(buffer, offset, (int) (1 + position % VERDICTS));
    }

    static boolean isAt(final DirectBuffer buffer, final int offset, final long position) {
        long word = position * 0x9e3779b97f4a7c15L + 1;
        for (int i = 0; i < RecordDescriptor.LENGTH - Long.BYTES; i += Long.BYTES) {
            if (buffer.getLong(offset + i, LITTLE_ENDIAN) != word) {
                return false;
            }
            word = Long.rotateLeft(word, 17) * 0xbf58476d1ce4e5b9L;
        }
        return RecordDescriptor.verdict(buffer, offset) == 1 + position % VERDICTS;
    }

    /** Appends the records of the next positions as one batch. */
    static long append(final Journal journal, final int count, final long appendedAtMs) {
        final long first = journal.position();
        for (int i = 0; i < count; i++) {
            put(journal.batchBuffer(), BatchDescriptor.recordOffset(i), first + i);
        }
        return journal.append(count, appendedAtMs);
    }
}
