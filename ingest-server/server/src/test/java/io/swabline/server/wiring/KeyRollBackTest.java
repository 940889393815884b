package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.protocol.Durability;
import io.swabline.protocol.KeyStatus;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanMethod;
import io.swabline.server.control.ControlAnswer;
import io.swabline.server.control.ControlClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An older copy of the key file comes back, under a running server and over a restart: a withdrawn key stays withdrawn. */
class KeyRollBackTest {
    @TempDir
    private Path directory;
    private Path file;
    private byte[] older;
    private SamplingKeys first;
    private IngestServer server;

    @BeforeEach
    void start() throws Exception {
        file = directory.resolve("keys.properties");
        first = SamplingKeys.create(file);
        older = Files.readAllBytes(file);
        server = started();
    }

    private IngestServer started() throws Exception {
        return IngestServer.start(SettingsFixture.settings(directory, Durability.OS, 1));
    }

    @AfterEach
    void stop() {
        server.drainAndClose();
    }

    private ControlAnswer look() throws Exception {
        return new ControlClient(directory.resolve("data"), Duration.ofSeconds(10)).ask("taken", Map.of("file", "keys"));
    }

    private void putBack(final byte[] content) throws Exception {
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** The pipeline may still be at a batch of the moment before. */
    private String verdictOnFirstKey() throws Exception {
        try (RawStation station = new RawStation(server.port()).hello(7, System.nanoTime())) {
            assertThat(station.reply()).startsWith("welcome");
            final long nowMs = System.currentTimeMillis();
            station.send(station.scansFrame(1, RawStation.scan(nowMs, ScanMethod.CODE, "S1",
                RawStation.code(first.current(), System.nanoTime(), nowMs / 1000 - 60))));
            return String.join(" ", station.repliesThrough(1));
        }
    }

    @Test
    void shouldKeepAWithdrawnKeyWithdrawnUnderARunningServer() throws Exception {
        assertThat(verdictOnFirstKey()).doesNotContain("KEY_WITHDRAWN");
        SamplingKeys.withdraw(file, 1);
        assertThat(look().isDone()).isTrue();
        assertThat(verdictOnFirstKey()).contains("KEY_WITHDRAWN");

        putBack(older);

        final ControlAnswer taken = look();
        assertThat(verdictOnFirstKey()).contains("KEY_WITHDRAWN");
        assertThat(taken.isDone()).as("the older file was taken").isFalse();
        assertThat(taken.reason()).contains("revision 1", "revision 2", "keys restore");
    }

    @Test
    void shouldNotStartWithAnOlderKeyFile() throws Exception {
        SamplingKeys.withdraw(file, 1);
        assertThat(look().isDone()).isTrue();
        server.drainAndClose();
        putBack(older);

        assertThatThrownBy(this::started).isInstanceOf(StartException.class)
            .hasMessageContaining("revision 1").hasMessageContaining("revision 2").hasMessageContaining("keys restore")
            .hasMessageContaining("keys.known");
        assertThat(StartCheck.mistakes(SettingsFixture.settings(directory, Durability.OS, 1), 1L << 30))
            .anyMatch(mistake -> mistake.contains("keys restore"));

        SamplingKeys.rotate(file);
        final byte[] rotated = Files.readAllBytes(file);
        SamplingKeys.rotate(file);
        assertThatThrownBy(this::started).as("newer, and key 1 is no longer withdrawn").isInstanceOf(StartException.class)
            .hasMessageContaining("key 1").hasMessageContaining("keys restore");

        putBack(rotated);
        assertThat(KeyRestore.restore(directory.resolve("data"), file).revision()).isEqualTo(4);
        server = started();
        assertThat(verdictOnFirstKey()).contains("KEY_WITHDRAWN");
        assertThat(SamplingKeys.load(file).current().id()).as("a previous key was withdrawn, so it stays").isEqualTo(2);
    }

    @Test
    void shouldWithdrawTheCurrentKeyAgainInARestoredCopyAndRaiseItsRevision() throws Exception {
        SamplingKeys.withdraw(file, 1);
        SamplingKeys.rotate(file);
        assertThat(look().isDone()).isTrue();
        putBack(older);

        final SamplingKeys restored = KeyRestore.restore(directory.resolve("data"), file);

        assertThat(restored.revision()).as("the counter of bundles does not fall").isEqualTo(4);
        assertThat(restored.byId(1).status()).isEqualTo(KeyStatus.WITHDRAWN);
        assertThat(restored.current().id()).isEqualTo(2);
        assertThat(look().isDone()).isTrue();
        assertThat(verdictOnFirstKey()).contains("KEY_WITHDRAWN");
        assertThat(KeyRestore.restore(directory.resolve("elsewhere"), file)).isNull();
    }

    @Test
    void shouldNotMakeAKeyFileInPlaceOfOneThatWasLostNorTrustADamagedMemory() throws Exception {
        SamplingKeys.rotate(file);
        assertThat(look().isDone()).isTrue();
        server.drainAndClose();
        final Path memory = directory.resolve("data/keys.known");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(memory))).isEqualTo("rw-------");
        Files.delete(file);
        assertThatThrownBy(this::started).isInstanceOf(StartException.class).hasMessageContaining("went by revision 2");
        assertThat(file).doesNotExist();

        putBack(older);
        for (final String damaged : new String[] {"", "revision=x\n", "revision=1\nwithdrawn.12=1\n", "revision=1\nnonsense\n"}) {
            Files.writeString(memory, damaged);
            assertThatThrownBy(this::started).as(damaged).isInstanceOf(StartException.class)
                .hasMessageContaining("keys.known").hasMessageContaining("keys show");
        }
    }
}
