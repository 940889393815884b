package io.swabline.issuer;

import io.swabline.protocol.SamplingKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts labels of relatives for the registry, with AES-256-GCM under a key made of the pepper: a birth date and the last
 * four characters of an ID number, both readable, would nearly give the number, and a nickname may be a name. The id of the
 * relation is bound in, so that no label can be moved to another relation. One thread.
 */
final class LabelSeal {
    private static final Logger LOG = LoggerFactory.getLogger(LabelSeal.class);
    private static final AtomicBoolean IS_FAILURE_LOGGED = new AtomicBoolean();
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;
    /** No nickname has one. */
    private static final char SEPARATOR = '\n';

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    LabelSeal(final SamplingKeys keys) {
        this.key = new SecretKeySpec(keys.secretFor("labels of relatives"), "AES");
    }

    /** Null for no label. */
    String seal(final String relation, final RelativeLabel label) {
        if (label.equals(RelativeLabel.NONE)) {
            return null;
        }
        final byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        final String text = orEmpty(label.numberEnd()) + SEPARATOR + orEmpty(label.nickname());
        try {
            final byte[] sealed = cipher(Cipher.ENCRYPT_MODE, relation, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(
                ByteBuffer.allocate(NONCE_LENGTH + sealed.length).put(nonce).put(sealed).array());
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM, which every Java must have", e);
        }
    }

    /** What was sealed; none where nothing was, or where it cannot be read, which is logged once. */
    RelativeLabel open(final String relation, final String sealed) {
        if (sealed == null) {
            return RelativeLabel.NONE;
        }
        try {
            final ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(sealed));
            final byte[] nonce = new byte[NONCE_LENGTH];
            bytes.get(nonce);
            final byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            final String text = new String(cipher(Cipher.DECRYPT_MODE, relation, nonce).doFinal(rest), StandardCharsets.UTF_8);
            final int separator = text.indexOf(SEPARATOR);
            return new RelativeLabel(orNull(text.substring(0, separator)), orNull(text.substring(separator + 1)));
        } catch (final GeneralSecurityException | RuntimeException e) {
            if (!IS_FAILURE_LOGGED.getAndSet(true)) {
                LOG.warn("a relative's label in the registry cannot be read ({}): it was changed, or encrypted under another"
                    + " key file's pepper. Relatives are shown without it; further ones are not logged",
                    e.getClass().getSimpleName());
            }
            return RelativeLabel.NONE;
        }
    }

    private Cipher cipher(final int mode, final String relation, final byte[] nonce) throws GeneralSecurityException {
        final Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(relation.getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    private static String orEmpty(final String text) {
        return text == null ? "" : text;
    }

    private static String orNull(final String text) {
        return text.isEmpty() ? null : text;
    }
}
