package io.swabline.journal;

import static io.swabline.journal.TestJournals.T0;
import static io.swabline.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.protocol.Durability;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that somebody removes, replaces or cuts under a running writer: nothing is durable that a start would not find. */
class ReplacedFileTest {
    private static final long ROLL_MS = 300_000;

    @TempDir
    private Path parent;
    private JournalWriter journal;

    /** What is done to the file that is appended to. */
    private enum Deed {
        REMOVED {
            @Override
            void doTo(final Path file) throws IOException {
                Files.delete(file);
            }
        },
        REPLACED_BY_A_COPY {
            @Override
            void doTo(final Path file) throws IOException {
                final Path copy = file.resolveSibling("backup");
                Files.copy(file, copy);
                Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
            }
        },
        RENAMED {
            @Override
            void doTo(final Path file) throws IOException {
                Files.move(file, file.resolveSibling("moved"));
            }
        },
        GENERATION_RENAMED {
            @Override
            void doTo(final Path file) throws IOException {
                Files.move(file.getParent(), file.getParent().resolveSibling("moved"));
            }
        },
        JOURNAL_RENAMED {
            @Override
            void doTo(final Path file) throws IOException {
                final Path directory = file.getParent().getParent();
                Files.move(directory, directory.resolveSibling("moved"));
            }
        };

        abstract void doTo(Path file) throws IOException;
    }

    @AfterEach
    void close() {
        try {
            journal.close();
        } catch (final JournalException gone) {
            assertThat(gone).hasMessageContaining("failed");
        }
    }

    private Path open(final Durability durability) {
        final Path directory = parent.resolve("journal");
        journal = JournalWriter.open(TestJournals.settings(directory).withDurability(durability));
        return directory;
    }

    private static List<Path> files(final Path directory) throws IOException {
        return JournalFiles.allCycles(directory);
    }

