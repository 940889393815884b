package io.swabline.journal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start is refused with what to do, whatever the system's own word for it is. */
class JournalOpenFailureTest {
    @TempDir
    private Path directory;

    /** The kernel makes a file system read-only after an error of its disk; it stays so until somebody mounts it anew. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Read-only file system|kernel log|unmount it, check it (fsck)|mount it writable",
        "No space left on device|the disk is full|make room there|another directory",
        "Input/output error|cannot be read or written|check it|mount it again"})
    void shouldSayWhatToDo(final String reason, final String one, final String two, final String three) {
        final JournalSettings settings = TestJournals.settings(directory.resolve("journal"));
        assertThatThrownBy(() -> JournalWriter.open(settings, (generation, s, nowMs, staged) -> {
            throw new FileSystemException(directory.toString(), null, reason);
        }, 7)).isInstanceOf(JournalException.class).hasMessageContainingAll(one, two, three, reason);
    }
}
