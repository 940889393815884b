package io.swabline.benchmarks.simulation.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file of a simulated disk, read past the page cache or not; or an open directory, which can only be forced. */
final class DiskChannel extends FileChannel {
    private final DiskFileSystem fileSystem;
    private final DiskFile file;
    private final DiskDirectory directory;
    private final boolean isDirect;
    private long position;

    DiskChannel(final DiskFileSystem fileSystem, final DiskFile file, final DiskDirectory directory, final boolean isDirect) {
        this.fileSystem = fileSystem;
        this.file = file;
        this.directory = directory;
        this.isDirect = isDirect;
    }

    @Override
    public int read(final ByteBuffer target) {
        final int count = read(target, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(final ByteBuffer target, final long from) {
        fileSystem.disk();
        return isDirect ? file.readDisk(target, from) : file.read(target, from);
    }

    @Override
    public int write(final ByteBuffer source) {
        final int count = write(source, position);
        position += count;
        return count;
    }

    @Override
    public int write(final ByteBuffer source, final long to) {
        final SimulatedDisk disk = fileSystem.disk();
        final int count = file.write(source, to, disk.bytesBeforeEnd(source.remaining()));
        disk.afterWrite();
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(final long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        fileSystem.disk();
        return file.length();
    }

    @Override
    public FileChannel truncate(final long size) {
        fileSystem.disk().beforeChange();
        file.truncate(size);
        position = Math.min(position, size);
        return this;
    }

    @Override
    public void force(final boolean metaData) throws IOException {
        if (directory == null) {
            fileSystem.disk().force(file);
        } else {
            fileSystem.disk().force(directory);
        }
    }

    /** Whole files only. */
    @Override
    public MappedByteBuffer map(final MapMode mode, final long from, final long size) {
        fileSystem.disk();
        if (from != 0 || size != file.length()) {
            throw new UnsupportedOperationException("a part of a file mapped");
        }
        return file.map();
    }

    /** There is one process at a time, and what it locks is unlocked when it ends. */
    @Override
    public FileLock tryLock(final long from, final long size, final boolean shared) {
        return new FileLock(this, from, size, shared) {
            @Override
            public boolean isValid() {
                return isOpen();
            }

            @Override
            public void release() {
                // with the process
            }
        };
    }

    @Override
    public FileLock lock(final long from, final long size, final boolean shared) {
        return tryLock(from, size, shared);
    }

    @Override
    protected void implCloseChannel() {
        // nothing is held
    }

    @Override
    public long read(final ByteBuffer[] targets, final int offset, final int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(final ByteBuffer[] sources, final int offset, final int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(final long from, final long count, final WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(final ReadableByteChannel source, final long to, final long count) {
        throw new UnsupportedOperationException();
    }
}
