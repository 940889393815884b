package io.swabline.issuer.http;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CoreCheck;
import io.swabline.protocol.KeyStatus;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.SamplingKeys;
import java.util.function.Supplier;

/**
 * Opens sampling codes, to find who holds them. A code that has expired or was replaced is opened too: its verdict is the
 * server's at the listener for stations. One of a withdrawn key is not, for others may have made it. Used by the event loop.
 */
final class CodeHolders {
    private final Supplier<SamplingKeys> keys;

    CodeHolders(final Supplier<SamplingKeys> keys) {
        this.keys = keys;
    }

    /** Who holds a code; a {@link Refusal}, the same for every reason, if it is not genuine. */
    Pseudonym holder(final String text) {
        final SamplingCode code;
        try {
            code = SamplingCode.parse(text);
        } catch (final IllegalArgumentException e) {
            throw notGenuine();
        }
        final SamplingKey key = keys.get().byId(code.keyId());
        if (key == null || key.status() == KeyStatus.WITHDRAWN) {
            throw notGenuine();
        }
        final CoreCheck check = new CoreCheck(key);
        final byte[] core = code.core();
        if (!check.isGenuine(core, 0)) {
            throw notGenuine();
        }
        final byte[] pseudonym = new byte[CodeDescriptor.PSEUDONYM_LENGTH];
        check.unseal(core, 0, pseudonym, 0);
        return Pseudonym.of(pseudonym);
    }

    private static Refusal notGenuine() {
        return Refusal.of(ProblemType.BAD_CODE, "send the whole text of a code, N1: and 150 characters, as it was scanned");
    }
}
