package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTailTest {
    @TempDir
    Path directory;
    private JournalWriter journal;

    @BeforeEach
    void open() {
        journal = TestJournals.open(directory);
    }

    @AfterEach
    void close() {
        TestJournals.close(journal);
    }

    @Test
    void shouldReadWhatWasSynced() {
        Records.append(journal, 3, T0);
        Records.append(journal, 1024, T0 + 1);
        assertThat(journal.sync()).isEqualTo(1027);

        final Positions all = Positions.allOf(directory);
        assertThat(all.seen).isEqualTo(range(0, 1027));
        assertThat(all.times).startsWith(T0, T0, T0, T0 + 1);
    }

    @Test
    void shouldNotShowWhatIsNotSyncedYet() {
        try (JournalTail tail = JournalTail.open(directory)) {
            Records.append(journal, 3, T0);
            assertThat(tail.poll(new Positions(), 10)).isZero();
            journal.sync();
            assertThat(tail.lagRecords()).isEqualTo(3);
            assertThat(tail.poll(new Positions(), 10)).isEqualTo(3);
            assertThat(tail.lagRecords()).isZero();
        }
    }

    @Test
    void shouldNotListAllFilesAgainForEachGenerationThatAKilledServerLeft() {
        for (int generation = 0; generation < 40; generation++) {
            Records.append(journal, 10, T0 + generation);
            journal.sync();
            TestJournals.close(journal);
            journal = TestJournals.open(directory);
        }
        final Positions all = new Positions();
        try (JournalTail tail = JournalTail.open(directory)) {
            all.drain(tail);
            assertThat(tail.listings()).isLessThan(5);
        }
        assertThat(all.seen).isEqualTo(range(0, 400));
    }

    @Test
    void shouldFollowAcrossRollsAndGenerations() {
        final Positions followed = new Positions();
        try (JournalTail tail = JournalTail.open(directory)) {
            long nowMs = T0;
            for (int generation = 0; generation < 4; generation++) {
                for (int i = 0; i < 10; i++) {
                    Records.append(journal, 100, nowMs += 100_000);
                    journal.sync();
                    tail.poll(followed, 70);
                }
                TestJournals.close(journal);
                journal = TestJournals.open(directory);
                assertThat(journal.position()).isEqualTo(1000 * (generation + 1));
            }
            followed.drain(tail);
            assertThat(tail.missingRecords()).isZero();
        }
        assertThat(followed.seen).isEqualTo(range(0, 4000));
        assertThat(followed.gaps).isEmpty();
        assertThat(Positions.allOf(directory).seen).isEqualTo(range(0, 4000));
    }

    @Test
    void shouldStartAtAPositionOrTime() {
        for (int i = 0; i < 200; i++) {
            Records.append(journal, 10, T0 + i * 10_000L);
        }
        journal.sync();
        try (JournalTail tail = JournalTail.open(directory)) {
            for (int position = 0; position < 2000; position += 7) {
                final Positions one = new Positions();
                tail.from(position).poll(one, 1);
                assertThat(one.seen).containsExactly((long) position);
            }
            for (int i = 0; i < 200; i++) {
                assertThat(tail.fromTime(T0 + i * 10_000L).position()).isEqualTo(i * 10);
                assertThat(tail.fromTime(T0 + i * 10_000L - 1).position()).isEqualTo(i * 10);
            }
            assertThat(tail.newest().position()).isEqualTo(2000);
            assertThat(tail.fromTime(T0 + 10_000_000).position()).isEqualTo(2000);
            final Positions later = new Positions();
            Records.append(journal, 1, T0 + 9_000_000);
            Records.append(journal, 1, T0 + 11_000_000);
            journal.sync();
            assertThat(later.drain(tail).seen).containsExactly(2001L);
            assertThat(new Positions().drain(tail.oldest()).seen).hasSize(2002);
        }
    }

    @Test
    void shouldGoOnAtTheCommittedPosition() {
        Records.append(journal, 10, T0);
        journal.sync();
        try (JournalTail tail = JournalTail.open(directory, "laboratory")) {
            assertThat(tail.poll(new Positions(), 4)).isEqualTo(4);
            tail.commit();
            tail.poll(new Positions(), 4);
        }
        try (JournalTail tail = JournalTail.open(directory, "laboratory")) {
            assertThat(tail.position()).isEqualTo(4);
            assertThat(new Positions().drain(tail).seen).isEqualTo(range(4, 10));
        }
    }

    @Test
    void shouldRefuseNamesThatLeaveTheDirectory() {
        assertThatThrownBy(() -> JournalTail.open(directory, "../x")).hasMessageContaining("\"../x\" cannot name a tail");
        assertThatThrownBy(() -> JournalTail.open(directory).commit()).hasMessageContaining("has no name");
    }

    @Test
    void shouldSayWhichCommittedPositionIsDamaged() throws Exception {
        Files.createDirectories(directory.resolve("tails"));
        Files.writeString(directory.resolve("tails/lab"), "position x");
        assertThatThrownBy(() -> JournalTail.open(directory, "lab")).isInstanceOf(JournalException.class)
            .hasMessageContaining("tails/lab is damaged");
    }

    @Test
    void shouldWaitForAJournalThatIsNotThereYet() {
        final Path later = directory.resolve("later");
        try (JournalTail tail = JournalTail.open(later)) {
            assertThat(tail.poll(new Positions(), 10)).isZero();
            try (JournalWriter late = TestJournals.open(later)) {
                assertThat(tail.poll(new Positions(), 10)).isZero();
                Records.append(late, 2, T0);
                late.sync();
                assertThat(tail.poll(new Positions(), 10)).isEqualTo(2);
            }
        }
    }

    @Test
    void shouldNotLeapToAPositionThatTheWatermarkDoesNotStandFor() throws IOException {
        Records.append(journal, 3, T0);
        journal.sync();
        try (JournalTail tail = JournalTail.open(directory);
            FileChannel watermark = FileChannel.open(directory.resolve("WATERMARK"), StandardOpenOption.WRITE)) {
            assertThat(tail.poll(new Positions(), 10)).isEqualTo(3);
            watermark.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 77}), 8);

            final Positions read = new Positions();
            assertThat(tail.poll(read, 10)).isZero();
            assertThat(tail.position()).isEqualTo(3);
            assertThat(Positions.allOf(directory).seen).isEmpty();
            assertThat(read.gaps).isEmpty();

            Records.append(journal, 1, T0);
            journal.sync();
            assertThat(read.drain(tail).seen).containsExactly(3L);
        }
    }

    @Test
    void shouldHandARecordOverAgainIfItsHandlerThrew() {
        Records.append(journal, 3, T0);
        journal.sync();
        try (JournalTail tail = JournalTail.open(directory)) {
            assertThatThrownBy(() -> tail.poll((position, appendedAtMs, buffer, offset) -> {
                if (position == 1) {
                    throw new IllegalStateException("no");
                }
            }, 10)).hasMessage("no");
            assertThat(new Positions().drain(tail).seen).containsExactly(1L, 2L);
        }
    }
}