    private static void cut(final Path file, final long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private void assertPoisoned() {
        assertThatThrownBy(() -> Records.append(journal, 1, T0)).isInstanceOf(JournalException.class)
            .hasMessageContaining("must be opened again");
        assertThatThrownBy(journal::sync).isInstanceOf(JournalException.class);
    }

    @ParameterizedTest
    @CsvSource({"DISK, REMOVED", "DISK, REPLACED_BY_A_COPY", "DISK, RENAMED", "DISK, GENERATION_RENAMED", "DISK, JOURNAL_RENAMED",
        "OS, REMOVED", "OS, REPLACED_BY_A_COPY", "OS, RENAMED", "OS, GENERATION_RENAMED", "OS, JOURNAL_RENAMED"})
    void shouldCallNothingDurableThatWasAppendedToAFileWithoutItsName(final Durability durability, final Deed deed)
        throws IOException {
        final Path directory = open(durability);
        Records.append(journal, 5, T0);
        assertThat(journal.sync()).isEqualTo(5);
        deed.doTo(files(directory).get(0));
        Records.append(journal, 3, T0);
        assertThatThrownBy(journal::sync).isInstanceOf(JournalException.class)
            .hasMessageContaining("(sync)").hasMessageContaining(".cq4 was removed or replaced");
        assertThat(journal.durablePosition()).isEqualTo(5);
        assertPoisoned();
    }

    @ParameterizedTest
    @EnumSource(Deed.class)
    void shouldCallNothingDurableWhoseFileIsTouchedBeforeItsFirstSync(final Deed deed) throws IOException {
        final Path directory = open(Durability.DISK);
        Records.append(journal, 3, T0);
        deed.doTo(files(directory).get(0));
        assertThatThrownBy(journal::sync).isInstanceOf(JournalException.class).hasMessageContaining("(sync)");
        assertThat(journal.durablePosition()).isZero();
        assertPoisoned();
    }

    /** Two rolls before one sync: each file that the position needs is looked for. */
    @ParameterizedTest
    @CsvSource({"DISK, 0", "DISK, 1", "DISK, 2", "OS, 0", "OS, 1", "OS, 2"})
    void shouldLookForEachFileThatAPositionNeeds(final Durability durability, final int removed) throws IOException {
        final Path directory = open(durability);
        Records.append(journal, 1, T0);
        journal.sync();
        for (int roll = 0; roll < 3; roll++) {
            Records.append(journal, 2, T0 + roll * ROLL_MS);
        }
        assertThat(files(directory)).hasSize(3);
        Files.delete(files(directory).get(removed));
        assertThatThrownBy(journal::sync).isInstanceOf(JournalException.class).hasMessageContaining("removed or replaced");
        assertThat(journal.durablePosition()).isEqualTo(1);
    }

    /** An archive may take what is no longer written to. */
    @Test
    void shouldGoOnWhenAnOlderFileIsMovedAway() throws IOException {
        final Path directory = open(Durability.DISK);
        for (int roll = 0; roll < 3; roll++) {
            Records.append(journal, 2, T0 + roll * ROLL_MS);
            journal.sync();
            if (roll > 0) {
                Files.delete(files(directory).get(0));
            }
            assertThat(journal.usableSpace()).isPositive();
        }
        Records.append(journal, 2, T0 + 2 * ROLL_MS);
        assertThat(journal.sync()).isEqualTo(8);
        journal.close();
    }

    @ParameterizedTest
    @EnumSource(Deed.class)
    void shouldNoticeWithoutAScan(final Deed deed) throws IOException {
        final Path directory = open(Durability.DISK);
        Records.append(journal, 5, T0);
        journal.sync();
        assertThat(journal.usableSpace()).isPositive();
        deed.doTo(files(directory).get(0));
        assertThatThrownBy(journal::usableSpace).isInstanceOf(JournalException.class).hasMessageContaining("removed or");
        assertPoisoned();
    }

    /** A mapped page beyond the end of a file ends the process: it must not be written. */
    @ParameterizedTest
    @CsvSource({"0", "4096", "65536"})
    void shouldWriteNothingIntoAFileThatWasCut(final long length) throws IOException {
        final Path directory = open(Durability.DISK);
        Records.append(journal, 5, T0);
        journal.sync();
        cut(files(directory).get(0), length);
        assertThatThrownBy(() -> journal.reserve(1, T0)).isInstanceOf(JournalException.class)
            .hasMessageContaining("(reserve)").hasMessageContaining("was cut");
        assertThat(journal.durablePosition()).isEqualTo(5);
        assertPoisoned();
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldCallNothingDurableWhoseFileWasCutAfterTheAppend(final Durability durability) throws IOException {
        final Path directory = open(durability);
        Records.append(journal, 5, T0);
        journal.sync();
        Records.append(journal, 3, T0);
        cut(files(directory).get(0), 65_536);
        assertThatThrownBy(journal::sync).isInstanceOf(JournalException.class).hasMessageContaining("was cut");
        assertThat(journal.durablePosition()).isEqualTo(5);
    }

    /** As cp does it: the same file, other bytes. What follows the bytes that are gone, no reader would find. */
    @Test
    void shouldAppendNothingToAFileThatWasWrittenOver() throws IOException {
        final Path directory = open(Durability.DISK);
        Records.append(journal, 5, T0);
        journal.sync();
        final Path file = files(directory).get(0);
        final byte[] backup = Files.readAllBytes(file);
        Records.append(journal, 5, T0);
        journal.sync();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(backup));
        }
        assertThatThrownBy(() -> Records.append(journal, 5, T0)).isInstanceOf(JournalException.class)
            .hasMessageContaining("(append)").hasMessageContaining("was written over");
        assertThat(journal.durablePosition()).isEqualTo(10);
        assertPoisoned();
    }

    @Test
    void shouldNotWriteDownAnEndThatAStartWouldNotFind() throws IOException {
        final Path directory = open(Durability.DISK);
        Records.append(journal, 5, T0);
        journal.sync();
        final Path file = files(directory).get(0);
        Deed.REPLACED_BY_A_COPY.doTo(file);
        final byte[] manifest = Files.readAllBytes(directory.resolve(JournalFiles.MANIFEST));
        assertThatThrownBy(journal::close).isInstanceOf(JournalException.class).hasMessageContaining("removed or replaced");
        assertThat(directory.resolve(JournalFiles.MANIFEST)).hasBinaryContent(manifest);
        journal = TestJournals.open(directory);
        assertThat(Positions.allOf(directory).seen).isEqualTo(range(0, 5));
    }
}
