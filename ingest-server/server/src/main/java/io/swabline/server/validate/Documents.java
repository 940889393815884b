package io.swabline.server.validate;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.DocumentNumber;
import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.server.ring.Slot;

import java.util.Arrays;

/** Turns a document in a slot into the person's pseudonym; the document's number itself is erased at once. */
final class Documents {
    private final PersonPseudonyms pseudonyms;
    private final byte[] credential = new byte[ScanDescriptor.CREDENTIAL_LENGTH];
    private final byte[] pseudonym = new byte[CodeDescriptor.PSEUDONYM_LENGTH];

    Documents(final PersonPseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    /** Returns false if type, issuing state or number are not in the canonical form of a possible document. */
    boolean identify(final Slot slot) {
        slot.buffer().getBytes(slot.credentialOffset(), credential);
        slot.eraseCredential();
        final boolean valid = DocumentNumber.isValid(credential, 0, ReceivedDay.epochDay(slot));
        if (valid) {
            pseudonyms.ofDocument(credential, 0, pseudonym, 0);
            slot.buffer().putBytes(slot.pseudonymOffset(), pseudonym);
        }
        Arrays.fill(credential, (byte) 0);
        return valid;
    }
}
