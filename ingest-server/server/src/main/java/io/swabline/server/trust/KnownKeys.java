package io.swabline.server.trust;

import io.swabline.protocol.KeyFileException;
import io.swabline.protocol.KeyStatus;
import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a data directory remembers of the key file that its server went by: the highest revision, and which keys were withdrawn.
 * An older copy of the file would accept codes of a withdrawn key again, and the counter of trust bundles would fall; with this
 * it is found out, also at the next start. Keys are known by the fingerprints of their public keys, since ids are used again.
 * No secret is in it. Used by one thread at a time.
 *
 * <pre>
 *   revision=7
 *   withdrawn.217f-5924-3110-35ea-02d8-018d-44bc-d142=1     fingerprint and id of a key
 * </pre>
 */
public final class KnownKeys {
    private static final String NAME = "keys.known";
    private static final String REVISION = "revision=";
    private static final String WITHDRAWN = "withdrawn.";
    private static final String HEADER =
        "# What the server on this directory remembers of its key file. Written by the server; no secret is in it.\n";
    /** About 18,000 withdrawn keys. */
    private static final int LENGTH_MAX = 1 << 20;

    private final Path file;
    private long revision;
    /** Ids by fingerprint. */
    private final SortedMap<String, Integer> withdrawn = new TreeMap<>();
    private boolean isThere;

    /**
     * Reads the memory; nothing is remembered if there is none.
     *
     * @throws KeyFileException if it cannot be read, or is not what a server wrote
     */
    public KnownKeys(final Path dataDirectory) {
        file = dataDirectory.toAbsolutePath().normalize().resolve(NAME);
        try (var in = Files.newInputStream(file)) {
            parse(new String(in.readNBytes(LENGTH_MAX), StandardCharsets.UTF_8));
            isThere = true;
        } catch (final NoSuchFileException none) {
            isThere = false;
        } catch (final IOException e) {
            throw new KeyFileException(file, "cannot be read (" + e + ")", "check the disk, and that it is this user's file", e);
        } catch (final IllegalArgumentException e) {
            throw new KeyFileException(file, "is not what the server wrote there, and it says which keys are withdrawn",
                "look at the key file with 'swabline keys show'; if all keys that leaked are withdrawn in it, remove " + file, e);
        }
    }

    private void parse(final String text) {
        boolean hasRevision = false;
        for (final String line : text.split("\n")) {
            if (line.startsWith(REVISION) && !hasRevision) {
                revision = Long.parseLong(line.substring(REVISION.length()));
                hasRevision = true;
            } else if (line.startsWith(WITHDRAWN)) {
                final String[] parts = line.substring(WITHDRAWN.length()).split("=", 2);
                withdrawn.put(Fingerprint.parse(parts[0]).toString(), Integer.parseInt(parts.length < 2 ? "" : parts[1]));
            } else if (!line.startsWith("#")) {
                throw new IllegalArgumentException("neither a revision nor a withdrawn key");
            }
        }
        if (!hasRevision) {
            throw new IllegalArgumentException("no revision");
        }
    }

    /** Whether a server on this directory has ever gone by a key file. */
    public boolean isThere() {
        return isThere;
    }

    /** The highest revision of the key file that the server went by; 0 if it never did. */
    public long revision() {
        return revision;
    }

    /** Whether the server has known this key as withdrawn. */
    public boolean isWithdrawn(final SamplingKey key) {
        return withdrawn.containsKey(Fingerprint.of(key.publicKey()).toString());
    }

    /**
     * Fails if these keys are an older state than the server has gone by.
     *
     * @param keyFile where they were read
     * @throws KeyFileException with what to do
     */
    public void requireNotOlder(final Path keyFile, final SamplingKeys keys) {
        if (keys.revision() < revision) {
            throw new KeyFileException(keyFile, "has revision " + keys.revision() + ", and the server on " + file.getParent()
                + " went by revision " + revision + " of it before, so it is an older copy or another file",
                remedy(keyFile), null);
        }
        for (final SamplingKey key : keys.all()) {
            if (key.status() != KeyStatus.WITHDRAWN && isWithdrawn(key)) {
                throw new KeyFileException(keyFile, "no longer withdraws key " + key.id() + ", which the server on "
                    + file.getParent() + " knows as withdrawn", remedy(keyFile), null);
            }
        }
    }

    private String remedy(final Path keyFile) {
        return "put the newest copy there; if it is lost, 'swabline keys restore --keys " + keyFile + " --data "
            + file.getParent() + "' makes this one usable and withdraws again what was withdrawn; only if withdrawn keys are to "
            + "be accepted again, stop the server and remove " + file;
    }

    /**
     * Remembers keys that are about to be used, on the disk when it returns.
     *
     * @throws IOException if they cannot be; they are remembered in memory nevertheless
     */
    void remember(final SamplingKeys keys) throws IOException {
        boolean isNew = !isThere || keys.revision() > revision;
        revision = Math.max(revision, keys.revision());
        for (final SamplingKey key : keys.all()) {
            isNew |= key.status() == KeyStatus.WITHDRAWN
                && withdrawn.put(Fingerprint.of(key.publicKey()).toString(), key.id()) == null;
        }
        if (isNew) {
            // Until the write has succeeded, the next call tries again.
            isThere = false;
            OwnerOnlyFile.replace(file, text());
            isThere = true;
        }
    }

    private String text() {
        final StringBuilder text = new StringBuilder(HEADER).append(REVISION).append(revision).append('\n');
        for (final Map.Entry<String, Integer> key : withdrawn.entrySet()) {
            text.append(WITHDRAWN).append(key.getKey()).append('=').append(key.getValue()).append('\n');
        }
        return text.toString();
    }
}
