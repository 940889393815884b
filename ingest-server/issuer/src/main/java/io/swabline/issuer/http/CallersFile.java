package io.swabline.issuer.http;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The callers file on disk, an {@link OwnerOnlyFile}; it is locked while it is changed, so that two commands do not lose each
 * other's change. A file that is missing means that there are no callers.
 */
public final class CallersFile {
    /** What all keys start with, so that one that got out is known for what it is. */
    public static final String KEY_PREFIX = "swb_";

    private static final int KEY_BYTES = 32;
    private static final long LENGTH_MAX = 1 << 20;

    private final Path file;

    public CallersFile(final Path file) {
        this.file = file.toAbsolutePath();
    }

    public Path path() {
        return file;
    }

    /** All keys, in the order in which they were added. */
    public List<Caller> list() {
        return load().all();
    }

    /** Adds a key and returns it: it is kept nowhere else. {@link IllegalArgumentException} for an impossible name. */
    public String add(final String name, final Set<Scope> scopes) {
        if (!CallersFileText.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a caller's name is 1 to 40 small letters, digits and hyphens");
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("a caller needs a scope");
        }
        final byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        final String key = KEY_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        final Caller caller =
            new Caller(name, Callers.hash(key), Set.copyOf(scopes), Instant.now().truncatedTo(ChronoUnit.SECONDS));
        change(callers -> {
            if (callers.size() >= CallersFileText.KEYS_MAX) {
                throw new CallersFileException(
                    file, "has " + callers.size() + " keys already", "remove those out of use", null);
            }
            final List<Caller> more = new ArrayList<>(callers);
            more.add(caller);
            return more;
        });
        return key;
    }

    /**
     * Removes keys of a caller.
     *
     * @param keyId the one key to remove, see {@link Caller#keyId}; null for all of the caller's
     * @return how many there were
     */
    public int remove(final String name, final String keyId) {
        final List<Caller> removed = new ArrayList<>();
        change(callers -> {
            final List<Caller> left = new ArrayList<>();
            for (final Caller caller : callers) {
                final boolean goes = caller.name().equals(name) && (keyId == null || keyId.equals(caller.keyId()));
                (goes ? removed : left).add(caller);
            }
            return left;
        });
        return removed.size();
    }

    Callers load() {
        try {
            requireOwnerOnly();
            final byte[] bytes = Files.readAllBytes(file);
            return CallersFileText.parse(file, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (final NoSuchFileException e) {
            return Callers.NONE;
        } catch (final CharacterCodingException e) {
            throw new CallersFileException(file, "is not text", "restore it, or remove it and add the callers again", e);
        } catch (final IOException e) {
            throw new CallersFileException(file, "cannot be read (" + e + ")",
                OwnerOnlyFile.remedy(e, "check its owner and the disk"), e);
        }
    }

    private void requireOwnerOnly() throws IOException {
        if (Files.isDirectory(file)) {
            throw new CallersFileException(file, "is a directory", "name a file in it", null);
        }
        if (Files.size(file) > LENGTH_MAX) {
            throw new CallersFileException(file, "is too large for callers", "name another", null);
        }
        final String permissions = OwnerOnlyFile.permissionsOpenToOthers(file);
        if (permissions != null) {
            throw new CallersFileException(file, "is open to others than its owner (" + permissions + ")",
                "run 'chmod 600 " + file + "'; if somebody may have changed it, see 'swabline callers list'", null);
        }
    }

    private void change(final UnaryOperator<List<Caller>> change) {
        try {
            OwnerOnlyFile.makeDirectoryOf(file);
            try (FileChannel channel = OwnerOnlyFile.openLockFile(file); FileLock lock = channel.tryLock()) {
                if (lock == null) {
                    throw beingChanged(null);
                }
                OwnerOnlyFile.replace(file, CallersFileText.write(change.apply(load().all())));
            }
        } catch (final OverlappingFileLockException e) {
            throw beingChanged(e);
        } catch (final IOException e) {
            throw new CallersFileException(file, "cannot be written (" + e + ")",
                "check that its directory may be written and has room; what was there before is unchanged", e);
        }
    }

    private CallersFileException beingChanged(final Throwable cause) {
        return new CallersFileException(file, "is being changed by another command", "wait for that one, then try again", cause);
    }
}
