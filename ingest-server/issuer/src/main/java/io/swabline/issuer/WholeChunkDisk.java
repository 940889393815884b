package io.swabline.issuer;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system for H2, {@code jdbc:h2:whole:FILE}, on which a power failure leaves a chunk whole or not at all. After an unclean
 * end H2 takes a chunk for good if its header, in its first sector, and its footer, in its last, are there; it has no checksum of
 * what is between. But a disk writes blocks in any order, and then a chunk that nobody was answered for, lacking some, costs H2
 * the tables whose pages were in them. So all of a chunk but its first sector is forced before that sector is written:
 *
 * <pre>
 * first sector                     the rest
 * +-----------------+--------------------------------------------+--------+
 * | header | pages  | pages                                      | footer |
 * +-----------------+--------------------------------------------+--------+
 *   written second    written and forced first
 * </pre>
 *
 * Nor is a chunk written, or the file cut off, before all that was written earlier is forced: H2 uses the space of a chunk again
 * when a later one says that it is free, and the later one must be there by then. H2 makes the instances.
 */
public final class WholeChunkDisk extends FilePathWrapper {
    static final String SCHEME = "whole";
    /** What any disk writes at once. H2's headers are shorter. */
    private static final int SECTOR_LENGTH = 512;
    /** Two copies of the header of the file; each has a checksum, and either will do. */
    private static final int FILE_HEADER_LENGTH = 8192;
    /** Files of which a forced write failed in this process. */
    private static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

    static void register() {
        FilePath.register(new WholeChunkDisk());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    /** A file without a chunk holds nothing; what a power failure left of its header, H2 might not take for one. */
    @Override
    public FileChannel open(final String mode) throws IOException {
        if (FAILED.contains(name)) {
            throw new IOException("a forced write of this file failed: check the disk, then start again");
        }
        final FilePath file = getBase();
        if (!mode.equals("r") && !file.exists()) {
            OwnerOnlyFile.create(Path.of(file.unwrap().toString()));
        }
        final FileChannel base = file.open(mode);
        if (!mode.equals("r") && base.size() <= FILE_HEADER_LENGTH) {
            base.truncate(0);
        }
        return new Channel(name, base);
    }

    /** Writes, truncations and forces take turns; reads do not wait for them. */
    private static final class Channel extends FileBaseDefault {
        private final String name;
        private final FileChannel base;
        private final Object turn = new Object();
        /** What an earlier process wrote may not be forced. */
        private boolean isUnforced = true;

        private Channel(final String name, final FileChannel base) {
            this.name = name;
            this.base = base;
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        public int read(final ByteBuffer target, final long position) throws IOException {
            return base.read(target, position);
        }

        @Override
        public int write(final ByteBuffer source, final long position) throws IOException {
            final int length = source.remaining();
            synchronized (turn) {
                if (position < FILE_HEADER_LENGTH || length <= SECTOR_LENGTH) {
                    isUnforced = true;
                    writeFully(source, position);
                    return length;
                }
                forceEarlier();
                final ByteBuffer sector = source.duplicate().limit(source.position() + SECTOR_LENGTH);
                isUnforced = true;
                source.position(sector.limit());
                writeFully(source, position + SECTOR_LENGTH);
                forceBase(false);
                writeFully(sector, position);
            }
            return length;
        }

        private void writeFully(final ByteBuffer source, final long position) throws IOException {
            long at = position;
            while (source.hasRemaining()) {
                at += base.write(source, at);
            }
        }

        @Override
        protected void implTruncate(final long size) throws IOException {
            synchronized (turn) {
                forceEarlier();
                isUnforced = true;
                base.truncate(size);
            }
        }

        @Override
        public void force(final boolean isWithMetaData) throws IOException {
            synchronized (turn) {
                forceBase(isWithMetaData);
                isUnforced = false;
            }
        }

        /** After a failure the system may take what it could not write for written: nothing is believed any more. */
        private void forceBase(final boolean isWithMetaData) throws IOException {
            if (FAILED.contains(name)) {
                throw new IOException("an earlier forced write of this file failed");
            }
            try {
                base.force(isWithMetaData);
            } catch (final ClosedChannelException e) {
                throw e;
            } catch (final IOException e) {
                FAILED.add(name);
                throw e;
            }
        }

        private void forceEarlier() throws IOException {
            if (isUnforced) {
                forceBase(false);
                isUnforced = false;
            }
        }

        @Override
        public FileLock tryLock(final long position, final long size, final boolean isShared) throws IOException {
            return base.tryLock(position, size, isShared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
