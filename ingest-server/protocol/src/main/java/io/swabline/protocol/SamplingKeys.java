package io.swabline.protocol;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of a key file: the pepper, and the keys of sampling codes by id. Immutable; a change makes another one and
 * writes the file anew. {@link KeyFileException} says what is wrong with a file and what to do about it.
 *
 * <p>Issue under a new key every 30 days: {@link #rotate} makes the current key the previous one, whose codes are accepted
 * until they expire, and withdraws the one before that, whose codes are past their 30 days by then.
 */
public final class SamplingKeys {
    private final byte[] pepper;
    /** By id; null where there is no key. */
    private final SamplingKey[] byId = new SamplingKey[SamplingKey.ID_MAX + 1];
    private final SamplingKey current;

    SamplingKeys(final byte[] pepper, final List<SamplingKey> keys) {
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
     * Writes a new key file, readable by its owner only, with a fresh pepper and one key, and makes its directory if there is
     * none. Never replaces a file: that would make every code and every pseudonym worthless.
     */
    public static SamplingKeys create(final Path file) {
        final SecureRandom random = new SecureRandom();
        final byte[] pepper = new byte[PersonPseudonyms.PEPPER_LENGTH];
        random.nextBytes(pepper);
        final SamplingKeys keys = new SamplingKeys(pepper, List.of(SamplingKey.create(1, nowSeconds(), random)));
        KeyFile.create(file, keys);
        return keys;
    }

    /** Reads a key file. */
    public static SamplingKeys load(final Path file) {
        return KeyFile.load(file);
    }

    /** Adds a key to the file and makes it the current one. */
    public static SamplingKeys rotate(final Path file) {
        return KeyFile.change(file, keys -> keys.rotated(nowSeconds()));
    }

    /**
     * Withdraws a key in the file: its codes are refused from the next reading of the file on. If it was the current key, a
     * new one takes its place.
     */
    public static SamplingKeys withdraw(final Path file, final int id) {
        return KeyFile.change(file, keys -> keys.withdrawn(file, id, nowSeconds()));
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

    byte[] pepper() {
        return pepper;
    }

    SamplingKeys rotated(final long nowSeconds) {
        return replacingCurrent(KeyStatus.PREVIOUS, nowSeconds);
    }

    private SamplingKeys withdrawn(final Path file, final int id, final long nowSeconds) {
        final SamplingKey key = byId(id);
        if (key == null) {
            throw new KeyFileException(file, "has no key " + id, "name one of " + all().stream().map(SamplingKey::id).toList());
        }
        if (key == current) {
            return replacingCurrent(KeyStatus.WITHDRAWN, nowSeconds);
        }
        return new SamplingKeys(pepper, all().stream().map(k -> k == key ? k.with(KeyStatus.WITHDRAWN) : k).toList());
    }

    /** Where the current key becomes the previous one, the one before it goes; where it is withdrawn, that one stays. */
    private SamplingKeys replacingCurrent(final KeyStatus formerStatus, final long nowSeconds) {
        final int nextId = nextId();
        final List<SamplingKey> keys = new ArrayList<>();
        for (final SamplingKey key : all()) {
            if (key == current) {
                keys.add(key.with(formerStatus));
            } else if (key.id() != nextId) {
                keys.add(formerStatus == KeyStatus.PREVIOUS ? key.with(KeyStatus.WITHDRAWN) : key);
            }
        }
        keys.add(SamplingKey.create(nextId, nowSeconds, new SecureRandom()));
        return new SamplingKeys(pepper, keys);
    }

    /** The next id that no code may still bear: a new one, or after 255 keys the oldest withdrawn one. */
    private int nextId() {
        int id = current.id();
        do {
            id = id % SamplingKey.ID_MAX + 1;
        } while (byId[id] != null && byId[id].status() != KeyStatus.WITHDRAWN);
        return id;
    }

    private static long nowSeconds() {
        return Instant.now().getEpochSecond();
    }

    @Override
    public String toString() {
        return all().toString();
    }
}
