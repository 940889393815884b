package io.swabline.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.KeyStatus;
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
        watch = new KeyWatch(file, SamplingKeys.create(file), new KnownKeys(directory), 1);
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
        final KeyWatch late = new KeyWatch(file, watch.keys(), new KnownKeys(directory), 1);
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

    /** As on a full disk: the withdrawal counts, and is noted as soon as there is room. */
    @Test
    void shouldTakeAWithdrawalThatCannotBeNotedAndNoteItLater() throws IOException {
        final Path memory = directory.resolve("keys.known");
        Files.delete(memory);
        Files.createDirectories(memory.resolve("in-the-way"));
        SamplingKeys.withdraw(file, 1);
        watch.look();
        assertThat(watch.keys().byId(1).status()).isEqualTo(KeyStatus.WITHDRAWN);
        watch.look();

        Files.delete(memory.resolve("in-the-way"));
        Files.delete(memory);
        watch.look();
        assertThat(new KnownKeys(directory).revision()).isEqualTo(2);
        assertThat(new KnownKeys(directory).isWithdrawn(watch.keys().byId(1))).isTrue();
    }

    @Test
    void shouldEndItsThread() {
        watch.start();
        watch.close();
    }
}
