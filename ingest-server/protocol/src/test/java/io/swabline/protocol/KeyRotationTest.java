package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of keys with time, and of the key file with changes. */
class KeyRotationTest {
    private static final long DAY = 86_400;
    /** 2022-04-09, midnight UTC. */
    private static final long START = 1_649_462_400L;

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("keys.properties");
    }

    @Test
    void shouldAcceptEveryValidCodeWhenRotatedTenTimesAMonth() {
        SamplingKeys.create(file, START);
        final List<SamplingCode> codes = new ArrayList<>();
        SamplingKeys keys = SamplingKeys.load(file);
        for (int day = 0; day < 150; day++) {
            final long now = START + day * DAY;
            keys = day % 3 == 2 ? keys.rotated(file, now) : keys;
            codes.add(issue(keys, now));
            for (final SamplingCode code : codes) {
                for (final long at : new long[] {now, now + DAY - 1}) {
                    final Verdict expected = at < code.issuedAtEpochSeconds() + 30 * DAY ? Verdict.ACCEPTED : Verdict.EXPIRED;
                    assertThat(verdict(code, keys, at)).as("issued %s, judged on day %s", code, day).isEqualTo(expected);
                }
            }
        }
        assertThat(keys.all()).hasSize(51);
        assertThat(keys.all().stream().filter(key -> key.status() == KeyStatus.PREVIOUS).count()).isEqualTo(13);
        assertThat(keys.all().stream().filter(key -> key.status() == KeyStatus.RETIRED).count()).isEqualTo(37);
        assertThat(keys.revision()).isEqualTo(51);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 90, 255})
    void shouldRetireAKeyToTheSecondWhenItsLastCodeCanNoLongerArrive(final int validityDays) {
        SamplingKeys.create(file, START);
        SamplingKeys.withValidity(file, validityDays);
        final long replacedAt = START + 30 * DAY;
        final SamplingKeys keys = SamplingKeys.rotate(file, replacedAt);
        final long end = replacedAt + (validityDays + KeyRotation.LATE_DAYS) * DAY;

        assertThat(keys.validityDaysMax()).isEqualTo(validityDays);
        assertThat(statuses(KeyRotation.retiring(keys.all(), validityDays, end - 1))).containsExactly("1 PREVIOUS", "2 CURRENT");
        assertThat(statuses(KeyRotation.retiring(keys.all(), validityDays, end))).containsExactly("1 RETIRED", "2 CURRENT");
    }

    @Test
    void shouldCallCodesOfARetiredKeyExpiredWhateverTheySay() {
        SamplingKeys.create(file, START);
        final SamplingCode first = issue(SamplingKeys.load(file), START);
        SamplingKeys.rotate(file, START + 1);
        final SamplingKeys keys = SamplingKeys.rotate(file, START + 1 + 37 * DAY);

        assertThat(statuses(keys.all())).containsExactly("1 RETIRED", "2 PREVIOUS", "3 CURRENT");
        assertThat(verdict(first, keys, START + DAY)).isEqualTo(Verdict.EXPIRED);
        assertThat(CodeValidity.verdict(false, KeyStatus.RETIRED, first, START)).isEqualTo(Verdict.FORGED);
    }

    @Test
    void shouldNotTakeKeysOfOneMomentOrOfAClockSetBackForReplacedEarlier() {
        SamplingKeys.create(file, START);
        SamplingKeys.rotate(file, START);
        SamplingKeys.rotate(file, START - 100 * DAY);
        final SamplingKeys keys = SamplingKeys.rotate(file, START + 30 * DAY);

        assertThat(keys.all().stream().map(key -> key.createdAtEpochSeconds() - START))
            .containsExactly(0L, 1L, 2L, 30 * DAY);
        assertThat(KeyRotation.replacedAtSeconds(keys.byId(3), keys.all())).isEqualTo(START + 30 * DAY);
        assertThat(statuses(KeyRotation.retiring(keys.all(), 30, START + 66 * DAY)))
            .containsExactly("1 RETIRED", "2 RETIRED", "3 PREVIOUS", "4 CURRENT");
    }

    @Test
    void shouldUseTheIdOfTheOldestRetiredKeyAgainAfter255Keys() {
        SamplingKeys keys = SamplingKeys.create(file, START);
        for (int day = 1; day <= 300; day++) {
            keys = keys.rotated(file, START + day * DAY);
        }

        assertThat(keys.all()).hasSize(255);
        assertThat(keys.current().id()).isEqualTo(301 - 255);
        assertThat(keys.all().stream().filter(key -> key.status() == KeyStatus.PREVIOUS)).hasSize(37);
    }

    @Test
    void shouldRefuseToRotateWhenEveryIdMayStillStandOnAValidCode() {
        SamplingKeys rotated = SamplingKeys.create(file, START);
        for (int i = 1; i < SamplingKey.ID_MAX - 1; i++) {
            rotated = rotated.rotated(file, START + i);
        }
        final SamplingKeys keys = rotated.withdrawn(file, 254, START + 254);

        assertThat(keys.all()).hasSize(255);
        assertThatExceptionOfType(KeyFileException.class).isThrownBy(() -> keys.rotated(file, START + 36 * DAY))
            .withMessageContaining("255 keys").withMessageContaining("wait");
        assertThat(keys.rotated(file, START + 37 * DAY + 1).current().id()).isEqualTo(1);
    }

    @Test
    void shouldWithdrawAtOnceWhateverTheStateOfTheKey() {
        SamplingKeys.create(file, START);
        final SamplingCode first = issue(SamplingKeys.load(file), START);
        SamplingKeys.rotate(file, START + 1);
        final SamplingKeys keys = SamplingKeys.withdraw(file, 1, START + 2);

        assertThat(statuses(keys.all())).containsExactly("1 WITHDRAWN", "2 CURRENT");
        assertThat(verdict(first, keys, START + 2)).isEqualTo(Verdict.KEY_WITHDRAWN);
        assertThat(statuses(SamplingKeys.withdraw(file, 2, START + 3).all()))
            .containsExactly("1 WITHDRAWN", "2 WITHDRAWN", "3 CURRENT");
    }

    @Test
    void shouldCountEveryChangeOfTheFileAndKeepTheRoot() {
        final SamplingKeys created = SamplingKeys.create(file);

        assertThat(created.revision()).isEqualTo(1);
        assertThat(SamplingKeys.rotate(file).revision()).isEqualTo(2);
        assertThat(SamplingKeys.withdraw(file, 1).revision()).isEqualTo(3);
        assertThat(SamplingKeys.withdraw(file, 2).revision()).isEqualTo(4);
        assertThat(SamplingKeys.withValidity(file, 60).revision()).isEqualTo(5);
        assertThat(SamplingKeys.withValidity(file, 45).revision()).as("60 days include 45").isEqualTo(5);
        assertThat(SamplingKeys.withRoot(file).revision()).as("there is one").isEqualTo(5);
        assertThat(SamplingKeys.load(file).root().publicKey()).isEqualTo(created.root().publicKey());
        assertThat(SamplingKeys.load(file).validityDaysMax()).isEqualTo(60);
        assertThat(SamplingKeys.withNewRoot(file).revision()).isEqualTo(6);
        assertThat(SamplingKeys.load(file).root().publicKey()).isNotEqualTo(created.root().publicKey());
        assertThat(SamplingKeys.withRevisionAbove(file, 1_000).revision()).isEqualTo(1_001);
        assertThat(SamplingKeys.withRevisionAbove(file, 7).revision()).isEqualTo(1_002);
        assertThat(SamplingKeys.load(file).revision()).isEqualTo(1_002);
        assertThatIllegalArgumentException().isThrownBy(() -> SamplingKeys.withRevisionAbove(file, Long.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> SamplingKeys.withValidity(file, 256));
    }

    @Test
    void shouldReadAFileOfTheFormatBeforeAndGiveItARootAtTheNextChange() throws IOException {
        final List<SamplingCode> codes = copyFileOfTheFormatBefore();
        final SamplingKeys old = SamplingKeys.load(file);

        assertThat(old.revision()).isZero();
        assertThat(old.root()).isNull();
        assertThat(old.validityDaysMax()).isEqualTo(30);
        assertThat(statuses(old.all())).containsExactly("1 WITHDRAWN", "2 PREVIOUS", "3 CURRENT");
        assertThat(codes).map(code -> verdict(code, old, START))
            .containsExactly(Verdict.KEY_WITHDRAWN, Verdict.ACCEPTED, Verdict.ACCEPTED);
        final SamplingKeys rooted = SamplingKeys.withRoot(file);
        assertThat(rooted.revision()).isEqualTo(1);
        assertThat(rooted.root()).isNotNull();
        assertThat(rooted.pseudonyms().of("11010519491231002X")).isEqualTo(old.pseudonyms().of("11010519491231002X"));
        assertThat(SamplingKeys.load(file).root().publicKey()).isEqualTo(rooted.root().publicKey());
        final SamplingKeys rotated = SamplingKeys.rotate(file, START + 30 * DAY);
        assertThat(statuses(rotated.all())).containsExactly("1 WITHDRAWN", "2 PREVIOUS", "3 PREVIOUS", "4 CURRENT");
        assertThat(codes).map(code -> verdict(code, rotated, START))
            .containsExactly(Verdict.KEY_WITHDRAWN, Verdict.ACCEPTED, Verdict.ACCEPTED);
    }

    /** A command is refused while another one works; none that is done is lost. */
    @Test
    void shouldLoseNoChangeWhenCommandsMeet() throws Exception {
        SamplingKeys.create(file);
        final ExecutorService commands = Executors.newFixedThreadPool(4);
        final List<Future<Integer>> done = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            done.add(commands.submit(() -> rotateUnlessRefused(6)));
        }
        int rotations = 0;
        for (final Future<Integer> each : done) {
            rotations += each.get();
        }
        commands.shutdown();

        final SamplingKeys keys = SamplingKeys.load(file);
        assertThat(rotations).isPositive();
        assertThat(keys.revision()).isEqualTo(1 + rotations);
        assertThat(keys.all()).hasSize(1 + rotations);
        assertThat(statuses(keys.all())).last().asString().endsWith("CURRENT");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                .containsExactlyInAnyOrder("keys.properties", ".keys.properties.lock");
        }
    }

    private int rotateUnlessRefused(final int times) {
        int done = 0;
        for (int i = 0; i < times; i++) {
            try {
                SamplingKeys.rotate(file);
                done++;
            } catch (final KeyFileException e) {
                assertThat(e).hasMessageContaining("being changed by another command");
            }
        }
        return done;
    }

    private List<SamplingCode> copyFileOfTheFormatBefore() throws IOException {
        try (InputStream in = KeyRotationTest.class.getResourceAsStream("/golden/key-file-format-1.properties")) {
            Files.copy(in, file);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Files.readAllLines(file).stream().filter(line -> line.startsWith("# code "))
            .map(line -> SamplingCode.of(HexFormat.of().parseHex(line.substring("# code 1 ".length())))).toList();
    }

    private static SamplingCode issue(final SamplingKeys keys, final long issuedAtSeconds) {
        return SamplingCode.of(new CodeIssuer(keys.current()).issue(keys.pseudonyms().of("11010519491231002X"), 1,
            issuedAtSeconds, 30, CodeDescriptor.FLAG_SELF));
    }

    private static Verdict verdict(final SamplingCode code, final SamplingKeys keys, final long atSeconds) {
        final CoreBatch batch = new CoreBatch(keys.byId(code.keyId()), 1);
        batch.add(new UnsafeBuffer(code.core()), 0);
        batch.verify();
        return batch.verdict(0, atSeconds);
    }

    private static List<String> statuses(final List<SamplingKey> keys) {
        return keys.stream().map(key -> key.id() + " " + key.status()).toList();
    }
}
