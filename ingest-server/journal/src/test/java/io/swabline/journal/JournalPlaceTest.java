package io.swabline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalPlaceTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "ext3", "xfs", "btrfs"})
    void shouldTakeLocalFileSystemsThatKeepWhatTheyAllocate(final String type) {
        final JournalPlace place = new JournalPlace(directory, type);
        assertThat(place.refusal()).isNull();
        assertThat(place.warning()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zfs", "bcachefs", "nfs4", "cifs", "9p", "ceph", "fuse.sshfs", "fuseblk", "virtiofs", "FUSE"})
    void shouldRefuseOthersAndSayWhatToDo(final String type) {
        final JournalPlace place = new JournalPlace(directory, type);
        assertThat(place.refusal()).contains(directory.toString(), type, "--data", "journal.any-file-system = true");
        assertThat(place.warning()).contains(directory.toString(), type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tmpfs", "overlay", "something-new"})
    void shouldWarnOfWhatMayNotBeMeant(final String type) {
        final JournalPlace place = new JournalPlace(directory, type);
        assertThat(place.refusal()).isNull();
        assertThat(place.warning()).contains(directory.toString(), type);
    }

    @Test
    void shouldLookAtTheDirectoryAboveAJournalThatIsNotThere() {
        assertThat(JournalPlace.of(directory.resolve("not/yet/there")).refusal())
            .isEqualTo(JournalPlace.of(directory).refusal());
    }
}
