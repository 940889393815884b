package io.swabline.protocol.trust;

import static io.swabline.protocol.trust.TrustBundleDescriptor.COUNTER_OFFSET;
import static io.swabline.protocol.trust.TrustBundleDescriptor.HASH_COUNT_OFFSET;
import static io.swabline.protocol.trust.TrustBundleDescriptor.HEADER_LENGTH;
import static io.swabline.protocol.trust.TrustBundleDescriptor.KEY_COUNT_OFFSET;
import static io.swabline.protocol.trust.TrustBundleDescriptor.KEY_LENGTH;
import static io.swabline.protocol.trust.TrustBundleDescriptor.LENGTH_OFFSET;
import static io.swabline.protocol.trust.TrustBundleDescriptor.MADE_AT_OFFSET;
import static io.swabline.protocol.trust.TrustBundleDescriptor.ROOT_KEY_OFFSET;
import static io.swabline.protocol.trust.TrustBundleDescriptor.SIGNATURE_LENGTH;

import io.swabline.protocol.KeyStatus;
import io.swabline.protocol.SamplingKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a bundle from bytes of anybody. Lengths first, then the signature, then the content; nothing is allocated by a number
 * that was not checked. {@link TrustBundleException} says what is wrong.
 */
final class TrustBundleReader {
    /** By status code less one. */
    private static final List<KeyStatus> STATUSES =
        List.of(KeyStatus.CURRENT, KeyStatus.PREVIOUS, KeyStatus.RETIRED, KeyStatus.WITHDRAWN);

    private final byte[] bytes;
    private final ByteBuffer buffer;

    TrustBundleReader(final byte[] bytes) {
        this.bytes = bytes;
        buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte codeOf(final KeyStatus status) {
        return (byte) (STATUSES.indexOf(status) + 1);
    }

    TrustBundle read() {
        requireHeader();
        final int keyCount = buffer.getInt(KEY_COUNT_OFFSET);
        final int hashCount = buffer.getInt(HASH_COUNT_OFFSET);
        requireCounts(keyCount, hashCount);
        final PublicKey root = publicKey(ROOT_KEY_OFFSET, "the root key");
        requireSignature(root);
        final long counter = buffer.getLong(COUNTER_OFFSET);
        final long madeAtMs = buffer.getLong(MADE_AT_OFFSET);
        if (counter < 1 || madeAtMs < 0) {
            throw refused("its counter is " + counter + " and its time " + madeAtMs + " ms");
        }
        return new TrustBundle(counter, madeAtMs, root, keys(keyCount), hashes(keyCount, hashCount));
    }

    private void requireHeader() {
        if (bytes.length < Long.BYTES || buffer.getLong(0) != TrustBundleDescriptor.MAGIC) {
            throw new TrustBundleException("this is no trust bundle; 'swabline keys bundle' makes one");
        }
        if (bytes.length < HEADER_LENGTH + KEY_LENGTH + SIGNATURE_LENGTH) {
            throw refused("it has only " + bytes.length + " bytes");
        }
        final int version = buffer.getInt(TrustBundleDescriptor.VERSION_OFFSET);
        if (version != TrustBundleDescriptor.VERSION) {
            throw new TrustBundleException("the trust bundle is of version " + version + ", this program knows version "
                + TrustBundleDescriptor.VERSION + ": update the program");
        }
    }

    private void requireCounts(final int keyCount, final int hashCount) {
        if (keyCount < 1 || keyCount > SamplingKey.ID_MAX) {
            throw refused("it claims " + keyCount + " keys instead of 1 to " + SamplingKey.ID_MAX);
        }
        if (hashCount < 0 || hashCount > TrustBundleDescriptor.HASHES_MAX) {
            throw refused("it claims " + hashCount + " superseded codes instead of 0 to " + TrustBundleDescriptor.HASHES_MAX);
        }
        final int length = TrustBundleDescriptor.length(keyCount, hashCount);
        if (length != bytes.length || length != buffer.getInt(LENGTH_OFFSET)) {
            throw refused("it has " + bytes.length + " bytes, claims " + buffer.getInt(LENGTH_OFFSET)
                + ", and needs " + length);
        }
    }

    private void requireSignature(final PublicKey root) {
        final int signed = bytes.length - SIGNATURE_LENGTH;
        try {
            final Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(root);
            ed25519.update(bytes, 0, signed);
            if (ed25519.verify(bytes, signed, SIGNATURE_LENGTH)) {
                return;
            }
        } catch (final GeneralSecurityException e) {
            throw new TrustBundleException(refusal("its signature is none of its root key"), e);
        }
        throw refused("its signature is none of its root key");
    }

    private List<TrustedKey> keys(final int count) {
        final List<TrustedKey> keys = new ArrayList<>();
        int idBefore = 0;
        for (int i = 0; i < count; i++) {
            final int offset = HEADER_LENGTH + i * KEY_LENGTH;
            final int id = bytes[offset + TrustBundleDescriptor.KEY_ID_OFFSET] & 0xff;
            final int status = bytes[offset + TrustBundleDescriptor.KEY_STATUS_OFFSET];
            if (id <= idBefore) {
                throw refused("key " + id + " follows key " + idBefore);
            }
            if (status < 1 || status > STATUSES.size()) {
                throw refused("key " + id + " has the unknown status " + status);
            }
            // Six zero bytes share their long with id and status.
            if (buffer.getLong(offset) >>> Short.SIZE != 0) {
                throw refused("key " + id + " has other bytes than zero where zeros belong");
            }
            keys.add(new TrustedKey(id, STATUSES.get(status - 1),
                buffer.getLong(offset + TrustBundleDescriptor.KEY_CREATED_AT_OFFSET),
                publicKey(offset + TrustBundleDescriptor.KEY_PUBLIC_OFFSET, "key " + id)));
            idBefore = id;
        }
        final long current = keys.stream().filter(key -> key.status() == KeyStatus.CURRENT).count();
        if (current != 1) {
            throw refused(current + " of its keys are current instead of one");
        }
        return List.copyOf(keys);
    }

    private long[] hashes(final int keyCount, final int count) {
        final long[] hashes = new long[count];
        buffer.position(HEADER_LENGTH + keyCount * KEY_LENGTH).limit(bytes.length - SIGNATURE_LENGTH);
        buffer.asLongBuffer().get(hashes);
        for (int i = 1; i < count; i++) {
            if (hashes[i] <= hashes[i - 1]) {
                throw refused("superseded code " + (i + 1) + " of " + count + " does not follow the one before in order");
            }
        }
        return hashes;
    }

    private PublicKey publicKey(final int offset, final String what) {
        final byte[] key = new byte[TrustBundleDescriptor.PUBLIC_KEY_LENGTH];
        buffer.get(offset, key);
        try {
            final PublicKey publicKey = Ed25519Bytes.toKey(key);
            // The JDK looks whether there is such a point on the curve only when the key is used.
            Signature.getInstance("Ed25519").initVerify(publicKey);
            return publicKey;
        } catch (final GeneralSecurityException e) {
            throw new TrustBundleException(refusal(what + " is no Ed25519 key"), e);
        }
    }

    private static TrustBundleException refused(final String wrong) {
        return new TrustBundleException(refusal(wrong));
    }

    private static String refusal(final String wrong) {
        return "the trust bundle is damaged or not genuine, " + wrong + ": fetch it again";
    }
}
