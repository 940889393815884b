package io.swabline.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.protocol.access.AccessFileException;
import io.swabline.protocol.access.Right;
import io.swabline.protocol.access.StationsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that was withdrawn stays so, whatever becomes of the stations file. */
class KnownStationsTest {
    private static final Instant WITHDRAWN = Instant.parse("2022-04-16T08:00:00Z");
    private static final Instant EARLIER = WITHDRAWN.minusSeconds(1);

    @TempDir
    private Path dir;
    private StationsFile file;
    private Path data;

    @BeforeEach
    void makeFile() throws IOException {
        data = Files.createDirectory(dir.resolve("data"));
        file = new StationsFile(dir.resolve("stations.conf"));
    }

    private StationsWatch watch() {
        return new StationsWatch(file, new KnownStations(data), Long.MAX_VALUE, SystemNanoClock.INSTANCE);
    }

    /** A server that has started and read the file. */
    private StationsWatch watchThatRan() {
        file.add(List.of("7", "18"), Right.SCAN, null);
        file.withdrawCertificates(Set.of("18"), WITHDRAWN);
        final StationsWatch watch = watch();
        watch.start();
        return watch;
    }

    @Test
    void shouldKeepTheListWhileTheFileIsMissingAndTellItWhenAsked() throws IOException {
        try (StationsWatch watch = watchThatRan()) {
            final byte[] content = Files.readAllBytes(file.path());
            Files.delete(file.path());

            assertThat(watch.lookNow().trouble()).contains("is missing", "restore it");
            assertThat(watch.list().isCertificateWithdrawn(18, EARLIER)).isTrue();
            assertThat(watch.list().entries()).hasSize(2);

            Files.write(file.path(), content);
            Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-------"));
            assertThat(watch.lookNow().trouble()).isNull();
        }
    }

    @Test
    void shouldNotStartWithoutAFileThatWasThereBefore() throws IOException {
        watchThatRan().close();
        Files.delete(file.path());

        assertThatThrownBy(this::watch).isInstanceOf(AccessFileException.class)
            .hasMessageContaining("is missing").hasMessageContaining("stations.known");
    }

    @Test
    void shouldStartWithoutAFileAsLongAsThereNeverWasOne() {
        final StationsWatch first = watch();
        first.start();
        first.close();

        assertThat(watch().list().entries()).isEmpty();
    }

    @Test
    void shouldTakeNoFileThatForgotAWithdrawal() throws IOException {
        file.add(List.of("7"), Right.SCAN, null);
        final byte[] older = Files.readAllBytes(file.path());
        try (StationsWatch watch = watchThatRan()) {
            Files.write(file.path(), older);

            assertThat(watch.lookNow().trouble()).contains(
                "no longer withdraws the certificates of station 18", "--certificates");
            assertThat(watch.list().isCertificateWithdrawn(18, EARLIER)).isTrue();
        }
        assertThatThrownBy(this::watch).isInstanceOf(AccessFileException.class).hasMessageContaining("station 18");

        file.withdrawCertificates(Set.of("18"), EARLIER);
        assertThatThrownBy(this::watch).as("withdrawn, but less").isInstanceOf(AccessFileException.class);
        file.withdrawCertificates(Set.of("18"), WITHDRAWN);
        assertThat(watch().list().isCertificateWithdrawn(18, EARLIER)).isTrue();
    }

    @Test
    void shouldKeepTheListWhileTheFileIsEmptyOrOpenToOthers() throws IOException {
        try (StationsWatch watch = watchThatRan()) {
            Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(watch.lookNow().trouble()).contains("chmod 600");
            Files.writeString(file.path(), "");
            Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-------"));
            assertThat(watch.lookNow().trouble()).contains("is empty");
            assertThat(watch.list().isCertificateWithdrawn(18, EARLIER)).isTrue();
        }
    }

    /** The operator's own decision, which the messages name. */
    @Test
    void shouldStartAnewWhenItsMemoryIsRemovedToo() throws IOException {
        watchThatRan().close();
        Files.delete(file.path());
        Files.delete(data.resolve("stations.known"));

        assertThat(watch().list().isCertificateWithdrawn(18, EARLIER)).isFalse();
    }

    @Test
    void shouldRememberNoTokens() throws IOException {
        watchThatRan().close();

        assertThat(Files.readString(data.resolve("stations.known"))).contains("18 certificates-before").doesNotContain(" scan ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("stations.known"))))
            .isEqualTo("rw-------");
    }
}
