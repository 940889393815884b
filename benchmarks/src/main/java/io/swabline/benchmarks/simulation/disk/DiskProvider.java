package io.swabline.benchmarks.simulation.disk;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code Files} and {@code FileChannel} ask of a simulated disk; only what the journal uses is there. */
final class DiskProvider extends FileSystemProvider {
    private final DiskFileSystem fileSystem;

    DiskProvider(final DiskFileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    @Override
    public FileChannel newFileChannel(
        final Path path, final Set<? extends OpenOption> options, final FileAttribute<?>... attributes) throws IOException {
        final DiskPath file = (DiskPath) path;
        final boolean isDirect = options.contains(ExtendedOpenOption.DIRECT);
        if (isDirect && !fileSystem.disk().readsPastCache()) {
            throw new UnsupportedOperationException("no reads past the page cache");
        }
        Object node = fileSystem.find(file);
        if (node == null) {
            if (!options.contains(StandardOpenOption.CREATE) && !options.contains(StandardOpenOption.CREATE_NEW)) {
                throw new NoSuchFileException(path.toString());
            }
            final DiskDirectory parent = fileSystem.directory(file.getParent());
            fileSystem.disk().beforeChange();
            node = new DiskFile();
            parent.put(file.name(), node);
        } else if (options.contains(StandardOpenOption.CREATE_NEW)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (node instanceof DiskDirectory directory) {
            return new DiskChannel(fileSystem, null, directory, false);
        }
        final DiskFile opened = (DiskFile) node;
        if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            fileSystem.disk().beforeChange();
            opened.truncate(0);
        }
        return new DiskChannel(fileSystem, opened, null, isDirect);
    }

    @Override
    public SeekableByteChannel newByteChannel(
        final Path path, final Set<? extends OpenOption> options, final FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(final Path path, final DirectoryStream.Filter<? super Path> filter)
        throws IOException {
        final Object node = fileSystem.find((DiskPath) path);
        if (node instanceof DiskFile) {
            throw new NotDirectoryException(path.toString());
        }
        final List<Path> found = new ArrayList<>();
        for (final String name : fileSystem.directory((DiskPath) path).names()) {
            final Path entry = path.resolve(name);
            if (filter.accept(entry)) {
                found.add(entry);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Override
    public void createDirectory(final Path path, final FileAttribute<?>... attributes) throws IOException {
        final DiskPath directory = (DiskPath) path;
        if (fileSystem.find(directory) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        final DiskDirectory parent = fileSystem.directory(directory.getParent());
        fileSystem.disk().beforeChange();
        parent.put(directory.name(), new DiskDirectory());
    }

    @Override
    public void delete(final Path path) throws IOException {
        final DiskPath deleted = (DiskPath) path;
        final Object node = fileSystem.find(deleted);
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (node instanceof DiskDirectory directory && !directory.isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        fileSystem.disk().beforeChange();
        fileSystem.directory(deleted.getParent()).remove(deleted.name());
    }

    @Override
    public void move(final Path from, final Path to, final CopyOption... options) throws IOException {
        final DiskPath source = (DiskPath) from;
        final DiskPath target = (DiskPath) to;
        if (fileSystem.find(source) == null) {
            throw new NoSuchFileException(from.toString());
        }
        if (!source.getParent().equals(target.getParent())) {
            throw new UnsupportedOperationException("moved between directories");
        }
        fileSystem.disk().beforeChange();
        fileSystem.directory(source.getParent()).rename(source.name(), target.name());
    }

    @Override
    public void checkAccess(final Path path, final AccessMode... modes) throws IOException {
        if (fileSystem.find((DiskPath) path) == null) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        final Path path, final Class<A> type, final LinkOption... options) throws IOException {
        checkAccess(path);
        return type.cast(new DiskAttributes(fileSystem.find((DiskPath) path)));
    }

    @Override
    public boolean isSameFile(final Path path, final Path other) {
        return path.equals(other);
    }

    @Override
    public boolean isHidden(final Path path) {
        return false;
    }

    @Override
    public String getScheme() {
        return "simulated";
    }

    @Override
    public FileSystem newFileSystem(final URI uri, final Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(final URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(final URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void copy(final Path source, final Path target, final CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileStore getFileStore(final Path path) {
        return new DiskStore(fileSystem.disk().readsPastCache() ? "ext4" : "simulated");
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
        final Path path, final Class<V> type, final LinkOption... options) {
        return null;
    }

    @Override
    public Map<String, Object> readAttributes(final Path path, final String attributes, final LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(final Path path, final String attribute, final Object value, final LinkOption... options) {
        throw new UnsupportedOperationException();
    }
}
