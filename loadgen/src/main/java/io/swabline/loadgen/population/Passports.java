package io.swabline.loadgen.population;

import io.swabline.protocol.DocumentDescriptor;
import io.swabline.protocol.DocumentType;
import io.swabline.protocol.ScanDescriptor;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;

/**
 * Passports, each one once in a run, in the canonical form that a scan carries: of the state XXA, which ICAO 9303 keeps for
 * stateless persons, with a number of 15 characters, of which 7 name the run and 8 count. They belong to nobody: no such passport
 * has so long a number. One thread owns it; nothing is allocated.
 */
final class Passports {
    private static final byte[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATE = "XXA".getBytes(StandardCharsets.US_ASCII);
    private static final int BITS_PER_DIGIT = 5;
    private static final int RUN_LENGTH = 7;
    private static final int COUNT_LENGTH = 8;
    /** One less than a passport number has at least. */
    private static final int TOO_SHORT = 4;

    private final long run;
    private final int step;
    private long next;

    /** As for {@link Persons}. */
    Passports(final long runId, final int index, final int step) {
        run = Persons.mix(runId);
        this.step = step;
        next = index;
    }

    /** Writes the next passport's 36-byte credential. */
    void next(final MutableDirectBuffer buffer, final int offset) {
        write(buffer, offset);
    }

    /** Writes the next passport's credential with a number that is too short. */
    void nextBad(final MutableDirectBuffer buffer, final int offset) {
        write(buffer, offset);
        final int kept = DocumentDescriptor.NUMBER_OFFSET + TOO_SHORT;
        buffer.setMemory(offset + kept, DocumentDescriptor.LENGTH - kept, (byte) 0);
    }

    private void write(final MutableDirectBuffer buffer, final int offset) {
        buffer.setMemory(offset, ScanDescriptor.CREDENTIAL_LENGTH, (byte) 0);
        buffer.putByte(offset + DocumentDescriptor.TYPE_OFFSET, DocumentType.PASSPORT.code());
        buffer.putBytes(offset + DocumentDescriptor.STATE_OFFSET, STATE);
        putDigits(buffer, offset + DocumentDescriptor.NUMBER_OFFSET, RUN_LENGTH, run);
        putDigits(buffer, offset + DocumentDescriptor.NUMBER_OFFSET + RUN_LENGTH, COUNT_LENGTH, next);
        next += step;
    }

    private static void putDigits(final MutableDirectBuffer buffer, final int offset, final int digits, final long value) {
        for (int i = 0; i < digits; i++) {
            buffer.putByte(offset + i, DIGITS[(int) (value >>> BITS_PER_DIGIT * (digits - 1 - i)) & DIGITS.length - 1]);
        }
    }
}
