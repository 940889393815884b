package io.swabline.protocol.trust;

import io.swabline.protocol.Pseudonym;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;

/** Cut-offs that tests speak of. */
final class Cutoffs {
    static final long VALID_UNTIL_S = 2_000_000;

    private Cutoffs() {
    }

    static Pseudonym person(final long number) {
        return Pseudonym.of(ByteBuffer.allocate(Pseudonym.LENGTH).order(ByteOrder.LITTLE_ENDIAN)
            .putLong(number).putInt((int) (number * 31)).array());
    }

    static Cutoff of(final long sequence, final long person, final long issueNumber, final long sinceMs) {
        return new Cutoff(sequence, sinceMs, VALID_UNTIL_S, person(person), issueNumber, sequence * 0x9E37_79B9_7F4A_7C15L);
    }

    /** One for each sequence, each of another person. */
    static List<Cutoff> ofSequences(final long first, final long last) {
        return LongStream.rangeClosed(first, last).mapToObj(sequence -> of(sequence, sequence, 1, 1_000)).toList();
    }
}
