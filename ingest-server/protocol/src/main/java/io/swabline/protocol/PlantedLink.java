package io.swabline.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells a symbolic link that somebody may have planted from one that leads to the planter's own files. Root acts for a server's
 * user in that user's directories; a link there to a file of root's own would have it changed instead. So a link counts only if
 * it is root's or belongs to whom the file belongs that the path ends at, and in a directory that is not root's only if that
 * directory belongs to that user as well. File systems without owners are left alone.
 */
final class PlantedLink {
    private static final int ROOT = 0;
    /** As many as the kernel follows. */
    private static final int LINKS_MAX = 40;

    private PlantedLink() {
    }

    /**
     * Looks at each link on the way to a file, or to the nearest directory above it that exists.
     *
     * @throws IOException that names the first link which must not be followed
     */
    static void requireNone(final Path path) throws IOException {
        Path end = path.toAbsolutePath();
        while (end != null && Files.notExists(end)) {
            end = end.getParent();
        }
        if (end != null && Files.getFileStore(end).supportsFileAttributeView("unix")) {
            require(end, (int) Files.getAttribute(end, "unix:uid"));
        }
    }

    private static void require(final Path path, final int owner) throws IOException {
        final Deque<Path> rest = new ArrayDeque<>();
        path.forEach(rest::add);
        Path at = path.getRoot();
        int links = 0;
        while (!rest.isEmpty()) {
            final Path name = rest.removeFirst();
            // Not normalize(): the parent of a link's target is meant, not of the link.
            final Path next = name.toString().equals("..") ? parent(at) : at.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            requireOf(owner, next);
            if (++links > LINKS_MAX) {
                throw new IOException("there are more than " + LINKS_MAX + " links on the way to " + path);
            }
            final Path target = Files.readSymbolicLink(next);
            at = target.isAbsolute() ? target.getRoot() : at;
            final Deque<Path> names = new ArrayDeque<>();
            target.forEach(names::addFirst);
            names.forEach(rest::addFirst);
        }
    }

    /** The link may have been put there by its owner, or moved there by the owner of the directory. */
    private static void requireOf(final int owner, final Path link) throws IOException {
        for (final Path path : new Path[] {link, link.getParent()}) {
            final int uid = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            if (uid != ROOT && uid != owner) {
                throw new IOException(link + " is a link of user " + uid + " to what belongs to user " + owner
                    + " and is not followed: name the file itself, or remove the link");
            }
        }
    }

    private static Path parent(final Path directory) {
        return directory.getParent() == null ? directory : directory.getParent();
    }
}
