package io.swabline.journal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.WireType;

/**
 * The Chronicle Queue of one generation, new and this process's own. Opened and closed by any thread; appended to by the
 * thread that appends first. It rolls by the times of the batches, which never run back, not by a clock: with a clock that
 * was set back, Chronicle would write into a file that no reader looks at again.
 */
final class QueueAppender implements AutoCloseable {
    private final ChronicleQueue queue;
    private final ByteBuffer staged;
    /** Of the thread that appends first; Chronicle lets no other use them. */
    private ExcerptAppender appender;
    private Bytes<?> view;
    private volatile long nowMs;

    QueueAppender(
        final Path generation, final RollCycle rollCycle, final int blockSize, final long nowMs, final ByteBuffer staged) {
        this.nowMs = nowMs;
        this.staged = staged;
        final TimeProvider batchTime = () -> this.nowMs;
        this.queue = SingleChronicleQueueBuilder.builder(generation, WireType.BINARY_LIGHT)
            .rollCycle(rollCycle.chronicle())
            .blockSize(blockSize)
            .timeProvider(batchTime)
            .build();
    }

    /** Appends the first bytes of the staging memory as one excerpt; its memory must not change meanwhile. */
    void append(final int length, final long appendedAtMs) {
        nowMs = appendedAtMs;
        if (appender == null) {
            appender = queue.createAppender();
            view = Bytes.wrapForRead(staged);
        }
        staged.clear();
        view.readPositionRemaining(0, length);
        appender.writeBytes(view);
    }

    /** Number of the roll cycle that was appended to last. */
    int cycle() {
        return appender.cycle();
    }

    /** The view of the staging memory is not released: Chronicle would free that memory, which is not its own. */
    @Override
    public void close() {
        queue.close();
    }
}
