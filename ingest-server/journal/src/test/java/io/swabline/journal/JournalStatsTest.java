package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.protocol.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStatsTest {
    @TempDir
    Path directory;

    @Test
    void shouldCountWhatIsDurable() {
        final JournalWriter journal = TestJournals.open(directory);
        Records.append(journal, 100, T0);
        Records.append(journal, 40, T0 + 400_000);
        journal.sync();
        Records.append(journal, 7, T0 + 400_001);

        final JournalStats stats = JournalStats.of(directory);
        assertThat(stats.generations()).isEqualTo(1);
        assertThat(stats.files()).isEqualTo(2);
        assertThat(stats.batches()).isEqualTo(2);
        assertThat(stats.records()).isEqualTo(140);
        assertThat(stats.bytes()).isEqualTo(2 * 32 + 140 * 64);
        assertThat(stats.firstPosition()).isZero();
        assertThat(stats.durablePosition()).isEqualTo(140);
        assertThat(stats.firstAppendedAtMs()).isEqualTo(T0);
        assertThat(stats.lastAppendedAtMs()).isEqualTo(T0 + 400_000);
        assertThat(Verdict.values()).allSatisfy(verdict -> assertThat(stats.count(verdict)).isEqualTo(10));
        TestJournals.close(journal);
        assertThat(JournalStats.of(directory).records()).isEqualTo(147);
    }

    @Test
    void shouldCountNothingInAnEmptyJournal() {
        TestJournals.close(TestJournals.open(directory));
        assertThat(JournalStats.of(directory).records()).isZero();
        assertThat(JournalVerifier.verify(directory).isSound()).isTrue();
    }

    @Test
    void shouldSayThatThereIsNoJournal() {
        assertThatThrownBy(() -> JournalStats.of(directory.resolve("none"))).isInstanceOf(JournalException.class)
            .hasMessageContaining("there is no journal in " + directory.resolve("none"));
        assertThatThrownBy(() -> JournalVerifier.verify(directory.resolve("none"))).isInstanceOf(JournalException.class);
    }
}
