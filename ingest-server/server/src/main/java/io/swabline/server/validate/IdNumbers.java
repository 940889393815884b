package io.swabline.server.validate;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.server.ring.Slot;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Turns an ID number in a slot into the person's pseudonym; the number itself is erased at once. */
final class IdNumbers {
    /** ID numbers are of people born by today's date in China. */
    private static final long SHANGHAI_OFFSET_MS = TimeUnit.HOURS.toMillis(8);

    private final PersonPseudonyms pseudonyms;
    private final byte[] credential = new byte[ScanDescriptor.CREDENTIAL_LENGTH];
    private final byte[] pseudonym = new byte[CodeDescriptor.PSEUDONYM_LENGTH];

    IdNumbers(final PersonPseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    /** Returns false if the number's form, birth date or checksum is wrong. */
    boolean identify(final Slot slot) {
        slot.buffer().getBytes(slot.credentialOffset(), credential);
        slot.eraseCredential();
        final int length = IdNumber.lengthInCredential(credential, 0);
        final long today = Math.floorDiv(slot.receivedAtMs() + SHANGHAI_OFFSET_MS, TimeUnit.DAYS.toMillis(1));
        final boolean valid = IdNumber.isValid(credential, 0, length, today);
        if (valid) {
            pseudonyms.of(credential, 0, length, pseudonym, 0);
            slot.buffer().putBytes(slot.pseudonymOffset(), pseudonym);
        }
        Arrays.fill(credential, (byte) 0);
        return valid;
    }
}
