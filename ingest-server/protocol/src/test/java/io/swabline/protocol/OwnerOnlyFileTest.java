package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyFileTest {
    private static final int SOMEBODY = 65_534;

    @TempDir
    private Path dir;

    private static void assumeRoot(final Path made) throws IOException {
        Assumptions.assumeTrue(Files.getAttribute(made, "unix:uid").equals(0), "not root: cannot act for another user");
    }

    private static int uid(final Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid");
    }

    @Test
    void shouldKeepOwnerAndPermissionsOfAFileThatRootReplaces() throws IOException {
        assumeRoot(dir);
        final Path file = Files.writeString(dir.resolve("stations.conf"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        Files.setAttribute(file, "unix:uid", SOMEBODY);
        Files.setAttribute(file, "unix:gid", SOMEBODY);

        try (FileChannel lock = OwnerOnlyFile.openLockFile(file)) {
            assertThat(lock.isOpen()).isTrue();
            OwnerOnlyFile.replace(file, "new");
        }

        assertThat(file).hasContent("new");
        assertThat(uid(file)).isEqualTo(SOMEBODY);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(SOMEBODY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("r--------");
        assertThat(uid(dir.resolve(".stations.conf.lock"))).as("or its owner could change it no more").isEqualTo(SOMEBODY);
    }

    @Test
    void shouldGiveWhatRootMakesToTheOwnerOfTheDirectory() throws IOException {
        assumeRoot(dir);
        final Path home = Files.createDirectory(dir.resolve("home"));
        Files.setAttribute(home, "unix:uid", SOMEBODY);
        final Path file = home.resolve(".swabline/callers.conf");

        OwnerOnlyFile.makeDirectoryOf(file);
        OwnerOnlyFile.replace(file, "new");

        assertThat(uid(file)).isEqualTo(SOMEBODY);
        assertThat(uid(file.getParent())).isEqualTo(SOMEBODY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent()))).isEqualTo("rwx------");
    }

    @Test
    void shouldReplaceTheFileThatALinkLeadsTo() throws IOException {
        final Path real = Files.writeString(Files.createDirectory(dir.resolve("real")).resolve("keys"), "old");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-------"));
        final Path link = Files.createSymbolicLink(dir.resolve("keys"), real);

        OwnerOnlyFile.replace(link, "new");

        assertThat(link).isSymbolicLink().hasContent("new");
        assertThat(real).hasContent("new");
    }

    private static void give(final Path link) throws IOException {
        Files.setAttribute(link, "unix:uid", SOMEBODY, LinkOption.NOFOLLOW_LINKS);
    }

    /** In the directory of a server's user, whose files root changes. */
    @Test
    void shouldFollowNoLinkOfAnotherUserToAFileOfRoots() throws IOException {
        assumeRoot(dir);
        final Path home = Files.createDirectory(dir.resolve("home"));
        final Path rootsOwn = Files.writeString(Files.createDirectory(dir.resolve("root")).resolve("stations.conf"), "old");
        final Path file = Files.createSymbolicLink(home.resolve("stations.conf"), rootsOwn);
        final Path sub = Files.createSymbolicLink(home.resolve("sub"), rootsOwn.getParent());
        final Path first = Files.createSymbolicLink(home.resolve("first"), Path.of("../home/stations.conf"));
        final Path moved = Files.createSymbolicLink(home.resolve("moved"), rootsOwn);
        for (final Path path : new Path[] {home, file, sub}) {
            give(path);
        }
        for (final Path planted : new Path[] {
            file, first, moved, sub.resolve("stations.conf"), sub.resolve("new.conf"), sub.resolve("deep/new.conf")}) {
            assertThatThrownBy(() -> OwnerOnlyFile.openLockFile(planted)).as("%s", planted).isInstanceOf(IOException.class)
                .hasMessageContaining("is a link of user " + SOMEBODY);
            assertThatThrownBy(() -> OwnerOnlyFile.replace(planted, "new")).as("%s", planted)
                .hasMessageContaining("is a link of user " + SOMEBODY);
        }
        assertThatThrownBy(() -> OwnerOnlyFile.makeDirectoryOf(sub.resolve("deep/new.conf")))
            .hasMessageContaining("is a link of user");
        assertThat(rootsOwn).hasContent("old");
        try (var files = Files.list(rootsOwn.getParent())) {
            assertThat(files).as("no lock file, no directory").containsExactly(rootsOwn);
        }
    }

    @Test
    void shouldFollowALinkOfItsOwnerToItsOwnFileAndOneOfRoots() throws IOException {
        assumeRoot(dir);
        final Path real = Files.writeString(Files.createDirectory(dir.resolve("real")).resolve("keys"), "old");
        final Path usersLink = Files.createSymbolicLink(dir.resolve("users"), Path.of("real/keys"));
        for (final Path path : new Path[] {real.getParent(), real, usersLink}) {
            give(path);
        }
        OwnerOnlyFile.replace(usersLink, "new");
        assertThat(real).hasContent("new");
        OwnerOnlyFile.replace(Files.createSymbolicLink(dir.resolve("roots"), Path.of("real/../users")), "newer");
        assertThat(real).hasContent("newer");
        assertThat(uid(real)).isEqualTo(SOMEBODY);
    }

    /** A lock file could be a link that leads somewhere else. */
    @Test
    void shouldFollowNoLinkToALockFile() throws IOException {
        final Path file = Files.writeString(dir.resolve("keys"), "old");
        final Path other = dir.resolve("other");
        Files.createSymbolicLink(dir.resolve(".keys.lock"), other);

        assertThatThrownBy(() -> OwnerOnlyFile.openLockFile(file)).isInstanceOf(IOException.class);
        assertThat(other).doesNotExist();
    }
}
