package io.swabline.protocol;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The content of a key file: the pepper, the keys of sampling codes by id, and the root key that signs trust bundles.
 * Immutable; a change makes another one of the next revision and writes the file anew. {@link KeyFileException} says what is
 * wrong with a file and what to do about it.
 *
 * <p>Issue under a new key every 30 days: {@link #rotate} makes the current key a previous one, whose codes are accepted until
 * the last of them has expired; {@link KeyRotation} says when that is. {@link #withdraw} works at once.
 */
public final class SamplingKeys {
    private final long revision;
    private final int validityDaysMax;
    /** Null in a file as written before there were root keys. */
    private final RootKey root;
    private final byte[] pepper;
    /** By id; null where there is no key. */
    private final SamplingKey[] byId = new SamplingKey[SamplingKey.ID_MAX + 1];
    private final SamplingKey current;

    SamplingKeys(
        final long revision,
        final int validityDaysMax,
        final RootKey root,
        final byte[] pepper,
        final List<SamplingKey> keys) {
        this.revision = revision;
        this.validityDaysMax = validityDaysMax;
        this.root = root;
        this.pepper = pepper;
        SamplingKey found = null;
        for (final SamplingKey key : keys) {
            byId[key.id()] = key;
            found = key.status() == KeyStatus.CURRENT ? key : found;
        }
        if (found == null) {
            throw new IllegalArgumentException("there is no current key");
        }
        this.current = found;
    }

    /**
     * Writes a new key file, readable by its owner only, with a fresh pepper, a root key and one key, and makes its directory
     * if there is none. Never replaces a file: that would make every code and every pseudonym worthless.
     */
    public static SamplingKeys create(final Path file) {
        return create(file, nowSeconds());
    }

    static SamplingKeys create(final Path file, final long nowSeconds) {
        final SecureRandom random = new SecureRandom();
        final byte[] pepper = new byte[PersonPseudonyms.PEPPER_LENGTH];
        random.nextBytes(pepper);
        final SamplingKeys keys = new SamplingKeys(1, CodeDescriptor.VALIDITY_DAYS_DEFAULT, RootKey.create(), pepper,
            List.of(SamplingKey.create(1, nowSeconds, random)));
        KeyFile.create(file, keys);
        return keys;
    }

    /** Reads a key file. */
    public static SamplingKeys load(final Path file) {
        return KeyFile.load(file);
    }

    /** Adds a key to the file and makes it the current one; retires those whose last code has expired. */
    public static SamplingKeys rotate(final Path file) {
        return rotate(file, nowSeconds());
    }

    static SamplingKeys rotate(final Path file, final long nowSeconds) {
        return KeyFile.change(file, keys -> keys.rotated(file, nowSeconds));
    }

    /**
     * Withdraws a key in the file: its codes are refused from the next reading of the file on. If it was the current key, a
     * new one takes its place.
     */
    public static SamplingKeys withdraw(final Path file, final int id) {
        return withdraw(file, id, nowSeconds());
    }

    static SamplingKeys withdraw(final Path file, final int id, final long nowSeconds) {
        return KeyFile.change(file, keys -> keys.withdrawn(file, id, nowSeconds));
    }

    /** Reads a key file and gives it a root key if it has none, as files had once. */
    public static SamplingKeys withRoot(final Path file) {
        final SamplingKeys keys = load(file);
        return keys.root == null ? KeyFile.change(file, SamplingKeys::changed) : keys;
    }

    /**
     * Gives the file another root key, because the old one leaked. Terminals take no bundle of it until each was told the new
     * fingerprint.
     */
    public static SamplingKeys withNewRoot(final Path file) {
        return KeyFile.change(file, found -> new SamplingKeys(
            found.revision + 1, found.validityDaysMax, RootKey.create(), found.pepper, found.all()));
    }

    /**
     * Reads a key file and notes in it that codes are issued for that many days, 1 to 255, if it allows fewer: keys are retired
     * by the greatest validity ever noted. To be called before codes of more than 30 days are issued.
     */
    public static SamplingKeys withValidity(final Path file, final int validityDays) {
        if (validityDays < 1 || validityDays > CodeDescriptor.VALIDITY_DAYS_MAX) {
            throw new IllegalArgumentException("a code is valid for 1 to 255 days, not " + validityDays);
        }
        final SamplingKeys keys = load(file);
        return keys.validityDaysMax >= validityDays ? keys : KeyFile.change(file, found -> new SamplingKeys(
            found.revision + 1, Math.max(validityDays, found.validityDaysMax), found.rootOrNew(), found.pepper, found.all()));
    }

    /**
     * Raises the revision above a number, and with it the counter of bundles: terminals that know a higher one take no bundle,
     * and a registry restored from a backup counts cut-offs anew. Gives the file a root key if it has none.
     */
    public static SamplingKeys withRevisionAbove(final Path file, final long number) {
        if (number < 0 || number >= KeyFileText.REVISION_MAX) {
            throw new IllegalArgumentException(
                "a revision cannot be above " + number + ", only up to " + KeyFileText.REVISION_MAX);
        }
        return KeyFile.change(file, found -> new SamplingKeys(
            Math.max(number, found.revision) + 1, found.validityDaysMax, found.rootOrNew(), found.pepper, found.all()));
    }

    /**
     * Makes an older copy of the file usable again after the newest one was lost: keys that were withdrawn since are withdrawn
     * again, a current one is replaced, and the revision becomes greater than any before.
     *
     * @param revision    the highest that anybody has known of the file
     * @param isWithdrawn tells which of its keys have been withdrawn
     */
    public static SamplingKeys restore(final Path file, final long revision, final Predicate<SamplingKey> isWithdrawn) {
        return KeyFile.change(file, keys -> keys.restored(file, revision, isWithdrawn, nowSeconds()));
    }

    /** Grows with every change of the file, from 1; 0 in files as written before there were revisions. */
    public long revision() {
        return revision;
    }

    /** The greatest validity of codes under these keys, in days. */
    public int validityDaysMax() {
        return validityDaysMax;
    }

    /** What signs trust bundles; null in an old file that {@link #withRoot} has not seen. */
    public RootKey root() {
        return root;
    }

    /** The key that codes are issued under. */
    public SamplingKey current() {
        return current;
    }

    /** The key of an id, as an unsigned byte of a code; null if there is none, which makes the code a forged one. */
    public SamplingKey byId(final int id) {
        return id >= 0 && id < byId.length ? byId[id] : null;
    }

    /** All keys, by id. */
    public List<SamplingKey> all() {
        final List<SamplingKey> all = new ArrayList<>();
        for (final SamplingKey key : byId) {
            if (key != null) {
                all.add(key);
            }
        }
        return List.copyOf(all);
    }

    /** Makes pseudonyms with this file's pepper; each thread needs one of its own. */
    public PersonPseudonyms pseudonyms() {
        return new PersonPseudonyms(pepper);
    }

    /** 32 bytes for a purpose of its own, made of the pepper: the same as long as that is, and without it nobody finds them. */
    public byte[] secretFor(final String purpose) {
        try {
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pepper, "HmacSHA256"));
            return mac.doFinal(("purpose:" + purpose).getBytes(StandardCharsets.UTF_8));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256, which every Java must have", e);
        }
    }

    /** Whether people have the same pseudonyms under both; keys may change while a server runs, the pepper may not. */
    public boolean hasPepperOf(final SamplingKeys other) {
        return MessageDigest.isEqual(pepper, other.pepper);
    }

    byte[] pepper() {
        return pepper;
    }

    SamplingKeys rotated(final Path file, final long nowSeconds) {
        return replacingCurrent(file, KeyStatus.PREVIOUS, nowSeconds);
    }

    SamplingKeys withdrawn(final Path file, final int id, final long nowSeconds) {
        final SamplingKey key = byId(id);
        if (key == null) {
            throw new KeyFileException(file, "has no key " + id, "name one of " + all().stream().map(SamplingKey::id).toList());
        }
        if (key == current) {
            return replacingCurrent(file, KeyStatus.WITHDRAWN, nowSeconds);
        }
        return changed(all().stream().map(k -> k == key ? k.with(KeyStatus.WITHDRAWN) : k).toList());
    }

    private SamplingKeys replacingCurrent(final Path file, final KeyStatus formerStatus, final long nowSeconds) {
        final List<SamplingKey> retired = KeyRotation.retiring(all(), validityDaysMax, nowSeconds);
        final int nextId = KeyRotation.nextId(current, retired, validityDaysMax, nowSeconds);
        if (nextId == 0) {
            throw new KeyFileException(file, "has 255 keys, and codes of each may still be valid",
                "wait until the oldest of them has expired; once in 30 days is often enough for a new key");
        }
        final List<SamplingKey> keys = new ArrayList<>();
        for (final SamplingKey key : retired) {
            if (key.status() == KeyStatus.CURRENT) {
                keys.add(key.with(formerStatus));
            } else if (key.id() != nextId) {
                keys.add(key);
            }
        }
        keys.add(SamplingKey.create(nextId, KeyRotation.createdAtSeconds(all(), nowSeconds), new SecureRandom()));
        return changed(keys);
    }

    private SamplingKeys restored(
        final Path file, final long highest, final Predicate<SamplingKey> isWithdrawn, final long nowSeconds) {
        SamplingKeys restored = this;
        for (final SamplingKey key : all()) {
            if (key.status() != KeyStatus.WITHDRAWN && isWithdrawn.test(key)) {
                restored = restored.withdrawn(file, key.id(), nowSeconds);
            }
        }
        return new SamplingKeys(Math.max(highest, restored.revision) + 1, validityDaysMax, restored.rootOrNew(), pepper,
            restored.all());
    }

    private SamplingKeys changed() {
        return changed(all());
    }

    private SamplingKeys changed(final List<SamplingKey> keys) {
        return new SamplingKeys(revision + 1, validityDaysMax, rootOrNew(), pepper, keys);
    }

    private RootKey rootOrNew() {
        return root == null ? RootKey.create() : root;
    }

    private static long nowSeconds() {
        return Instant.now().getEpochSecond();
    }

    @Override
    public String toString() {
        return all().toString();
    }
}
