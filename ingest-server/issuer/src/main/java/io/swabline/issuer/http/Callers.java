package io.swabline.issuer.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Who may call the API. Immutable; a change of the file makes another one. */
final class Callers {
    static final Callers NONE = new Callers(List.of());

    private final List<Caller> all;

    Callers(final List<Caller> all) {
        this.all = List.copyOf(all);
    }

    List<Caller> all() {
        return all;
    }

    /** Whose key it is; null if nobody's. Takes as long whichever it is. */
    Caller byKey(final String key) {
        final byte[] hash = hash(key);
        Caller found = null;
        for (final Caller caller : all) {
            if (MessageDigest.isEqual(caller.keyHash(), hash)) {
                found = caller;
            }
        }
        return found;
    }

    static byte[] hash(final String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
