package io.swabline.issuer;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RandomAccessStore;

/**
 * Has H2 write the header of its file. After an unclean end H2 begins at the chunk that the header names and follows the chain
 * from there. Since 2.2, H2 writes the header before it takes note of the chunk just written, so it names the one before; where
 * that one's forecast of its successor's place was wrong, which is when a header is written, the chain ends there, and up to 20
 * commits behind it are lost although they are in the file. No public method writes the header alone.
 */
final class H2FileHeader {
    private static final String CLEAN = "clean";
    private static final Field LOCK;
    private static final Method WRITE;

    static {
        try {
            LOCK = FileStore.class.getDeclaredField("saveChunkLock");
            WRITE = RandomAccessStore.class.getDeclaredMethod("writeStoreHeader");
            LOCK.setAccessible(true);
            WRITE.setAccessible(true);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private H2FileHeader() {
    }

    /**
     * Names the latest chunk as after an unclean end, and forces that. After a clean one H2 looks at chunks that are in the list
     * but not in use, too; where one of those was overwritten when the power failed, it falls back to an older version.
     */
    static void nameLatest(final MVStore store) {
        store.getStoreHeader().remove(CLEAN);
        store.executeFilestoreOperation(() -> write(store.getFileStore()));
        store.sync();
    }

    /** Names the latest chunk. Within a file operation of H2's only. */
    static void write(final FileStore<?> file) {
        try {
            final ReentrantLock lock = (ReentrantLock) LOCK.get(file);
            lock.lock();
            try {
                WRITE.invoke(file);
            } finally {
                lock.unlock();
            }
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException("the header of the registry's file cannot be written", e);
        }
    }
}
