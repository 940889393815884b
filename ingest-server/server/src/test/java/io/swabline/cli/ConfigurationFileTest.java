package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    @TempDir
    private Path dir;

    @Test
    void shouldTakeTheFileThatIsNamedThenThatOfThePackage() throws IOException {
        final Path packaged = dir.resolve("swabline.conf");
        final Path named = dir.resolve("mine.conf");

        assertThat(ConfigurationFile.find(null, packaged)).isNull();
        Files.createFile(packaged);
        assertThat(ConfigurationFile.find(null, packaged)).isEqualTo(packaged);
        assertThat(ConfigurationFile.find(named, packaged)).as("also where it is missing: it was asked for").isEqualTo(named);
    }

    @Test
    void shouldNotPassOverAFileOfThePackageThatIsNoFile() throws IOException {
        final Path packaged = Files.createDirectory(dir.resolve("swabline.conf"));

        assertThat(ConfigurationFile.find(null, packaged)).isEqualTo(packaged);
        assertThatThrownBy(() -> SettingSources.defaults().withFile(packaged)).isInstanceOf(SettingsException.class)
            .hasMessageContaining("is no regular file");
    }
}
