package io.swabline.benchmarks.simulation.disk;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The disk as one process sees it, until that process ends. */
final class DiskFileSystem extends FileSystem {
    private static final String GLOB = "glob:";

    private final SimulatedDisk disk;
    private final DiskProvider provider = new DiskProvider(this);
    private boolean ended;

    DiskFileSystem(final SimulatedDisk disk) {
        this.disk = disk;
    }

    void end() {
        ended = true;
    }

    /** The disk, as long as the process lives. */
    SimulatedDisk disk() {
        if (ended) {
            throw new ProcessEnded();
        }
        return disk;
    }

    Path root() {
        return new DiskPath(this, "/");
    }

    /** The file or directory of a path; null if there is none. */
    Object find(final DiskPath path) {
        Object node = disk().root();
        for (final String name : path.names()) {
            node = node instanceof DiskDirectory directory ? directory.get(name) : null;
        }
        return node;
    }

    DiskDirectory directory(final DiskPath path) throws NoSuchFileException {
        if (find(path) instanceof DiskDirectory directory) {
            return directory;
        }
        throw new NoSuchFileException(path.toString());
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        ended = true;
    }

    @Override
    public boolean isOpen() {
        return !ended;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(root());
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public Path getPath(final String first, final String... more) {
        return new DiskPath(this, more.length == 0 ? first : first + "/" + String.join("/", more));
    }

    /** Of globs, stars are understood. */
    @Override
    public PathMatcher getPathMatcher(final String syntaxAndPattern) {
        if (!syntaxAndPattern.startsWith(GLOB)) {
            throw new UnsupportedOperationException(syntaxAndPattern);
        }
        final String glob = syntaxAndPattern.substring(GLOB.length());
        final Pattern pattern = Pattern.compile(Pattern.quote(glob).replace("*", "\\E[^/]*\\Q"));
        return path -> pattern.matcher(path.toString()).matches();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
