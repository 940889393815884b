package io.swabline.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.internal.noop.NoOpPosixAPI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSpaceTest {
    @TempDir
    Path directory;

    @Test
    void shouldAllocateBehindWhatIsWritten() throws IOException {
        final Path file = directory.resolve("file");
        try (FileSpace space = FileSpace.create(file, 100_000)) {
            CrashImage.overwrite(file, 0, new byte[] {1, 2, 3});
            assertThat(space.allocate(50_000)).isTrue();
            assertThat(space.end()).isEqualTo(150_000);
            assertThat(Files.size(file)).isEqualTo(150_000);
            assertThat(Files.readAllBytes(file)).startsWith(1, 2, 3, 0);
            space.release(5);
            assertThat(space.end()).isEqualTo(4096);
            assertThat(Files.size(file)).isEqualTo(150_000);
            assertThat(Files.readAllBytes(file)).startsWith(1, 2, 3, 0);
        }
    }

    @Test
    void shouldWriteZerosWhereNoNativeCallCanBeMade() throws IOException {
        final Path file = directory.resolve("file");
        Files.write(file, new byte[] {1, 2, 3});
        try (FileSpace space = FileSpace.of(file, new NoOpPosixAPI("not here"))) {
            assertThat(space.allocate(4096)).isTrue();
            CrashImage.overwrite(file, 0, new byte[] {1, 2, 3});
            assertThat(space.allocate(200_000)).isTrue();
            assertThat(space.end()).isEqualTo(204_096);
            assertThat(Files.readAllBytes(file)).hasSize(204_096).startsWith(1, 2, 3, 0).endsWith(0);
            space.release(3);
            assertThat(Files.size(file)).isEqualTo(204_096);
        }
    }

    @Test
    void shouldNotTakeAnotherErrorForAFullDisk() throws IOException {
        final Path file = directory.resolve("file");
        try (FileSpace space = FileSpace.create(file, 4096)) {
            assertThatThrownBy(() -> space.allocate(Long.MAX_VALUE / 2)).isInstanceOf(IOException.class)
                .hasMessageContaining("errno 27"); // larger than a file can be
        }
        assertThatThrownBy(() -> FileSpace.of(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    /** The queue renames a prepared file when it rolls into it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnInAFileThatWasRenamed(final boolean isNative) throws IOException {
        final Path prepared = Files.createFile(directory.resolve("prepared"));
        final PosixAPI posix = isNative ? PosixAPI.posix() : new NoOpPosixAPI("not here");
        try (FileSpace space = FileSpace.of(prepared, posix)) {
            assertThat(space.allocate(4096)).isTrue();
            final Path begun = Files.move(prepared, directory.resolve("begun"));
            assertThat(space.allocate(8192)).isTrue();
            assertThat(space.end()).isEqualTo(12_288);
            assertThat(Files.size(begun)).isEqualTo(12_288);
            assertThat(prepared).doesNotExist();
        }
    }
}
