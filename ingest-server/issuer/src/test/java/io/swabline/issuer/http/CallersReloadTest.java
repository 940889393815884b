package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class CallersReloadTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path dir;

    @Test
    void shouldTakeANewKeyAndDropAnOldOneWithoutAGap() {
        try (HttpFixture http = HttpFixture.start(dir)) {
            final String oldId = http.callersFile().list().get(0).keyId();
            final String fresh = http.callersFile().add("city-app", EnumSet.of(Scope.ISSUE));

            Awaitility.await().atMost(LIMIT).until(() -> statusWith(http, fresh) == 200);
            assertThat(statusWith(http, http.key())).isEqualTo(200);
            assertThat(http.callersFile().remove("city-app", oldId)).isEqualTo(1);
            Awaitility.await().atMost(LIMIT).until(() -> statusWith(http, http.key()) == 401);
            assertThat(statusWith(http, fresh)).isEqualTo(200);
        }
    }

    @Test
    void shouldRefuseARevokedKeyOnAConnectionThatIsOpen() throws IOException {
        try (HttpFixture http = HttpFixture.start(dir); Socket open = http.socket()) {
            final String request = "GET /v1/persons/f04827064d20a2121787a1a5 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + http.lookupKey() + "\r\n\r\n";
            assertThat(HttpFixture.exchange(open, request)).contains("/problems/unknown-person");
            assertThat(http.callersFile().remove("staff", null)).isEqualTo(1);
            Awaitility.await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(HttpFixture.exchange(open, request)).contains("/problems/wrong-key"));
        }
    }

    @Test
    void shouldKeepTheCallersWhenTheFileIsBadAndSaySoOnce() throws IOException {
        try (HttpFixture http = HttpFixture.start(dir)) {
            Files.writeString(http.callersFile().path(), "what is this\n", StandardOpenOption.APPEND);
            Awaitility.await().atMost(LIMIT)
                .until(() -> http.logged().stream().anyMatch(line -> line.contains("the keys known before")));

            assertThat(statusWith(http, http.key())).isEqualTo(200);
            Files.setPosixFilePermissions(http.callersFile().path(), PosixFilePermissions.fromString("rw-r-----"));
            Awaitility.await().atMost(LIMIT).until(() -> http.logged().stream().anyMatch(line -> line.contains("chmod 600")));
            assertThat(statusWith(http, http.key())).isEqualTo(200);
            assertThat(http.logged()).filteredOn(line -> line.contains("the keys known before")).hasSize(2)
                .noneMatch(line -> line.contains("what is this"));
            Files.delete(http.callersFile().path());
            Awaitility.await().atMost(LIMIT).until(() -> statusWith(http, http.key()) == 401);
            assertThat(http.logged()).anyMatch(line -> line.contains("swabline callers add NAME"));
        }
    }

    @Test
    void shouldRefuseNamesAndFilesThatCannotBe() throws IOException {
        final CallersFile file = new CallersFile(dir.resolve("c.conf"));
        assertThatThrownBy(() -> file.add("a b", Set.of(Scope.ISSUE))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.add("a\nb", Set.of(Scope.ISSUE))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.add("ab", Set.of())).isInstanceOf(IllegalArgumentException.class);
        file.add("ab", Set.of(Scope.ISSUE, Scope.LOOKUP));
        final String good = Files.readString(file.path());
        for (final String bad : new String[] {
            good.replace("issue", "all"), good.replaceAll("[0-9a-f]{64}", "00"), good.replaceAll("20\\d\\d-", "x"),
            good.replace("ab ", "AB "), good + good.lines().skip(2).findFirst().orElseThrow()}) {
            Files.writeString(file.path(), bad);
            assertThatThrownBy(file::list).isInstanceOf(CallersFileException.class).hasMessageContaining("its line");
        }
        assertThatThrownBy(() -> new CallersFile(dir).list())
            .isInstanceOf(CallersFileException.class).hasMessageContaining("is a directory");
    }

    private static int statusWith(final HttpFixture http, final String key) {
        return http.send(http.json("/v1/codes", HttpFixture.PERSON).header("Authorization", "Bearer " + key)).statusCode();
    }
}
