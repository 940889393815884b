package io.swabline.protocol.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.swabline.protocol.KeyStatus;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustBundleTest {
    private static final long NOW_SECONDS = 1_650_000_000L;
    private static final long NOW_MS = NOW_SECONDS * 1000;
    private static final int KEYS = TrustBundleDescriptor.HEADER_LENGTH;
    private static final int HASHES = KEYS + 2 * TrustBundleDescriptor.KEY_LENGTH;

    @TempDir
    private Path directory;
    private Path file;
    private SamplingKeys keys;

    @BeforeEach
    void makeKeys() {
        file = directory.resolve("keys.properties");
        SamplingKeys.create(file);
        keys = SamplingKeys.rotate(file);
    }

    @Test
    void shouldTellKeysAndSupersededCodesThatHaveNotExpired() {
        final SamplingCode lost = TrustBundles.issue(keys, 1, NOW_SECONDS);
        final SamplingCode newer = TrustBundles.issue(keys, 2, NOW_SECONDS);
        final SamplingCode expired = TrustBundles.issue(keys, 3, NOW_SECONDS - 30 * 86_400);
        final TrustBundle bundle = TrustBundle.read(TrustBundleMaker.make(keys,
            List.of(TrustBundles.cutoff(keys, 8, expired), TrustBundles.cutoff(keys, 7, lost)), NOW_MS));

        assertThat(bundle.counter()).isEqualTo(keys.revision() + 8);
        assertThat(bundle.madeAtMs()).isEqualTo(NOW_MS);
        assertThat(bundle.root()).isEqualTo(keys.root().publicKey());
        assertThat(bundle.rootFingerprint()).isEqualTo(Fingerprint.of(keys.root().publicKey()));
        assertThat(bundle.keys()).map(TrustedKey::status).containsExactly(KeyStatus.PREVIOUS, KeyStatus.CURRENT);
        assertThat(bundle.key(2)).isEqualTo(new TrustedKey(2, KeyStatus.CURRENT,
            keys.current().createdAtEpochSeconds(), keys.current().publicKey()));
        assertThat(bundle.key(3)).isNull();
        assertThat(bundle.supersededCount()).isEqualTo(1);
        assertThat(bundle.isSuperseded(lost)).isTrue();
        assertThat(bundle.isSuperseded(newer)).isFalse();
    }

    @Test
    void shouldCountOnWhenCutoffsAreForgotten() {
        assertThat(TrustBundle.read(TrustBundleMaker.make(keys, new long[] {5, 5}, 41, NOW_MS)).counter())
            .isEqualTo(keys.revision() + 41);
    }

    @Test
    void shouldHoldAQuarterOfAMillionSupersededCodes() {
        final SplittableRandom random = new SplittableRandom(1);
        final List<Cutoff> cutoffs = new ArrayList<>();
        for (int i = 1; i <= 250_000; i++) {
            cutoffs.add(TrustBundles.cutoff(keys, i, NOW_SECONDS + 1, random.nextLong()));
        }
        final byte[] bytes = TrustBundleMaker.make(keys, cutoffs, NOW_MS);

        assertThat(bytes).hasSize(KEYS + 2 * 48 + 250_000 * 8 + 64);
        assertThat(TrustBundle.read(bytes).supersededCount()).isEqualTo(250_000);
    }

    @Test
    void shouldStateAndKeepItsLimit() {
        final long[] tooMany = new long[TrustBundleDescriptor.HASHES_MAX + 1];
        Arrays.setAll(tooMany, i -> i);

        assertThat(TrustBundleDescriptor.LENGTH_MAX).isEqualTo(40_012_376);
        assertThatExceptionOfType(TrustBundleException.class)
            .isThrownBy(() -> TrustBundleMaker.make(keys, tooMany, 1, NOW_MS))
            .withMessageContaining("holds 5000000").withMessageContaining("5000001");
    }

    @Test
    void shouldSayThatAnOldKeyFileHasNoRoot() throws IOException {
        final Path old = directory.resolve("old.properties");
        try (InputStream in = TrustBundleTest.class.getResourceAsStream("/golden/key-file-format-1.properties")) {
            Files.copy(in, old);
        }
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-------"));

        assertThatExceptionOfType(TrustBundleException.class)
            .isThrownBy(() -> TrustBundleMaker.make(SamplingKeys.load(old), List.of(), NOW_MS))
            .withMessageContaining("no root key yet");
        assertThat(TrustBundle.read(TrustBundleMaker.make(SamplingKeys.withRoot(old), List.of(), NOW_MS)).counter())
            .isEqualTo(1);
    }

    /** Each row: where a number of how many bytes is changed to what, and what the refusal says. All are signed anew. */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, is no trust bundle",
        "8, 4, 2, version 2",
        "12, 4, 7, claims 7",
        "16, 8, 0, counter is 0",
        "24, 8, -1, time -1 ms",
        "32, 4, 0, claims 0 keys",
        "32, 4, 256, claims 256 keys",
        "32, 4, -2147483648, claims -2147483648 keys",
        "32, 4, 3, bytes",
        "36, 4, -1, claims -1 superseded codes",
        "36, 4, 5000001, claims 5000001 superseded codes",
        "36, 4, 5000000, needs",
        "36, 4, 2, needs",
        "72, 1, 2, key 2 follows key 2",
        "72, 1, 0, key 0 follows key 0",
        "73, 1, 5, key 1 has the unknown status 5",
        "73, 1, -1, unknown status -1",
        "73, 1, 1, 2 of its keys are current",
        "121, 1, 2, 0 of its keys are current",
        "74, 1, 1, other bytes than zero",
        "79, 1, -128, other bytes than zero",
        "168, 8, 9223372036854775807, superseded code 2 of 3",
        "184, 8, 22, superseded code 3 of 3"})
    void shouldRefuseWhatIsWrongEvenIfSigned(final int offset, final int length, final long value, final String named) {
        final byte[] changed = changedAndSigned(bytes -> {
            final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            switch (length) {
                case 1 -> buffer.put(offset, (byte) value);
                case 4 -> buffer.putInt(offset, (int) value);
                default -> buffer.putLong(offset, value);
            }
        });

        assertRefused(changed, named);
    }

    @Test
    void shouldRefuseKeysThatAreNone() {
        // y = 2 is no point of the curve.
        final byte[] noPoint = new byte[32];
        noPoint[0] = 2;
        assertRefused(changedAndSigned(bytes -> System.arraycopy(noPoint, 0, bytes, KEYS + 16, 32)), "key 1 is no Ed25519 key");
        assertRefused(changedAndSigned(bytes -> System.arraycopy(noPoint, 0, bytes, 40, 32)), "the root key is no Ed25519 key");
    }

    @Test
    void shouldRefuseAnotherRootsSignatureAndBytesTooManyOrTooFew() {
        final byte[] good = bundle();
        final SamplingKeys others = SamplingKeys.create(directory.resolve("others.properties"));
        final byte[] foreign = good.clone();
        System.arraycopy(others.root().sign(good, good.length - 64), 0, foreign, good.length - 64, 64);

        assertThat(TrustBundle.read(good).supersededCount()).isEqualTo(3);
        assertRefused(foreign, "its signature is none of its root key");
        assertRefused(Arrays.copyOf(good, good.length + 1), "needs " + good.length);
        assertRefused(Arrays.copyOf(good, good.length - 1), "needs " + good.length);
        assertRefused(Arrays.copyOf(good, 50), "only 50 bytes");
        assertRefused(new byte[0], "no trust bundle");
        assertRefused("<html>".getBytes(StandardCharsets.US_ASCII), "no trust bundle");
    }

    @Test
    void shouldRefuseEveryRandomChangeAndNeverFailOtherwise() {
        final long seed = Long.getLong("seed", System.nanoTime());
        final SplittableRandom random = new SplittableRandom(seed);
        final byte[] good = bundle();
        for (int i = 0; i < 3_000; i++) {
            final byte[] mutated = mutated(good, random);
            if (!Arrays.equals(mutated, good)) {
                assertThatExceptionOfType(TrustBundleException.class).as("seed %d, mutation %d", seed, i)
                    .isThrownBy(() -> TrustBundle.read(mutated)).withMessageContaining("trust bundle");
            }
        }
    }

    /** As an attacker who has the root key, or a program with a mistake: what is read is right, or it is refused. */
    @Test
    void shouldReadOnlyWhatIsRightOfRandomChangesThatAreSigned() {
        final long seed = Long.getLong("seed", System.nanoTime());
        final SplittableRandom random = new SplittableRandom(seed);
        final byte[] good = bundle();
        for (int i = 0; i < 1_000; i++) {
            final byte[] mutated = signed(mutated(good, random));
            try {
                final TrustBundle bundle = TrustBundle.read(mutated);
                assertThat(bundle.keys()).as("seed %d, mutation %d", seed, i).isNotEmpty();
                assertThat(bundle.supersededCount()).as("seed %d, mutation %d", seed, i).isBetween(0, 3);
            } catch (final TrustBundleException refused) {
                assertThat(refused).as("seed %d, mutation %d", seed, i).hasMessageContaining("trust bundle");
            }
        }
    }

    /** The golden bytes were made by a script of its own, and signed with OpenSSL. */
    @Test
    void shouldReadTheGoldenBytes() throws IOException {
        final TrustBundle golden;
        try (InputStream in = TrustBundleTest.class.getResourceAsStream("/golden/TrustBundle.hex")) {
            final StringBuilder hex = new StringBuilder();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines()
                .filter(line -> !line.startsWith("#")).forEach(line -> hex.append(line.replace(" ", "")));
            golden = TrustBundle.read(HexFormat.of().parseHex(hex));
        }

        assertThat(golden.counter()).isEqualTo(47);
        assertThat(golden.madeAtMs()).isEqualTo(NOW_MS + 123);
        assertThat(golden.rootFingerprint()).hasToString("dbc2-9825-1c51-321b-7266-e78d-1c15-1c2b");
        assertThat(golden.keys()).map(key -> key.id() + " " + key.status() + " " + key.createdAtEpochSeconds())
            .containsExactly("1 RETIRED 1644278400", "2 WITHDRAWN 1646870400", "3 PREVIOUS 1646956800", "255 CURRENT 1649462400");
        assertThat(golden.supersededCount()).isEqualTo(3);
    }

    @Test
    void shouldReadFingerprintsAsPeopleWriteThem() {
        final Fingerprint fingerprint = Fingerprint.of(keys.root().publicKey());
        final String text = fingerprint.toString();

        assertThat(text).matches("([0-9a-f]{4}-){7}[0-9a-f]{4}");
        assertThat(Fingerprint.parse(text)).isEqualTo(fingerprint).hasSameHashCodeAs(fingerprint);
        assertThat(Fingerprint.parse(text.toUpperCase().replace('-', ':'))).isEqualTo(fingerprint);
        assertThat(Fingerprint.parse(text.replace("-", ""))).isEqualTo(fingerprint);
        assertThatIllegalArgumentException().isThrownBy(() -> Fingerprint.parse(text.substring(1)))
            .withMessageContaining("32 hex digits");
    }

    private byte[] bundle() {
        final List<Cutoff> cutoffs = new ArrayList<>();
        for (final long hash : new long[] {11, 22, 33}) {
            cutoffs.add(TrustBundles.cutoff(keys, hash, NOW_SECONDS + 1, hash));
        }
        Collections.shuffle(cutoffs, new Random(1));
        return TrustBundleMaker.make(keys, cutoffs, NOW_MS);
    }

    private byte[] changedAndSigned(final Consumer<byte[]> change) {
        final byte[] bytes = bundle();
        assertThat(bytes).hasSize(HASHES + 3 * 8 + 64);
        change.accept(bytes);
        return signed(bytes);
    }

    private byte[] signed(final byte[] bytes) {
        if (bytes.length >= 64) {
            System.arraycopy(keys.root().sign(bytes, bytes.length - 64), 0, bytes, bytes.length - 64, 64);
        }
        return bytes;
    }

    /** Bits flipped, bytes replaced, a part cut out or repeated, an end cut off or added. */
    private static byte[] mutated(final byte[] good, final SplittableRandom random) {
        byte[] bytes = good.clone();
        final int changes = random.nextInt(1, 4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            final int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(1, 100));
                default -> System.arraycopy(bytes, 0, bytes, at, Math.min(bytes.length - at, random.nextInt(1, 64)));
            }
        }
        return bytes;
    }

    private static void assertRefused(final byte[] bytes, final String named) {
        assertThatExceptionOfType(TrustBundleException.class).isThrownBy(() -> TrustBundle.read(bytes))
            .withMessageContaining(named);
    }
}
