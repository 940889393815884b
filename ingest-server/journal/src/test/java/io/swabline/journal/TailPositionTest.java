package io.swabline.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a named tail when root commits in the journal of a server that runs as another user. */
class TailPositionTest {
    private static final int SERVER = 65_534;

    @TempDir
    private Path journal;
    private Path file;

    @BeforeEach
    void giveTheJournalAway() throws IOException {
        Assumptions.assumeTrue(uid(journal) == 0, "not root: cannot act for another user");
        Files.setAttribute(journal, "unix:uid", SERVER);
        file = journal.resolve(JournalFiles.TAILS).resolve("lab");
    }

    private static int uid(final Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid");
    }

    @Test
    void shouldLeaveThePositionToItsOwner() throws IOException {
        final TailPosition position = new TailPosition(journal, "lab");
        position.write(1);
        assertThat(uid(file)).as("made by root").isEqualTo(SERVER);
        assertThat(uid(file.getParent())).isEqualTo(SERVER);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        position.write(2);

        assertThat(position.read()).isEqualTo(2);
        assertThat(uid(file)).as("written anew by root").isEqualTo(SERVER);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
    }

    /** The server's user could have root empty any file otherwise. */
    @Test
    void shouldFollowNoLinkOfTheServersUser() throws IOException {
        final Path others = Files.writeString(journal.resolve("root's"), "untouched");
        Files.createDirectory(file.getParent());
        Files.createSymbolicLink(file.resolveSibling("lab.tmp"), others);
        Files.createSymbolicLink(file, others);

        new TailPosition(journal, "lab").write(3);

        assertThat(others).hasContent("untouched");
        assertThat(uid(others)).isZero();
        assertThat(file).isRegularFile().hasContent("position 3");
    }
}
