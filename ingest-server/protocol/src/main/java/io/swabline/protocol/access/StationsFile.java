package io.swabline.protocol.access;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The stations file on disk, an {@link OwnerOnlyFile}; it is locked while it is changed, so that two commands do not lose each
 * other's change. A file that is missing means that nobody may connect.
 */
public final class StationsFile {
    private static final long LENGTH_MAX = 32 << 20;

    private final Path file;

    public StationsFile(final Path file) {
        this.file = file.toAbsolutePath();
    }

    public Path path() {
        return file;
    }

    /**
     * Adds a token for each name and returns them, in order: they are kept nowhere else.
     *
     * @param names      station numbers for {@link Right#SCAN}, subscribers' names for {@link Right#SUBSCRIBE}; impossible ones
     *                   are an {@link IllegalArgumentException}
     * @param validUntil when the tokens end; null: never
     */
    public Map<String, String> add(final Collection<String> names, final Right right, final Instant validUntil) {
        for (final String name : names) {
            requireName(name, right);
        }
        final SecureRandom random = new SecureRandom();
        final Map<String, String> tokens = new LinkedHashMap<>();
        names.forEach(name -> tokens.put(name, AccessToken.make(random)));
        final Instant madeAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        change(list -> {
            final List<AccessEntry> more = new ArrayList<>(list.entries());
            tokens.forEach((name, token) ->
                more.add(new AccessEntry(name, right, AccessToken.hash(token), madeAt, validUntil)));
            requireRoom(more);
            return new AccessList(more, list.withdrawnCertificates());
        });
        return tokens;
    }

    private static void requireName(final String name, final Right right) {
        if (right == Right.SCAN && !StationsFileText.STATION.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no station number");
        }
        if (right == Right.SUBSCRIBE && !StationsFileText.SUBSCRIBER.matcher(name).matches()) {
            throw new IllegalArgumentException("a subscriber's name is 1 to 40 small letters, digits, hyphens, a letter first");
        }
    }

    private void requireRoom(final List<AccessEntry> entries) {
        final Map<String, Integer> counts = new HashMap<>();
        for (final AccessEntry entry : entries) {
            if (counts.merge(entry.name(), 1, Integer::sum) > StationsFileText.TOKENS_OF_A_NAME_MAX) {
                throw new AccessFileException(file, "has " + StationsFileText.TOKENS_OF_A_NAME_MAX + " tokens of " + entry.name()
                    + " already", "remove those out of use", null);
            }
        }
        if (entries.size() > StationsFileText.TOKENS_MAX) {
            throw new AccessFileException(file, "has room for " + StationsFileText.TOKENS_MAX + " tokens, not for "
                + entries.size(), "remove those out of use", null);
        }
    }

    /**
     * Removes tokens.
     *
     * @param tokenId the one token to remove, see {@link AccessEntry#tokenId}; null for all of these names
     * @return how many there were
     */
    public int remove(final Set<String> names, final String tokenId) {
        final List<AccessEntry> removed = new ArrayList<>();
        change(list -> {
            final List<AccessEntry> left = new ArrayList<>();
            for (final AccessEntry entry : list.entries()) {
                final boolean goes = names.contains(entry.name()) && (tokenId == null || tokenId.equals(entry.tokenId()));
                (goes ? removed : left).add(entry);
            }
            return new AccessList(left, list.withdrawnCertificates());
        });
        return removed.size();
    }

    /** From now on, these stations' client certificates are good only if they begin at this time or later. */
    public void withdrawCertificates(final Set<String> stations, final Instant before) {
        stations.forEach(station -> requireName(station, Right.SCAN));
        change(list -> {
            final Map<String, Instant> withdrawn = new HashMap<>(list.withdrawnCertificates());
            stations.forEach(station -> withdrawn.put(station, before));
            if (withdrawn.size() > StationsFileText.TOKENS_MAX) {
                throw new AccessFileException(file, "has no room for the certificates of more than " + StationsFileText.TOKENS_MAX
                    + " stations", "change the authority of stations' certificates instead", null);
            }
            return new AccessList(list.entries(), withdrawn);
        });
    }

    /** Reads the file; a missing one is empty. */
    public AccessList load() {
        return Files.notExists(file) ? AccessList.EMPTY : loadExisting();
    }

    /** Reads the file, which must be there. */
    public AccessList loadExisting() {
        try {
            requireOwnerOnly();
            final byte[] bytes = Files.readAllBytes(file);
            return StationsFileText.parse(file, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (final NoSuchFileException e) {
            throw new AccessFileException(file, "is missing", "restore it from its backup", e);
        } catch (final AccessDeniedException e) {
            throw new AccessFileException(file, "may not be read by this user",
                "run this as the server's user or as root; if it is the server's user, give it the file: chown USER " + file, e);
        } catch (final CharacterCodingException e) {
            throw new AccessFileException(file, "is not text", "restore it, or remove it and add the stations again", e);
        } catch (final IOException e) {
            throw new AccessFileException(file, "cannot be read (" + e + ")",
                OwnerOnlyFile.remedy(e, "check its owner and the disk"), e);
        }
    }

    /** Makes a file that says which certificates are withdrawn and has no tokens; for one that this process alone writes. */
    public void replaceByWithdrawals(final Map<String, Instant> withdrawn) throws IOException {
        OwnerOnlyFile.makeDirectoryOf(file);
        OwnerOnlyFile.replace(file, StationsFileText.write(new AccessList(List.of(), withdrawn)));
    }

    private void requireOwnerOnly() throws IOException {
        if (Files.isDirectory(file)) {
            throw new AccessFileException(file, "is a directory", "name a file in it", null);
        }
        if (Files.size(file) > LENGTH_MAX) {
            throw new AccessFileException(file, "is too large for tokens of stations", "name another", null);
        }
        final String permissions = OwnerOnlyFile.permissionsOpenToOthers(file);
        if (permissions != null) {
            throw new AccessFileException(file, "is open to others than its owner (" + permissions + ")",
                "run 'chmod 600 " + file + "'; if somebody may have changed it, see 'swabline stations list'", null);
        }
    }

    private void change(final UnaryOperator<AccessList> change) {
        try {
            OwnerOnlyFile.makeDirectoryOf(file);
            try (FileChannel channel = OwnerOnlyFile.openLockFile(file); FileLock lock = channel.tryLock()) {
                if (lock == null) {
                    throw beingChanged(null);
                }
                OwnerOnlyFile.replace(file, StationsFileText.write(change.apply(load())));
            }
        } catch (final OverlappingFileLockException e) {
            throw beingChanged(e);
        } catch (final IOException e) {
            throw new AccessFileException(file, "cannot be written (" + e + ")",
                "check that its directory may be written and has room; what was there before is unchanged", e);
        }
    }

    private AccessFileException beingChanged(final Throwable cause) {
        return new AccessFileException(file, "is being changed by another command", "wait for that one, then try again", cause);
    }
}
