package io.swabline.benchmarks.simulation;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CoreIssuer;
import io.swabline.protocol.DocumentNumber;
import io.swabline.protocol.DocumentType;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.SimulatedKeys;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keys of all simulated servers, and codes made with them. One thread; the same in each run. */
final class Keyring {
    static final int WITHDRAWN_KEY = 1;
    static final int PREVIOUS_KEY = 2;
    static final int CURRENT_KEY = 3;
    private static final int KEY_SEED = 20_222;
    private static final long TODAY = TimeUnit.MILLISECONDS.toDays(World.START_MS);

    private final SamplingKeys keys = SimulatedKeys.of(KEY_SEED);
    private final PersonPseudonyms pseudonyms = keys.pseudonyms();
    private final CoreIssuer[] issuers = new CoreIssuer[CURRENT_KEY + 1];
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[Pseudonym.LENGTH]);

    Keyring() {
        for (int id = WITHDRAWN_KEY; id <= CURRENT_KEY; id++) {
            issuers[id] = new CoreIssuer(keys.byId(id), 1);
        }
    }

    SamplingKeys keys() {
        return keys;
    }

    static String idNumber(final int person) {
        final byte[] id = String.format("11010119800101%03d0", person).getBytes(StandardCharsets.US_ASCII);
        id[IdNumber.LENGTH - 1] = IdNumber.checkCharacter(id, 0);
        return new String(id, StandardCharsets.US_ASCII);
    }

    /** Every fourth person has no ID number but a passport. */
    static boolean hasPassport(final int person) {
        return person % 4 == 3;
    }

    static DocumentNumber passport(final int person) {
        return DocumentNumber.parse(DocumentType.PASSPORT, "GBR", String.format("%09d", person), TODAY);
    }

    Pseudonym pseudonym(final int person) {
        return hasPassport(person) ? pseudonyms.of(passport(person)) : pseudonyms.of(idNumber(person));
    }

    void code(final Pseudonym person, final int keyId, final long issueNumber, final long issuedAtSeconds,
        final MutableDirectBuffer target, final int offset) {
        person.copyTo(scratch, 0);
        issuers[keyId].add(scratch, 0, issueNumber, issuedAtSeconds, CodeDescriptor.VALIDITY_DAYS_DEFAULT,
            CodeDescriptor.FLAG_SELF);
        issuers[keyId].issue(target, offset);
    }
}
