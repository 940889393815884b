package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingKeysTest {
    @TempDir
    private Path directory;

    @Test
    void shouldCreateAFileForItsOwnerOnlyThatReadsBackTheSame() throws IOException {
        final Path file = directory.resolve("deep/down/keys.properties");
        final SamplingKeys created = SamplingKeys.create(file);
        final SamplingKeys loaded = SamplingKeys.load(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent()))).isEqualTo("rwx------");
        assertThat(filesBeside(file)).containsExactly(file);
        assertThat(KeyFileText.write(loaded)).isEqualTo(KeyFileText.write(created)).isEqualTo(Files.readString(file));
        assertThat(loaded.all()).hasSize(1);
        assertThat(loaded.current().id()).isEqualTo(1);
        assertThat(loaded.current().status()).isEqualTo(KeyStatus.CURRENT);
        assertThat(loaded.byId(1)).isSameAs(loaded.current());
        assertThat(List.of(0, 2, 255)).allSatisfy(id -> assertThat(loaded.byId(id)).isNull());
        assertThat(loaded.byId(-1)).isNull();
        assertThat(loaded.byId(256)).isNull();
        assertThat(loaded.pseudonyms().of("11010519491231002X")).isEqualTo(created.pseudonyms().of("11010519491231002x"));
        assertThat(isAccepted(issue(created), loaded)).isTrue();
        assertThat(new CodeSignature(loaded.current().publicKey()).isGenuine(issue(created))).isTrue();
    }

    @Test
    void shouldMakeOtherSecretsEachTime() {
        final SamplingKeys one = SamplingKeys.create(directory.resolve("one"));
        final SamplingKeys other = SamplingKeys.create(directory.resolve("other"));

        assertThat(one.pepper()).isNotEqualTo(other.pepper());
        assertThat(one.current().sealKey()).isNotEqualTo(other.current().sealKey());
        assertThat(one.current().macKey()).isNotEqualTo(other.current().macKey());
        assertThat(isAccepted(issue(one), other)).isFalse();
    }

    @Test
    void shouldNeverReplaceAFile() throws IOException {
        final Path file = directory.resolve("keys.properties");
        Files.writeString(file, "something else");

        assertRefused(() -> SamplingKeys.create(file), file, "exists and is not replaced", "keys rotate");
        assertThat(file).hasContent("something else");
        assertThat(filesBeside(file)).containsExactly(file);
    }

    @Test
    void shouldBeJavaProperties() throws IOException {
        final Path file = directory.resolve("keys.properties");
        final SamplingKeys keys = SamplingKeys.create(file);
        final Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }

        assertThat(properties).hasSize(12).containsEntry("format", "2").containsEntry("revision", "1")
            .containsEntry("key.1.status", "CURRENT");
        assertThat(Base64.getDecoder().decode(properties.getProperty("key.1.mac"))).isEqualTo(keys.current().macKey());
    }

    @Test
    void shouldKeepPseudonymsAcrossRotation() {
        final Path file = directory.resolve("keys.properties");
        final Pseudonym before = SamplingKeys.create(file).pseudonyms().of("11010519491231002X");

        assertThat(SamplingKeys.rotate(file).pseudonyms().of("11010519491231002X")).isEqualTo(before);
    }

    @Test
    void shouldWithdrawTheCurrentKeyForANewOne() {
        final Path file = directory.resolve("keys.properties");
        SamplingKeys.create(file);
        final SamplingCode leaked = issue(SamplingKeys.rotate(file));
        final SamplingKeys keys = SamplingKeys.withdraw(file, 2);

        assertThat(statuses(keys)).containsExactly("1 PREVIOUS", "2 WITHDRAWN", "3 CURRENT");
        assertThat(statuses(SamplingKeys.load(file))).isEqualTo(statuses(keys));
        assertThat(verdict(leaked, keys)).isEqualTo(Verdict.KEY_WITHDRAWN);
    }

    @Test
    void shouldWithdrawThePreviousKey() {
        final Path file = directory.resolve("keys.properties");
        SamplingKeys.create(file);
        SamplingKeys.rotate(file);

        assertThat(statuses(SamplingKeys.withdraw(file, 1))).containsExactly("1 WITHDRAWN", "2 CURRENT");
        assertThat(statuses(SamplingKeys.withdraw(file, 1))).as("again").containsExactly("1 WITHDRAWN", "2 CURRENT");
        assertRefused(() -> SamplingKeys.withdraw(file, 7), file, "has no key 7", "[1, 2]");
    }

    @Test
    void shouldNotChangeAFileThatAnotherCommandChanges() throws IOException {
        final Path file = directory.resolve("keys.properties");
        SamplingKeys.create(file);
        final String before = Files.readString(file);
        final Path lockFile = directory.resolve(".keys.properties.lock");
        try (FileChannel other = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = other.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertRefused(() -> SamplingKeys.rotate(file), file, "being changed by another command", "try again");
        }
        assertThat(file).hasContent(before);
    }

    @Test
    void shouldSayThatAFileIsMissing() {
        final Path file = directory.resolve("none.properties");

        assertRefused(() -> SamplingKeys.load(file), file, "does not exist", "swabline keys init");
        assertRefused(() -> SamplingKeys.rotate(file), file, "does not exist", "swabline keys init");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-r-----", "rw--w----", "rw----r-x"})
    void shouldRefuseAFileThatOthersMayOpen(final String permissions) throws IOException {
        final Path file = directory.resolve("keys.properties");
        SamplingKeys.create(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertRefused(() -> SamplingKeys.load(file), file, "open to others", "chmod 600", permissions);
        assertRefused(() -> SamplingKeys.rotate(file), file, "open to others", "chmod 600");
    }

    @Test
    void shouldSayThatAFileMayNotBeRead() throws IOException {
        final Path file = directory.resolve("keys.properties");
        SamplingKeys.create(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "root may read everything");

        assertRefused(() -> SamplingKeys.load(file), file, "may not be read by this user", "owner");
    }

    @Test
    void shouldRefuseWhatIsNoTextFile() throws IOException {
        assertRefused(() -> SamplingKeys.load(directory), directory, "is a directory", "name a file");
        assertRefused(() -> SamplingKeys.load(write(new byte[] {'a', -1, 'b'})), directory, "is not text", "backup");
        assertRefused(() -> SamplingKeys.load(write(new byte[2 << 20])), directory, "too many", "another");
    }

    @Test
    void shouldSayThatAFileCannotBeWritten() throws IOException {
        final Path blocker = Files.writeString(directory.resolve("blocker"), "");

        assertRefused(() -> SamplingKeys.create(blocker.resolve("keys")), directory, "cannot be written", "directory");
        // Java 17 gives the system's reason, Java 25 takes it for a missing file: both name it.
        assertRefused(() -> SamplingKeys.load(blocker.resolve("keys")), directory, "blocker/keys");
    }

    /** Each row: what to look for in a good file, what to put in its place (| for a new line), what the message must say. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "(?s).+; ''; format is missing",
        "format=2; ''; format is missing",
        "format=2; format=3; a format that this version does not know",
        "format=2; format=1; revision is not of format 1",
        "revision=3; ''; revision is missing",
        "revision=3; revision=-3; revision is not a number from 1",
        "revision=3; revision=9999999999999999999; revision is not a number from 1",
        "validity.days.max=30; validity.days.max=256; not a number from 1 to 255",
        "root.private=.+; ''; root.private is missing",
        "root.public=....; root.public=AAAA; root.private and .public are not a pair of Ed25519 keys",
        "root.public=.+; root.public=OTHER; root.private and .public do not belong together",
        "pepper=.+; ''; pepper is missing",
        "pepper=....; pepper=; pepper has",
        "pepper=.; pepper=!; pepper is not Base64",
        "key.1.seal=....; key.1.seal=; key.1.seal has",
        "key.1.mac=....; key.1.mac=; key.1.mac has",
        "key.1.mac=.+; ''; key.1.mac is missing",
        "key.3.status=CURRENT; key.3.status=WITHDRAWN; no key is CURRENT",
        "key.3.status=CURRENT; key.3.status=current; none of CURRENT",
        "key.2.status=PREVIOUS; key.2.status=CURRENT; keys [2, 3] are CURRENT",
        "key.1.created=.+; key.1.created=yesterday; not a time",
        "key.1.created=.+; key.0.created=2022-04-09T00:00:00Z; a number from 1 to 255",
        "key.1.created=.+; key.256.created=2022-04-09T00:00:00Z; a number from 1 to 255",
        "key.1.created=.+; key.1.colour=red; line 10 has a name other than",
        "format=2; format=2|format=2; line 4 gives format for the second time",
        "format=2; format; line 3 is not 'name=value'",
        "key.1.signing.public=....; key.1.signing.public=AAAA; not a pair of Ed25519 keys",
        "key.1.signing.private=.+; key.1.signing.private=AAAA; not a pair of Ed25519 keys",
        "key.1.signing.public=.+; key.1.signing.public=OTHER; do not belong together"})
    void shouldSayWhatIsMalformed(final String pattern, final String replacement, final String named) throws IOException {
        final Path file = directory.resolve("keys.properties");
        SamplingKeys.create(file);
        SamplingKeys.rotate(file);
        final SamplingKeys keys = SamplingKeys.rotate(file);
        final String good = KeyFileText.write(keys);
        final String other = Base64.getEncoder().encodeToString(TestKeys.golden().publicKey().getEncoded());
        final String bad = good.replaceFirst(pattern, replacement.replace('|', '\n').replace("OTHER", other));
        final Path malformed = write(bad.getBytes(StandardCharsets.UTF_8));

        assertThat(bad).isNotEqualTo(good);
        assertThatExceptionOfType(KeyFileException.class).isThrownBy(() -> SamplingKeys.load(malformed))
            .withMessageContaining(named).withMessageContaining(malformed.toString())
            .satisfies(e -> assertTellsNoSecret(e, keys));
    }

    @Test
    void shouldTellNoSecretInAnyText() {
        final SamplingKeys keys = SamplingKeys.create(directory.resolve("keys.properties"), 1_649_462_400L);

        assertThat(keys.current()).hasToString("sampling key 1, CURRENT, created 2022-04-09T00:00:00Z");
        assertThat(keys.root()).hasToString("root key");
        assertThat(keys.toString()).hasSizeLessThan(200);
    }

    private static void assertRefused(
        final ThrowingCallable call, final Path named, final String... parts) {
        assertThatExceptionOfType(KeyFileException.class).isThrownBy(call)
            .satisfies(e -> assertThat(e.getMessage()).contains(named.toString()).contains(parts));
    }

    /** No eight characters of any secret stand in the message of the exception or of its causes. */
    private static void assertTellsNoSecret(final Throwable thrown, final SamplingKeys keys) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            final String message = String.valueOf(e.getMessage());
            for (final String line : KeyFileText.write(keys).lines().filter(l -> l.matches("(pepper|.*(seal|mac|private))=.*"))
                .toList()) {
                final String secret = line.substring(line.indexOf('=') + 1);
                final int publicPrefix = line.contains("private") ? 21 : 0;
                for (int i = publicPrefix; i + 8 <= secret.length(); i++) {
                    assertThat(message).doesNotContain(secret.substring(i, i + 8));
                }
            }
        }
    }

    private Path write(final byte[] content) throws IOException {
        final Path file = Files.createTempFile(directory, "keys", ".properties");
        return Files.write(file, content);
    }

    private static List<Path> filesBeside(final Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.toList();
        }
    }

    private static SamplingCode issue(final SamplingKeys keys) {
        return SamplingCode.of(new CodeIssuer(keys.current()).issue(keys.pseudonyms().of("11010519491231002X"), 1,
            1_649_462_400L, 30, CodeDescriptor.FLAG_SELF));
    }

    private static boolean isAccepted(final SamplingCode code, final SamplingKeys keys) {
        return verdict(code, keys) == Verdict.ACCEPTED;
    }

    private static Verdict verdict(final SamplingCode code, final SamplingKeys keys) {
        final CoreBatch batch = new CoreBatch(keys.byId(code.keyId()), 1);
        batch.add(new UnsafeBuffer(code.core()), 0);
        batch.verify();
        return batch.verdict(0, 1_649_462_400L);
    }

    private static List<String> statuses(final SamplingKeys keys) {
        return keys.all().stream().map(key -> key.id() + " " + key.status()).toList();
    }
}
