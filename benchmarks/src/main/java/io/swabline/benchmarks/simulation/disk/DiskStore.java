package io.swabline.benchmarks.simulation.disk;

import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;

/** The room on a simulated disk, which never ends. */
final class DiskStore extends FileStore {
    private static final int BLOCK_LENGTH = 4096;

    private final String type;

    DiskStore(final String type) {
        this.type = type;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public long getBlockSize() {
        return BLOCK_LENGTH;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public long getTotalSpace() {
        return Long.MAX_VALUE;
    }

    @Override
    public long getUsableSpace() {
        return Long.MAX_VALUE;
    }

    @Override
    public long getUnallocatedSpace() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean supportsFileAttributeView(final Class<? extends FileAttributeView> type) {
        return false;
    }

    @Override
    public boolean supportsFileAttributeView(final String name) {
        return false;
    }

    @Override
    public <V extends FileStoreAttributeView> V getFileStoreAttributeView(final Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(final String attribute) {
        throw new UnsupportedOperationException();
    }
}
