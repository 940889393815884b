package io.swabline.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.SamplingKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyWatchTest {
    @TempDir
    private Path directory;
    private Path file;
    private KeyWatch watch;

    @BeforeEach
    void makeKeys() {
        file = directory.resolve("keys.properties");
        watch = new KeyWatch(file, SamplingKeys.create(file), 1);
        watch.look();
    }

    @Test
    void shouldGiveTheSameKeysUntilTheFileChanges() {
        final SamplingKeys before = watch.keys();
        watch.look();
        assertThat(watch.keys()).isSameAs(before);
        SamplingKeys.rotate(file);
        watch.look();
        assertThat(watch.keys().current().id()).isEqualTo(2);
    }

    @Test
    void shouldTakeInWhatChangedBetweenTheStartAndTheFirstLook() {
        final KeyWatch late = new KeyWatch(file, watch.keys(), 1);
        SamplingKeys.rotate(file);
        late.look();
        assertThat(late.keys().current().id()).isEqualTo(2);
    }

    @Test
    void shouldKeepItsKeysWhileTheFileCannotBeUsedAndTakeItWhenItIsMended() throws IOException {
        final SamplingKeys before = watch.keys();
        final byte[] good = Files.readAllBytes(file);
        Files.writeString(file, "nonsense");
        watch.look();
        assertThat(watch.keys()).isSameAs(before);
        Files.delete(file);
        watch.look();
        assertThat(watch.keys()).isSameAs(before);
        Files.write(file, good);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        watch.look();
        assertThat(watch.keys()).as("readable by others").isSameAs(before);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        watch.look();
        assertThat(watch.keys().current().id()).isOne();
        assertThat(watch.keys()).isNotSameAs(before);
    }

    @Test
    void shouldRefuseAnotherPepper() throws IOException {
        final SamplingKeys before = watch.keys();
        final Path other = directory.resolve("other.properties");
        SamplingKeys.create(other);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        watch.look();
        watch.look();
        assertThat(watch.keys()).isSameAs(before);
    }

    @Test
    void shouldEndItsThread() {
        watch.start();
        watch.close();
    }
}
