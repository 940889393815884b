package io.swabline.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StationsFileTest {
    @TempDir
    private Path directory;

    /** Emptied by an editor or a full disk, it would send every station away. */
    @Test
    void shouldTakeAnEmptyFileForADamagedOne() throws IOException {
        final StationsFile file = new StationsFile(directory.resolve("stations.conf"));
        file.add(List.of("7"), Right.SCAN, null);
        Files.writeString(file.path(), "");
        assertThatThrownBy(file::load).isInstanceOf(AccessFileException.class).hasMessageContaining("is empty");

        Files.delete(file.path());
        assertThat(file.load().entries()).isEmpty();
        file.add(List.of("7"), Right.SCAN, null);
        file.remove(Set.of("7"), null);
        assertThat(file.load().entries()).as("a list of nobody").isEmpty();
    }
}
