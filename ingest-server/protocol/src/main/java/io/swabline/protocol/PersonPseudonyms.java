package io.swabline.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Makes the pseudonym of a person: the first 12 bytes of HMAC-SHA-256 (RFC 2104, FIPS 180-4) under the pepper over the ID
 * number in ASCII, with {@code X} for {@code x}; of a person without one, over {@code document:} and the 36-byte credential of
 * the document (see {@link DocumentDescriptor}). The same person has the same pseudonym however identified, and without the
 * pepper nobody can go through all numbers to find whose it is. Used by one thread; nothing is allocated for a number.
 *
 * <p>{@code javax.crypto.Mac} allocates for each result, and copying a digest that has taken in the key does too; so the
 * HMAC is spelled out here on one digest, at the price of hashing the two key blocks again for each number.
 */
public final class PersonPseudonyms {
    /** Bytes of the pepper. */
    public static final int PEPPER_LENGTH = 32;

    private static final int BLOCK_LENGTH = 64;
    private static final int DIGEST_LENGTH = 32;
    private static final byte[] PAGES = "pages:".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] CONSENT = "c:".getBytes(StandardCharsets.US_ASCII);
    /** With a credential after it longer than an ID number, so that no document has the pseudonym of another input. */
    private static final byte[] DOCUMENT = "document:".getBytes(StandardCharsets.US_ASCII);
    private static final int INPUT_LENGTH_MAX = DOCUMENT.length + DocumentDescriptor.LENGTH;

    private final MessageDigest sha256;
    /** Key block of the inner hash, and after it the ID number or the document. */
    private final byte[] inner = new byte[BLOCK_LENGTH + INPUT_LENGTH_MAX];
    /** Key block of the outer hash, and after it the inner hash. */
    private final byte[] outer = new byte[BLOCK_LENGTH + DIGEST_LENGTH];
    private final byte[] digest = new byte[DIGEST_LENGTH];

    /** Takes a pepper of exactly 32 bytes; see {@link SamplingKeys#pseudonyms()}. */
    public PersonPseudonyms(final byte[] pepper) {
        if (pepper.length != PEPPER_LENGTH) {
            throw new IllegalArgumentException("the pepper has " + PEPPER_LENGTH + " bytes, not " + pepper.length);
        }
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
        Arrays.fill(inner, 0, BLOCK_LENGTH, (byte) 0x36);
        Arrays.fill(outer, 0, BLOCK_LENGTH, (byte) 0x5c);
        for (int i = 0; i < PEPPER_LENGTH; i++) {
            inner[i] ^= pepper[i];
            outer[i] ^= pepper[i];
        }
    }

    /**
     * Writes the 12-byte pseudonym of an ID number that was found valid. {@link IllegalArgumentException} unless it has
     * 18 characters.
     */
    public void of(final byte[] id, final int offset, final int length, final byte[] target, final int targetOffset) {
        if (length != IdNumber.LENGTH) {
            throw new IllegalArgumentException("an ID number has " + IdNumber.LENGTH + " characters, not " + length);
        }
        System.arraycopy(id, offset, inner, BLOCK_LENGTH, IdNumber.LENGTH);
        final int last = BLOCK_LENGTH + IdNumber.LENGTH - 1;
        inner[last] = IdNumber.normalised(inner[last]);
        hash(IdNumber.LENGTH, target, targetOffset);
    }

    /**
     * Writes the 12-byte pseudonym of a document whose 36-byte credential was found valid (see {@link DocumentNumber#isValid}).
     * A permanent residence card with an ID number gives the pseudonym of that number: it is the same person by ID card.
     */
    public void ofDocument(final byte[] credential, final int offset, final byte[] target, final int targetOffset) {
        if (DocumentDescriptor.isIdNumber(credential, offset)) {
            of(credential, offset + DocumentDescriptor.NUMBER_OFFSET, DocumentDescriptor.numberLength(credential, offset),
                target, targetOffset);
            return;
        }
        System.arraycopy(DOCUMENT, 0, inner, BLOCK_LENGTH, DOCUMENT.length);
        System.arraycopy(credential, offset, inner, BLOCK_LENGTH + DOCUMENT.length, DocumentDescriptor.LENGTH);
        hash(INPUT_LENGTH_MAX, target, targetOffset);
    }

    /** Hashes the input that stands after the key block, and erases it. */
    private void hash(final int inputLength, final byte[] target, final int targetOffset) {
        try {
            sha256.update(inner, 0, BLOCK_LENGTH + inputLength);
            sha256.digest(outer, BLOCK_LENGTH, DIGEST_LENGTH);
            sha256.update(outer);
            sha256.digest(digest, 0, DIGEST_LENGTH);
        } catch (final DigestException e) {
            throw new IllegalStateException("SHA-256 did not give " + DIGEST_LENGTH + " bytes", e);
        } finally {
            // The digest's own buffer held it too, until the outer hash went through the same place.
            Arrays.fill(inner, BLOCK_LENGTH, BLOCK_LENGTH + inputLength, (byte) 0);
        }
        System.arraycopy(digest, 0, target, targetOffset, Pseudonym.LENGTH);
    }

    /**
     * Another pseudonym of the person, for those who may tell people apart and must not find them in a journal: of {@code
     * pages:} and the first pseudonym, which together are as long as an ID number and never one. Allocates.
     */
    public Pseudonym forPages(final Pseudonym person) {
        final byte[] input = Arrays.copyOf(PAGES, IdNumber.LENGTH);
        person.copyTo(input, PAGES.length);
        final byte[] pseudonym = new byte[Pseudonym.LENGTH];
        of(input, 0, input.length, pseudonym, 0);
        return Pseudonym.of(pseudonym);
    }

    /**
     * What a registry keeps of a one-time code of the person, 12 bytes: of {@code c:}, the code and the pseudonym, which
     * together are as long as an ID number and never one. Without the pepper nobody can go through all codes to find which it
     * is. Allocates.
     */
    public byte[] consentHash(final Pseudonym person, final int code) {
        final byte[] input = ByteBuffer.allocate(IdNumber.LENGTH).put(CONSENT).putInt(code).put(person.bytes()).array();
        final byte[] hash = new byte[Pseudonym.LENGTH];
        of(input, 0, input.length, hash, 0);
        return hash;
    }

    /** The pseudonym of an ID number; for issuing and tools, this one allocates. */
    public Pseudonym of(final String id) {
        final byte[] bytes = id.getBytes(StandardCharsets.US_ASCII);
        final byte[] pseudonym = new byte[Pseudonym.LENGTH];
        of(bytes, 0, bytes.length, pseudonym, 0);
        Arrays.fill(bytes, (byte) 0);
        return Pseudonym.of(pseudonym);
    }

    /** The pseudonym of a document; for issuing and tools, this one allocates. */
    public Pseudonym of(final DocumentNumber document) {
        final byte[] credential = document.credential();
        final byte[] pseudonym = new byte[Pseudonym.LENGTH];
        ofDocument(credential, 0, pseudonym, 0);
        Arrays.fill(credential, (byte) 0);
        return Pseudonym.of(pseudonym);
    }
}
