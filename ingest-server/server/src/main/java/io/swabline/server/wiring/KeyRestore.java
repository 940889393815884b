package io.swabline.server.wiring;

import io.swabline.protocol.KeyFileException;
import io.swabline.protocol.SamplingKeys;
import io.swabline.server.trust.KnownKeys;
import java.nio.file.Path;

/** For an operator who lost the newest key file: makes an older copy usable, with what the server's data directory remembers. */
public final class KeyRestore {
    private KeyRestore() {
    }

    /**
     * Withdraws again in the copy what was withdrawn, and raises its revision above the highest that the server went by.
     *
     * @return null, and changes nothing, if no server on that directory has gone by a key file yet
     * @throws KeyFileException with what to do
     */
    public static SamplingKeys restore(final Path dataDirectory, final Path copy) {
        final KnownKeys known = new KnownKeys(dataDirectory);
        return known.isThere() ? SamplingKeys.restore(copy, known.revision(), known::isWithdrawn) : null;
    }
}
