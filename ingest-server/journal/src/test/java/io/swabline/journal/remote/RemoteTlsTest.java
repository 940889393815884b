package io.swabline.journal.remote;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteTlsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldSayThatThereIsNoFile() {
        final Path missing = directory.resolve("missing.pem");

        assertThatThrownBy(() -> RemoteTls.of(missing)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("the trusted certificates in " + missing
                + " cannot be read: there is no such file, or it is not open to this account");
    }

    @Test
    void shouldSayThatAFileHasNoCertificate() throws Exception {
        final Path empty = Files.writeString(directory.resolve("empty.pem"), "");

        assertThatThrownBy(() -> RemoteTls.of(empty)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("cannot be used, PEM is needed: no certificate in it");
    }
}
