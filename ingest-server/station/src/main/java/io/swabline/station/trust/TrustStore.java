package io.swabline.station.trust;

import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.trust.Fingerprint;
import io.swabline.protocol.trust.TrustBundle;
import io.swabline.protocol.trust.TrustBundleDescriptor;
import io.swabline.protocol.trust.TrustBundleException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * The newest trust bundle on a terminal's disk. A torn or changed file shows by its signature; a genuine older bundle that was
 * copied over the newest one shows by {@link HighestBundle}, a second file that remembers root key and counter of the newest.
 * Each change is forced before the next one begins, under a lock that programs of one terminal share. Any thread, one at a
 * time. A bundle that is refused changes nothing.
 *
 * <p>Where another root key is named, {@link FormerRoots} keeps the counter of the one before it, in a third file.
 *
 * <p>The first bundle is believed (trust at first use) unless the caller names its root. Deleting the directory forgets the
 * root and the counter. Without the memory the bundle that lies there is believed; {@link #remembersHighest()} tells.
 */
public final class TrustStore {
    /** A bundle may be so far ahead of the terminal's clock. */
    static final Duration AHEAD_MAX = Duration.ofHours(1);

    private static final String BUNDLE = "trust-bundle";
    private static final String MEMORY = "highest-bundle";
    private static final String FORMER = "former-roots";

    private final Path directory;
    private final Path file;
    private final Path memory;
    private final Path former;
    private final TrustFiles files;

    /** Makes nothing yet; the directory is made for the first bundle. */
    public TrustStore(final Path directory) {
        this(directory, filesIn(directory));
    }

    TrustStore(final Path directory, final TrustFiles files) {
        this.directory = directory.toAbsolutePath();
        this.files = files;
        file = this.directory.resolve(BUNDLE);
        memory = this.directory.resolve(MEMORY);
        former = this.directory.resolve(FORMER);
    }

    static TrustFiles filesIn(final Path directory) {
        final Path absolute = directory.toAbsolutePath();
        return new ForcedTrustFiles(absolute.resolve(BUNDLE), absolute.resolve(MEMORY), absolute.resolve(FORMER));
    }

    /** The bundle to judge by; null if there was none yet. {@link TrustException} if what lies there is not to be believed. */
    public synchronized TrustBundle bundle() {
        final TrustBundle held = held();
        if (held != null) {
            requireNotReplaced(held, highest());
        }
        return held;
    }

    /**
     * False if a bundle lies there and nothing remembers that it is the newest: a roll-back could not have been noticed. The
     * next bundle that is offered and not refused mends it.
     */
    public synchronized boolean remembersHighest() {
        return highest() != null || !Files.exists(file);
    }

    private TrustBundle held() {
        final byte[] bytes;
        try {
            bytes = readBounded();
        } catch (final NoSuchFileException e) {
            return null;
        } catch (final IOException e) {
            throw TrustException.unusable(directory, "cannot be read (" + reason(e) + "): check the disk and the path", e);
        }
        try {
            return TrustBundle.read(bytes);
        } catch (final TrustBundleException e) {
            throw new TrustException(TrustException.Reason.STATE_DAMAGED, "trust state " + file + " is not what was written "
                + "there (" + e.getMessage() + "): this terminal no longer knows whom to trust. Find out why; then delete the "
                + "file and offer a new bundle, naming its root key", e);
        }
    }

    private HighestBundle highest() {
        try {
            return HighestBundle.read(memory);
        } catch (final IOException e) {
            throw TrustException.unusable(directory, "cannot be read (" + reason(e) + "): check the disk and the path", e);
        }
    }

    private void requireNotReplaced(final TrustBundle held, final HighestBundle highest) {
        if (highest == null) {
            return;
        }
        if (!highest.root().equals(held.rootFingerprint())) {
            throw TrustException.replaced(TrustException.Reason.OTHER_ROOT, "trust state " + file
                + " was replaced: it is of root key " + held.rootFingerprint()
                + ", but this terminal last took a bundle of " + highest.root()
                + ". Nothing is judged by it. Find out who wrote there, and offer the newest bundle (--bundle)");
        }
        if (highest.isNewerThan(held)) {
            throw TrustException.replaced(TrustException.Reason.ROLL_BACK, "trust state " + file
                + " was replaced by an older bundle: it has counter " + held.counter()
                + " of " + Instant.ofEpochMilli(held.madeAtMs()) + ", but this terminal has had counter "
                + highest.counter() + " of " + highest.madeAt()
                + ". Nothing is judged by it. Find out who wrote there, and offer the newest bundle (--bundle)");
        }
    }

    /**
     * Takes a bundle if it is genuine, of the pinned root, not older than the one there is, and not from the future.
     *
     * @param root the root key that it must have, even if another one was pinned; null for the pinned one or, if there is none,
     *             any
     */
    public synchronized Adoption offer(final byte[] bytes, final Fingerprint root, final long nowMs) {
        final TrustBundle offered;
        try {
            offered = TrustBundle.read(bytes);
        } catch (final TrustBundleException e) {
            throw new TrustException(TrustException.Reason.NOT_GENUINE, e.getMessage(), e);
        }
        requireTime(offered, nowMs);
        try {
            OwnerOnlyFile.makeDirectory(directory);
        } catch (final IOException e) {
            throw TrustException.unusable(directory, "cannot be made (" + reason(e) + "): check the disk and the path", e);
        }
        try (FileChannel channel = OwnerOnlyFile.open(
                directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
            return take(offered, bytes, root, lock);
        } catch (final OverlappingFileLockException e) {
            throw TrustException.unusable(directory, "is in use by another thread of this program: try again", e);
        } catch (final IOException e) {
            throw TrustException.unusable(
                directory, "cannot be written (" + reason(e) + "): the bundle before is still in use; check the disk", e);
        }
    }

    private Adoption take(final TrustBundle offered, final byte[] bytes, final Fingerprint root, final FileLock lock)
        throws IOException {
        if (!lock.isValid()) {
            throw new IOException("the lock was lost");
        }
        final TrustBundle held = held();
        final HighestBundle remembered = highest();
        final HighestBundle known = remembered == null && held != null ? HighestBundle.of(held) : remembered;
        requireRoot(offered, root, known);
        final Adoption adoption = adoption(offered, held, known);
        if (adoption == Adoption.PINNED || adoption == Adoption.REPINNED) {
            final FormerRoots roots = formerRoots();
            requireNotOlder(offered, roots.of(offered));
            if (adoption == Adoption.REPINNED) {
                // First of all: whatever a power cut leaves, the root that is replaced is remembered.
                files.replaceFormer(roots.with(newestOf(known, held)));
            }
        }
        if (adoption != Adoption.KNOWN) {
            replace(adoption, held != null, bytes, HighestBundle.of(offered));
        } else if (!HighestBundle.of(held).equals(remembered)) {
            // There was none, or the power failed between the two files: it is of a bundle before.
            files.replaceMemory(HighestBundle.of(held));
        }
        return adoption;
    }

    /**
     * Two files cannot change in one step, so the order decides what a power cut or a failed write leaves. In no such state may
     * the memory condemn the bundle that lies there, since a terminal without a network could judge nothing from then on.
     *
     * <ul>
     * <li>No bundle lies there: memory, bundle. Between the two the root key is pinned, and the same bundle can be offered
     * again. The other order could lose a root key that was pinned before.</li>
     * <li>A newer bundle: bundle, memory. Between the two the memory is of the bundle before: the new one is believed, and a
     * roll-back to the one before would not be noticed until a bundle is offered again.</li>
     * <li>A bundle of another root key, after the former one was noted: memory deleted, bundle, memory. Without the memory first
     * the old bundle is believed, then the new one, both with a warning, until a bundle is offered again. An old memory beside
     * the new bundle would refuse it, and so would a new memory beside the old one.</li>
     * </ul>
     */
    private void replace(final Adoption adoption, final boolean isHeld, final byte[] bytes, final HighestBundle highest)
        throws IOException {
        if (!isHeld) {
            files.replaceMemory(highest);
            files.replaceBundle(bytes);
            return;
        }
        if (adoption == Adoption.REPINNED) {
            files.deleteMemory();
        }
        files.replaceBundle(bytes);
        try {
            files.replaceMemory(highest);
        } catch (final IOException e) {
            throw TrustException.unusable(directory, "has the new bundle, which is in use now, but " + MEMORY
                + " cannot be written (" + reason(e) + "), so that a roll-back to an older bundle would not be noticed: check "
                + "the disk and offer the bundle again", e);
        }
    }

    private static Adoption adoption(final TrustBundle offered, final TrustBundle held, final HighestBundle known) {
        if (known == null) {
            return Adoption.PINNED;
        }
        if (!known.root().equals(offered.rootFingerprint())) {
            return Adoption.REPINNED;
        }
        requireNotOlder(offered, known);
        final boolean isHeld = held != null && held.root().equals(offered.root())
            && offered.counter() == held.counter() && offered.madeAtMs() <= held.madeAtMs();
        return isHeld ? Adoption.KNOWN : Adoption.NEWER;
    }

    /** Of two that are of one root; after a power cut the memory may be of the bundle before. */
    private static HighestBundle newestOf(final HighestBundle known, final TrustBundle held) {
        return held != null && held.rootFingerprint().equals(known.root()) && held.counter() > known.counter()
            ? HighestBundle.of(held) : known;
    }

    private FormerRoots formerRoots() {
        final FormerRoots roots;
        try {
            roots = FormerRoots.read(former);
        } catch (final IOException e) {
            throw TrustException.unusable(directory, "cannot be read (" + reason(e) + "): check the disk and the path", e);
        }
        if (roots == null) {
            throw new TrustException(TrustException.Reason.STATE_DAMAGED, "trust state " + former + " is not what was written "
                + "there: this terminal no longer knows which bundles it has had of former root keys, and the bundle before "
                + "stays in use. Find out why; then delete the file and offer the newest one again, naming its root key", null);
        }
        return roots;
    }

    private static void requireNotOlder(final TrustBundle offered, final HighestBundle known) {
        if (known != null && known.isNewerThan(offered)) {
            throw new TrustException(TrustException.Reason.ROLL_BACK, "the trust bundle is older than one that this terminal "
                + "has had (counter " + offered.counter() + " of " + Instant.ofEpochMilli(offered.madeAtMs()) + ", after "
                + known.counter() + " of " + known.madeAt() + ") and is not taken: fetch the newest one from the server");
        }
    }

    private static void requireTime(final TrustBundle offered, final long nowMs) {
        if (offered.madeAtMs() > nowMs + AHEAD_MAX.toMillis()) {
            throw new TrustException(TrustException.Reason.FROM_THE_FUTURE, "the trust bundle says that it was made at "
                + Instant.ofEpochMilli(offered.madeAtMs()) + ", but here it is " + Instant.ofEpochMilli(nowMs)
                + ": set this terminal's clock; if it is right, the server's is not");
        }
    }

    private static void requireRoot(final TrustBundle offered, final Fingerprint root, final HighestBundle known) {
        final Fingerprint found = offered.rootFingerprint();
        if (root != null && !found.equals(root)) {
            throw new TrustException(TrustException.Reason.OTHER_ROOT, "the trust bundle is of root key " + found + ", not of "
                + root + " as asked for: it is of another key file, or not of whom it should be");
        }
        if (root == null && known != null && !known.root().equals(found)) {
            throw new TrustException(TrustException.Reason.OTHER_ROOT, "the trust bundle is of root key " + found
                + ", but this terminal trusts " + known.root() + " and does not take it. Only if the city says that "
                + "its root key has changed, and to this one: name it to pin it");
        }
    }

    /** One byte more than the longest bundle is enough to see that it is none. */
    private byte[] readBounded() throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(TrustBundleDescriptor.LENGTH_MAX + 1);
        }
    }

    private static String reason(final IOException e) {
        final String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
