package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.Durability;
import io.swabline.protocol.FileVersion;
import io.swabline.protocol.SamplingKeys;
import io.swabline.server.control.ControlAnswer;
import io.swabline.server.control.ControlClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerControlTest {
    @TempDir
    private Path dir;

    @Test
    void shouldTellWhichFilesAreUsedAndWhetherAChangeIsInForce() throws Exception {
        final ServerSettings settings = SettingsFixture.settings(dir, Durability.OS, 1);
        final IngestServer server = IngestServer.start(settings);
        try {
            final ControlClient client = new ControlClient(settings.dataDirectory(), Duration.ofSeconds(10));
            final ControlAnswer files = client.ask("files", Map.of());
            assertThat(files.text("pid")).isEqualTo(Long.toString(ProcessHandle.current().pid()));
            assertThat(files.text("data")).isEqualTo(settings.dataDirectory().toRealPath().toString());
            assertThat(files.text("keys")).isEqualTo(settings.keysFile().toRealPath().toString());
            assertThat(files.text("keys.owner")).isEqualTo(Files.getOwner(settings.keysFile()).getName());
            assertThat(files.text("callers")).isEmpty();

            SamplingKeys.rotate(settings.keysFile());
            final ControlAnswer taken = client.ask("taken", Map.of("file", "keys"));
            assertThat(taken.isDone()).isTrue();
            assertThat(taken.text("version")).isEqualTo(FileVersion.of(settings.keysFile()));

            Files.writeString(settings.keysFile(), "no keys");
            assertThat(client.ask("taken", Map.of("file", "keys"))).satisfies(answer -> {
                assertThat(answer.isDone()).isFalse();
                assertThat(answer.reason()).contains("key file " + settings.keysFile());
            });
            assertThat(client.ask("taken", Map.of("file", "shoes")).reason()).contains("stations, keys or callers");
        } finally {
            server.drainAndClose();
        }
        assertThat(settings.dataDirectory().resolve("control/socket")).doesNotExist();
    }
}
