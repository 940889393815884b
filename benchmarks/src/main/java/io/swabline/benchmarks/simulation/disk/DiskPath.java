package io.swabline.benchmarks.simulation.disk;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.List;

/** A path on a simulated disk: absolute, or a single name. */
final class DiskPath implements Path {
    private final DiskFileSystem fileSystem;
    private final String text;

    DiskPath(final DiskFileSystem fileSystem, final String text) {
        this.fileSystem = fileSystem;
        this.text = text;
    }

    List<String> names() {
        return text.equals("/") ? List.of() : Arrays.asList(text.substring(1).split("/"));
    }

    String name() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    @Override
    public FileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return text.startsWith("/");
    }

    @Override
    public Path getRoot() {
        return isAbsolute() ? fileSystem.root() : null;
    }

    @Override
    public Path getFileName() {
        return new DiskPath(fileSystem, name());
    }

    @Override
    public DiskPath getParent() {
        final int slash = text.lastIndexOf('/');
        return slash < 0 || text.length() == 1 ? null : new DiskPath(fileSystem, slash == 0 ? "/" : text.substring(0, slash));
    }

    @Override
    public int getNameCount() {
        return names().size();
    }

    @Override
    public Path getName(final int index) {
        return new DiskPath(fileSystem, names().get(index));
    }

    @Override
    public Path subpath(final int beginIndex, final int endIndex) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean startsWith(final Path other) {
        return text.startsWith(other.toString());
    }

    @Override
    public boolean endsWith(final Path other) {
        return text.endsWith(other.toString());
    }

    @Override
    public Path normalize() {
        return this;
    }

    @Override
    public Path resolve(final Path other) {
        return other.isAbsolute() ? other : new DiskPath(fileSystem, text.equals("/") ? "/" + other : text + "/" + other);
    }

    @Override
    public Path relativize(final Path other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public URI toUri() {
        return URI.create("simulated:" + text);
    }

    @Override
    public Path toAbsolutePath() {
        return this;
    }

    @Override
    public Path toRealPath(final LinkOption... options) {
        return this;
    }

    @Override
    public WatchKey register(
        final WatchService watcher, final WatchEvent.Kind<?>[] events, final WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(final Path other) {
        return text.compareTo(other.toString());
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof DiskPath path && path.fileSystem == fileSystem && path.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
