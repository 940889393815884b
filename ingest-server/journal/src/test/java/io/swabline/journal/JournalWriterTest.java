package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.protocol.Durability;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalWriterTest {
    @TempDir
    Path directory;
    private final ExecutorService appender = Executors.newSingleThreadExecutor();
    private final ExecutorService syncer = Executors.newSingleThreadExecutor();
    private JournalWriter journal;

    @BeforeEach
    void open() {
        journal = TestJournals.open(directory);
    }

    @AfterEach
    void close() {
        appender.shutdownNow();
        syncer.shutdownNow();
        TestJournals.close(journal);
    }

    @Test
    void shouldWriteTheBytesThatTheDescriptorsDraw() {
        TestJournals.close(journal);
        journal = JournalWriter.open(TestJournals.settings(directory), QueueAppender::new, 0x5a17f00d);
        final MutableDirectBuffer batch = journal.batchBuffer();
        final int offset = BatchDescriptor.recordOffset(0);
        RecordDescriptor.scannedAtMs(batch, offset, 1_649_999_999_000L);
        RecordDescriptor.stream(batch, offset, 0xf1f2f3f4f5f6f7f8L);
        RecordDescriptor.sequence(batch, offset, 0x01020304);
        RecordDescriptor.station(batch, offset, 4711);
        RecordDescriptor.pseudonym(batch, offset, new UnsafeBuffer("PSEUDONYM012".getBytes()), 0);
        RecordDescriptor.issueNumber(batch, offset, 7);
        RecordDescriptor.sampleId(batch, offset, new UnsafeBuffer("SAMPLE-000000001".getBytes()), 0);
        RecordDescriptor.detail(batch, offset, 0x0a0b0c0d);
        RecordDescriptor.receivedOffsetMs(batch, offset, 70_000);
        RecordDescriptor.verdict(batch, offset, 2);
        RecordDescriptor.flags(batch, offset, 1 | RecordDescriptor.RELATIVE_FLAG | RecordDescriptor.CLOCK_CORRECTED_FLAG);
        assertThat(journal.append(1, T0)).isEqualTo(1);

        final byte[] bytes = new byte[BatchDescriptor.length(1)];
        batch.getBytes(0, bytes);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(
            "53574a31" + "01000000" + "0000000000000000" + "00f4a92b80010000" + "51171904" + "0df0175a"
                + "18f0a92b80010000" + "f8f7f6f5f4f3f2f1" + "04030201" + "67120000"
                + "50534555444f4e594d303132" + "07000000"
                + "53414d504c452d303030303030303031" + "0d0c0b0a" + "ffff" + "02" + "0d");
        assertThat(RecordDescriptor.receivedOffsetMs(batch, offset)).isEqualTo(65_535);
        assertThat(RecordDescriptor.method(batch, offset)).isEqualTo(1);
    }

    @Test
    void shouldRefuseASecondWriterInThisProcess() {
        assertThatThrownBy(() -> TestJournals.open(directory)).isInstanceOf(JournalException.class)
            .hasMessageContaining("is already open in this process");
    }

    @Test
    void shouldRefuseAWriterInAnotherProcessAndSayWhoHoldsTheJournal() throws Exception {
        assertThatThrownBy(() -> TestJournals.open(directory)).isInstanceOf(JournalException.class); // must not free the lock
        final ChildJournal child = ChildJournal.start(directory, 1);
        assertThat(child.awaitExit()).isEqualTo(ChildJournal.REFUSED);
        assertThat(child.lastLine()).contains("is in use by the process with pid " + ProcessHandle.current().pid());
    }

    @Test
    void shouldNotBeStoppedByALockFileOfADeadProcess() throws Exception {
        TestJournals.close(journal);
        Files.writeString(directory.resolve("LOCK"), "pid " + ProcessHandle.current().pid() + "\n");
        journal = TestJournals.open(directory);
        assertThat(Records.append(journal, 1, T0)).isEqualTo(1);
    }

    @Test
    void shouldBePoisonedByAFailedAppend() throws Exception {
        Records.append(journal, 5, T0);
        assertThat(journal.sync()).isEqualTo(5);
        Records.append(journal, 5, T0);
        journal.queue().close();
        assertThatThrownBy(() -> Records.append(journal, 5, T0)).isInstanceOf(JournalException.class)
            .hasMessageContaining("failed at position 10 (append)");
        assertThatThrownBy(() -> Records.append(journal, 5, T0)).hasMessageContaining("must be opened again");
        assertThatThrownBy(journal::sync).isInstanceOf(JournalException.class);
        assertThat(Positions.allOf(directory).seen).isEqualTo(range(0, 5));

        journal.close();
        journal = TestJournals.open(directory);
        assertThat(journal.position()).isEqualTo(10); // what was whole is kept, and only now durable
        assertThat(Positions.allOf(directory).seen).isEqualTo(range(0, 10));
    }

    @Test
    void shouldBePoisonedByAFailedSync() {
        Records.append(journal, 5, T0);
        journal.sync();
        Records.append(journal, 5, T0);
        Thread.currentThread().interrupt(); // closes the channel that is forced
        assertThatThrownBy(journal::sync).isInstanceOf(JournalException.class).hasMessageContaining("(sync)");
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(journal::sync).hasMessageContaining("must be opened again");
        assertThatThrownBy(() -> Records.append(journal, 1, T0)).isInstanceOf(JournalException.class);
        assertThat(journal.durablePosition()).isEqualTo(5);
        assertThat(Positions.allOf(directory).seen).isEqualTo(range(0, 5));
    }

    /** Whoever comes next locks another file, and would cut what is being written here. */
    /** Chronicle's own monitor says that the JVM may crash, where the journal has reserved what it writes to. */
    @Test
    void shouldLeaveItToTheServerToTellOfAFullDisk() {
        Records.append(journal, 3, T0);
        journal.sync();

        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).isNotEmpty()
            .noneMatch(name -> name.contains("disk~space~checker"));
    }

    /** The JVM tells a fault in a mapped write later, wherever the thread is then. */
    @Test
    void shouldAcknowledgeNothingThatWasAppendedBeforeItsThreadFailedElsewhere() {
        Records.append(journal, 3, T0);
        assertThat(journal.sync()).isEqualTo(3);
        Records.append(journal, 2, T0);
        journal.fail(new InternalError("a fault occurred in an unsafe memory access operation"));

        assertThatThrownBy(journal::sync).isInstanceOf(JournalException.class).hasMessageContaining("a fault occurred");
        assertThatThrownBy(() -> Records.append(journal, 1, T0)).isInstanceOf(JournalException.class);
        assertThat(journal.durablePosition()).isEqualTo(3);
        TestJournals.close(journal);
        journal = TestJournals.open(directory);
        assertThat(journal.recovery().records()).as("its end was not written down").isEqualTo(5);
    }

    @Test
    void shouldReadBackEachBatchWhereAPageMayFindNoBlock() {
        TestJournals.close(journal);
        journal = JournalWriter.open(TestJournals.settings(directory),
            (generation, settings, nowMs, staged) -> new QueueAppender(generation, settings, nowMs, staged, true), 7);
        long nowMs = T0;
        for (int count = 1; count <= BatchDescriptor.RECORDS_MAX; count += 31) {
            nowMs += 20_000; // rolls now and then
            Records.append(journal, count, nowMs);
        }
        final long end = journal.sync();

        assertThat(Positions.allOf(directory).seen).isEqualTo(range(0, end));
    }

    @Test
    void shouldFailWhereABatchIsNotReadBackAsItWasStaged() throws Exception {
        final Path generation = Files.createDirectories(directory.resolve("elsewhere"));
        final ByteBuffer staged = ByteBuffer.allocateDirect(BatchDescriptor.LENGTH_MAX);
        final int length = BatchDescriptor.length(100);
        try (QueueAppender queue = new QueueAppender(generation, TestJournals.settings(directory), T0, staged, true)) {
            assertThat(queue.reserve(1_000, T0)).isTrue();
            queue.append(length);
            for (final int offset : new int[] {0, 4_096, length - 1}) {
                staged.clear().put(offset, (byte) 1);
                assertThatThrownBy(() -> queue.readBack(length)).isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be read back");
                staged.put(offset, (byte) 0);
                queue.readBack(length);
            }
        }
    }

    @Test
    void shouldBePoisonedWhenItsLockFileIsRemoved() throws Exception {
        Records.append(journal, 5, T0);
        journal.sync();
        assertThat(journal.usableSpace()).isPositive();
        Files.delete(directory.resolve("LOCK"));
        assertThatThrownBy(journal::usableSpace).isInstanceOf(JournalException.class)
            .hasMessageContaining("LOCK was removed or replaced");
        assertThatThrownBy(() -> Records.append(journal, 1, T0)).hasMessageContaining("must be opened again");
        journal.close();
        journal = TestJournals.open(directory);
        assertThat(journal.position()).isEqualTo(5);
        Files.move(directory.resolve("LOCK"), directory.resolve("LOCK.away"));
        Files.createFile(directory.resolve("LOCK"));
        assertThatThrownBy(journal::usableSpace).hasMessageContaining("LOCK was removed or replaced");
    }

    @Test
    void shouldBeOpenedAppendedToSyncedAndClosedByFourThreads() throws Exception {
        for (int i = 0; i < 3; i++) {
            final long nowMs = T0 + i * 300_000L;
            onOneThread(appender, () -> Records.append(journal, 10, nowMs));
            onOneThread(syncer, journal::sync);
        }
        assertThat(Positions.allOf(directory).seen).isEqualTo(range(0, 30));
        onOneThread(appender, () -> Records.append(journal, 10, T0));
        final Thread closer = new Thread(journal::close);
        closer.start();
        closer.join();
        assertThat(Positions.allOf(directory).seen).isEqualTo(range(0, 40));
    }

    private static void onOneThread(final ExecutorService thread, final Callable<?> task) throws Exception {
        thread.submit(task).get(60, TimeUnit.SECONDS);
    }

    @Test
    void shouldRefuseABatchOfNoOrTooManyRecordsAndGoOn() {
        assertThatThrownBy(() -> journal.append(0, T0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> journal.append(1025, T0)).hasMessageContaining("it holds 1 to 1024");
        assertThat(Records.append(journal, 1, T0)).isEqualTo(1);
    }

    @Test
    void shouldNeverLetTimeRunBack() {
        Records.append(journal, 1, T0 + 1_000_000);
        Records.append(journal, 1, T0);
        TestJournals.close(journal);
        journal = TestJournals.open(directory);
        assertThat(journal.recovery().notes()).anyMatch(note -> note.contains("the clock is 1000 s behind"));
        Records.append(journal, 1, T0);
        journal.sync();
        assertThat(Positions.allOf(directory).times).containsOnly(T0 + 1_000_000);
    }

    @Test
    void shouldNotOpenByAClockThatIsFurtherBackThanAllowedAndChangeNothing() throws Exception {
        Records.append(journal, 1, T0 + 1_000_000);
        TestJournals.close(journal);
        final JournalSettings settings = TestJournals.settings(directory);
        final var before = JournalFiles.generations(directory);

        assertThatThrownBy(() -> JournalWriter.open(within(settings, 999_999))).isInstanceOf(JournalException.class)
            .hasMessageContaining("Set the clock and start again").hasMessageContaining("--set clock.behind-journal-max=1h");

        assertThat(JournalFiles.generations(directory)).isEqualTo(before);
        journal = JournalWriter.open(within(settings, 1_000_000));
    }

    private static JournalSettings within(final JournalSettings settings, final long clockBehindMaxMs) {
        return new JournalSettings(settings.directory(), settings.durability(), settings.rollCycle(), settings.blockSize(),
            settings.clock(), settings.anyFileSystem(), clockBehindMaxMs);
    }

    @Test
    void shouldNotGoBackToAFileBeforeTheOneThatWasReserved() {
        Records.append(journal, 1, T0);
        assertThat(journal.reserve(3, T0 + 3_600_000)).isTrue();
        for (int i = 0; i < 3; i++) {
            Records.append(journal, 1, T0 + i);
            assertThat(journal.reserve(1, T0 + i)).isTrue();
        }
        journal.sync();
        assertThat(Positions.allOf(directory).seen).isEqualTo(range(0, 4));
        assertThat(Positions.allOf(directory).times).containsExactly(T0, T0 + 3_600_000, T0 + 3_600_000, T0 + 3_600_000);
    }

    @Test
    void shouldKeepOnCloseWhatWasAppended() {
        Records.append(journal, 4, T0);
        TestJournals.close(journal);
        assertThat(Positions.allOf(directory).seen).isEqualTo(range(0, 4));
        assertThatThrownBy(journal::sync).hasMessageContaining("is closed");
        journal.close();
    }

    @Test
    void shouldPublishWithoutForcingIfDurabilityIsOs() {
        final Path other = directory.resolve("os");
        final JournalWriter os = JournalWriter.open(TestJournals.settings(other).withDurability(Durability.OS));
        Records.append(os, 4, T0);
        Thread.currentThread().interrupt(); // a forced write would fail
        assertThat(os.sync()).isEqualTo(4);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Positions.allOf(other).seen).isEqualTo(range(0, 4));
        TestJournals.close(os);
    }

    @Test
    void shouldAllocateNothingOnceWarm() {
        final JournalTail tail = JournalTail.open(directory);
        final RecordHandler handler = (position, appendedAtMs, buffer, offset) -> { };
        final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            appendAndPoll(tail, handler, 2_000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // Of 2,000 batches: now and then a file's block ends and the next one is mapped, which takes some objects.
        assertThat(least).isLessThan(4_000);
        tail.close();
    }

    private void appendAndPoll(final JournalTail tail, final RecordHandler handler, final int batches) {
        for (int i = 0; i < batches; i++) {
            journal.append(16, T0);
            if (i % 8 == 7) {
                journal.sync();
            }
            tail.poll(handler, Integer.MAX_VALUE);
        }
    }
}
