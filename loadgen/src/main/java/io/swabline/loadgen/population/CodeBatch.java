package io.swabline.loadgen.population;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CoreIssuer;
import io.swabline.protocol.SamplingKey;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Genuine cores for new persons, issued a batch at a time when the one before is used up: three AES calls for many codes.
 * Owned by one load thread; allocates nothing a core.
 */
final class CodeBatch {
    private static final int ISSUE_NUMBER = 1;

    private final Persons persons;
    private final CoreIssuer issuer;
    private final long issuedAtEpochSeconds;
    private final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[CodeDescriptor.PSEUDONYM_LENGTH]);
    private final UnsafeBuffer cores;
    private int left;

    CodeBatch(final Persons persons, final SamplingKey key, final long issuedAtEpochSeconds, final int size) {
        this.persons = persons;
        this.issuedAtEpochSeconds = issuedAtEpochSeconds;
        issuer = new CoreIssuer(key, size);
        cores = new UnsafeBuffer(new byte[size * CodeDescriptor.CORE_LENGTH]);
    }

    /** Writes the next person's core. */
    void next(final MutableDirectBuffer buffer, final int offset) {
        if (left == 0) {
            refill();
        }
        left--;
        buffer.putBytes(offset, cores, left * CodeDescriptor.CORE_LENGTH, CodeDescriptor.CORE_LENGTH);
    }

    private void refill() {
        final int size = issuer.capacity();
        for (int i = 0; i < size; i++) {
            persons.next(pseudonym, 0);
            issuer.add(pseudonym, 0, ISSUE_NUMBER, issuedAtEpochSeconds, CodeDescriptor.VALIDITY_DAYS_DEFAULT,
                CodeDescriptor.FLAG_SELF);
        }
        issuer.issue(cores, 0);
        left = size;
    }
}
