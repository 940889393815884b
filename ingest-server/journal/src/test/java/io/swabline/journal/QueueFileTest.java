package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the batch reader's idea of a queue file against Chronicle's own. */
class QueueFileTest {
    @TempDir
    Path directory;

    @Test
    void shouldReadWhatChroniclesTailerReads() throws Exception {
        final JournalWriter journal = TestJournals.open(directory);
        for (int i = 0; i < 3_000; i++) {
            Records.append(journal, 1 + i % 13, T0 + i * 300L); // three files, each with index pages between the batches
        }
        TestJournals.close(journal);

        final List<Long> read = new ArrayList<>();
        final List<Path> cycles = JournalFiles.allCycles(directory);
        assertThat(cycles).hasSize(3);
        try (BatchReader reader = new BatchReader()) {
            for (final Path cycle : cycles) {
                reader.open(cycle);
                while (reader.next() == BatchReader.Found.BATCH) {
                    read.add(reader.firstPosition());
                }
                final boolean isLast = cycle.equals(cycles.get(2));
                assertThat(reader.next()).isEqualTo(isLast ? BatchReader.Found.NOTHING : BatchReader.Found.END);
            }
        }
        assertThat(read).hasSize(3_000).isEqualTo(firstPositionsByChronicle(JournalFiles.generation(directory, 1)));
    }

    private static List<Long> firstPositionsByChronicle(final Path generation) {
        final List<Long> positions = new ArrayList<>();
        final Bytes<?> bytes = Bytes.allocateElasticDirect();
        final byte[] batch = new byte[BatchDescriptor.LENGTH_MAX];
        try (ChronicleQueue queue = SingleChronicleQueueBuilder.binary(generation).readOnly(true)
            .rollCycle(RollCycle.FIVE_MINUTELY.chronicle())
            .blockSize(JournalSettings.BLOCK_SIZE_MIN).build(); ExcerptTailer tailer = queue.createTailer()) {
            while (tailer.readBytes(bytes.clear())) {
                bytes.read(batch, 0, (int) bytes.readRemaining());
                positions.add(BatchDescriptor.firstPosition(new UnsafeBuffer(batch), 0));
            }
        }
        bytes.releaseLast();
        BackgroundResourceReleaser.releasePendingResources();
        return positions;
    }
}
