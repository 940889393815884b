package io.swabline.server.validate;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.server.ring.Slot;

import java.util.Arrays;

/** Turns an ID number in a slot into the person's pseudonym; the number itself is erased at once. */
final class IdNumbers {
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
        final boolean valid = IdNumber.isValid(credential, 0, length, ReceivedDay.epochDay(slot));
        if (valid) {
            pseudonyms.of(credential, 0, length, pseudonym, 0);
            slot.buffer().putBytes(slot.pseudonymOffset(), pseudonym);
        }
        Arrays.fill(credential, (byte) 0);
        return valid;
    }
}
