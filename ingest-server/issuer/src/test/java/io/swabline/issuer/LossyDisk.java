package io.swabline.issuer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system for H2, {@code jdbc:h2:lossy:...}, that knows what was forced and what was only written: a power failure keeps
 * the former, and of the latter any blocks in any order. H2 makes the instances, so the files' states are static.
 */
public final class LossyDisk extends FilePathWrapper {
    private static final int BLOCK_LENGTH = 4096;
    private static final Map<String, State> STATES = new ConcurrentHashMap<>();

    static void register() {
        FilePath.register(new LossyDisk());
    }

    /** What a power failure at this moment leaves of a file: of what is not forced, any blocks. */
    static void failPower(final Path file, final Path remains, final SplittableRandom random) throws IOException {
        failPower(file, remains, (block, blocks) -> random.nextBoolean());
    }

    /** What a power failure at this moment leaves of a file, if these blocks of each write are on the disk. */
    static void failPower(final Path file, final Path remains, final Survival survival) throws IOException {
        Files.write(remains, STATES.get(file.toString()).remains(survival));
    }

    /** From now on the file's writes fail, or work again. */
    static void fill(final Path file, final boolean isFull) {
        STATES.get(file.toString()).isFull = isFull;
    }

    /** From now on forcing the file fails, or works again; what was not forced is not. */
    static void breakForce(final Path file, final boolean isBroken) {
        STATES.get(file.toString()).isForceBroken = isBroken;
    }

    /** From now on this is run before each write, truncation and force of the file. */
    static void before(final Path file, final Runnable observer) {
        STATES.computeIfAbsent(file.toString(), key -> new State()).observer = observer;
    }

    @Override
    public String getScheme() {
        return "lossy";
    }

    @Override
    public FileChannel open(final String mode) throws IOException {
        final FilePath base = getBase();
        final String name = base.toString().replaceFirst("^[a-z]+:", "");
        return new Channel(base.open(mode), STATES.computeIfAbsent(name, key -> new State()));
    }

    /** Whether a block of a write that was not forced, 0 to blocks - 1, is on the disk. */
    interface Survival {
        boolean survives(int block, int blocks);
    }

    /** Bytes at an offset; null bytes for a truncation there. */
    private record Write(long offset, byte[] bytes) {
    }

    /** What is on the disk for sure, and what was written since. */
    private static final class State {
        private byte[] forced = new byte[0];
        private final List<Write> unforced = new ArrayList<>();
        private volatile boolean isFull;
        private volatile boolean isForceBroken;
        private volatile Runnable observer = () -> { };

        private synchronized void write(final long offset, final byte[] bytes) {
            unforced.add(new Write(offset, bytes));
        }

        private synchronized void force() {
            for (final Write write : unforced) {
                forced = applied(forced, write);
            }
            unforced.clear();
        }

        private synchronized byte[] remains(final Survival survival) {
            byte[] remains = forced.clone();
            for (final Write write : unforced) {
                if (write.bytes() == null) {
                    remains = survival.survives(0, 1) ? applied(remains, write) : remains;
                    continue;
                }
                final int blocks = (write.bytes().length + BLOCK_LENGTH - 1) / BLOCK_LENGTH;
                for (int at = 0; at < write.bytes().length; at += BLOCK_LENGTH) {
                    if (survival.survives(at / BLOCK_LENGTH, blocks)) {
                        remains = applied(remains, new Write(write.offset() + at,
                            Arrays.copyOfRange(write.bytes(), at, Math.min(at + BLOCK_LENGTH, write.bytes().length))));
                    }
                }
            }
            return remains;
        }

        private static byte[] applied(final byte[] image, final Write write) {
            if (write.bytes() == null) {
                return Arrays.copyOf(image, (int) Math.min(image.length, write.offset()));
            }
            final int end = (int) write.offset() + write.bytes().length;
            final byte[] grown = end > image.length ? Arrays.copyOf(image, end) : image;
            System.arraycopy(write.bytes(), 0, grown, (int) write.offset(), write.bytes().length);
            return grown;
        }
    }

    private static final class Channel extends FileBaseDefault {
        private final FileChannel base;
        private final State state;

        private Channel(final FileChannel base, final State state) {
            this.base = base;
            this.state = state;
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
            state.observer.run();
            if (state.isFull) {
                throw new IOException("No space left on device");
            }
            final byte[] bytes = new byte[source.remaining()];
            source.duplicate().get(bytes);
            state.write(position, bytes);
            final int length = source.remaining();
            while (source.hasRemaining()) {
                base.write(source, position + length - source.remaining());
            }
            return length;
        }

        @Override
        protected void implTruncate(final long size) throws IOException {
            state.observer.run();
            state.write(size, null);
            base.truncate(size);
        }

        @Override
        public void force(final boolean isWithMetaData) throws IOException {
            state.observer.run();
            if (state.isForceBroken) {
                throw new IOException("Input/output error");
            }
            state.force();
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
