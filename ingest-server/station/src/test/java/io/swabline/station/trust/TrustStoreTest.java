package io.swabline.station.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.Fingerprint;
import io.swabline.protocol.trust.TrustBundle;
import io.swabline.protocol.trust.TrustBundleMaker;
import io.swabline.station.trust.TrustException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustStoreTest {
    private static final long NOW_MS = 1_650_000_000_000L;
    private static final long HOUR_MS = 3_600_000;

    @TempDir
    private Path directory;
    private SamplingKeys keys;
    private SamplingKeys others;
    private Path state;
    private TrustStore store;

    @BeforeEach
    void makeKeys() {
        keys = SamplingKeys.create(directory.resolve("keys.properties"));
        others = SamplingKeys.create(directory.resolve("others.properties"));
        state = directory.resolve("deep/trust");
        store = new TrustStore(state);
    }

    @Test
    void shouldPinTheFirstRootAndKeepTheNewestBundle() {
        assertThat(store.bundle()).isNull();
        assertThat(store.offer(bundle(keys, 5, NOW_MS), null, NOW_MS)).isEqualTo(Adoption.PINNED);
        assertThat(store.offer(bundle(keys, 5, NOW_MS), null, NOW_MS)).isEqualTo(Adoption.KNOWN);
        assertThat(store.offer(bundle(keys, 6, NOW_MS - 1), null, NOW_MS)).isEqualTo(Adoption.NEWER);
        assertThat(store.offer(bundle(keys, 6, NOW_MS), null, NOW_MS)).as("made later").isEqualTo(Adoption.NEWER);
        assertThat(store.offer(bundle(keys, 6, NOW_MS - 1), null, NOW_MS)).as("made earlier").isEqualTo(Adoption.KNOWN);

        final TrustBundle kept = new TrustStore(state).bundle();
        assertThat(kept.counter()).isEqualTo(7);
        assertThat(kept.madeAtMs()).isEqualTo(NOW_MS);
        assertThat(kept.rootFingerprint()).isEqualTo(Fingerprint.of(keys.root().publicKey()));
    }

    @Test
    void shouldRefuseToRollBackAlsoAfterARestart() {
        store.offer(bundle(keys, 6, NOW_MS), null, NOW_MS);

        assertRefused(Reason.ROLL_BACK, () -> new TrustStore(state).offer(bundle(keys, 5, NOW_MS + 1), null, NOW_MS),
            "counter 6", "after 7", "fetch the newest");
        assertRefused(Reason.ROLL_BACK, () -> store.offer(bundle(keys, 5, NOW_MS + 1), print(keys), NOW_MS), "counter 6");
        assertThat(store.bundle().counter()).isEqualTo(7);
    }

    /** A genuine older bundle has a good signature: only the memory beside it shows that it was put there. */
    @Test
    void shouldBelieveNoOlderBundleThatWasCopiedOverTheNewest() throws IOException {
        store.offer(bundle(keys, 6, NOW_MS), null, NOW_MS);
        Files.write(state.resolve("trust-bundle"), bundle(keys, 5, NOW_MS));

        assertRefused(Reason.ROLL_BACK, store::bundle, "trust-bundle", "counter 6", "counter 7", "--bundle");
        assertRefused(Reason.ROLL_BACK, () -> new TrustStore(state).bundle(), "counter 6");
        assertRefused(Reason.ROLL_BACK, () -> store.offer(bundle(keys, 5, NOW_MS), print(keys), NOW_MS), "after 7");
        assertThat(store.offer(bundle(keys, 6, NOW_MS), null, NOW_MS)).as("the newest again").isEqualTo(Adoption.NEWER);
        assertThat(store.bundle().counter()).isEqualTo(7);
    }

    @Test
    void shouldBelieveNoBundleOfTheRootBeforeThatWasCopiedOverTheNewest() throws IOException {
        store.offer(bundle(keys, 9, NOW_MS), null, NOW_MS);
        store.offer(bundle(others, 1, NOW_MS), print(others), NOW_MS);
        Files.write(state.resolve("trust-bundle"), bundle(keys, 9, NOW_MS));

        assertRefused(Reason.OTHER_ROOT, store::bundle, "trust-bundle", print(keys).toString(), print(others).toString());
        assertRefused(Reason.OTHER_ROOT, () -> store.offer(bundle(keys, 9, NOW_MS), null, NOW_MS), print(others).toString());
        assertThat(store.offer(bundle(others, 1, NOW_MS), null, NOW_MS)).isEqualTo(Adoption.NEWER);
    }

    @Test
    void shouldRememberTheHighestCounterWhenTheBundleIsGone() throws IOException {
        store.offer(bundle(keys, 6, NOW_MS), null, NOW_MS);
        Files.delete(state.resolve("trust-bundle"));

        assertThat(store.bundle()).isNull();
        assertRefused(Reason.ROLL_BACK, () -> store.offer(bundle(keys, 5, NOW_MS), null, NOW_MS), "after 7");
        assertRefused(Reason.OTHER_ROOT, () -> store.offer(bundle(others, 9, NOW_MS), null, NOW_MS), "does not take it");
        assertThat(store.offer(bundle(keys, 6, NOW_MS), null, NOW_MS)).isEqualTo(Adoption.NEWER);
    }

    /** A terminal without a network must go on; it says that it could not notice a roll-back. */
    @Test
    void shouldSayThatItsMemoryIsGoneAndRememberAnewWithTheNextBundle() throws IOException {
        store.offer(bundle(keys, 6, NOW_MS), null, NOW_MS);
        final Path memory = state.resolve("highest-bundle");
        final String good = Files.readString(memory);
        for (final String content : new String[] {
            null, "", good.substring(0, good.length() - 3), good.replace("counter=7", "counter=1")}) {
            if (content == null) {
                Files.delete(memory);
            } else {
                Files.writeString(memory, content);
            }
            assertThat(store.bundle().counter()).isEqualTo(7);
            assertThat(store.remembersHighest()).as(content).isFalse();
            assertThat(store.offer(bundle(keys, 6, NOW_MS), null, NOW_MS)).isEqualTo(Adoption.KNOWN);
            assertThat(store.remembersHighest()).isTrue();
            assertThat(memory).hasContent(good);
        }
        Files.delete(memory);
        Files.delete(state.resolve("trust-bundle"));
        assertThat(store.remembersHighest()).as("nothing to remember").isTrue();
    }

    @Test
    void shouldRefuseAnotherRootUnlessItIsPinnedOnPurpose() {
        store.offer(bundle(keys, 6, NOW_MS), null, NOW_MS);

        assertRefused(Reason.OTHER_ROOT, () -> store.offer(bundle(others, 9, NOW_MS), null, NOW_MS),
            print(others).toString(), print(keys).toString());
        assertRefused(Reason.OTHER_ROOT, () -> store.offer(bundle(others, 9, NOW_MS), print(keys), NOW_MS), "as asked for");
        assertThat(store.bundle().rootFingerprint()).isEqualTo(print(keys));
        assertThat(store.offer(bundle(others, 0, NOW_MS), print(others), NOW_MS)).isEqualTo(Adoption.REPINNED);
        assertThat(store.bundle().rootFingerprint()).isEqualTo(print(others));
        assertRefused(Reason.OTHER_ROOT, () -> store.offer(bundle(keys, 9, NOW_MS), null, NOW_MS), "does not take it");
    }

    /** Naming another root key and the first one again was a way around its counter. */
    @Test
    void shouldTakeNoOlderBundleOfAFormerRootThatIsNamedAgain() throws IOException {
        store.offer(bundle(keys, 6, NOW_MS), null, NOW_MS);
        store.offer(bundle(others, 3, NOW_MS), print(others), NOW_MS);

        assertRefused(Reason.ROLL_BACK, () -> new TrustStore(state).offer(bundle(keys, 5, NOW_MS), print(keys), NOW_MS),
            "counter 6", "after 7");
        assertThat(store.bundle().rootFingerprint()).as("unchanged").isEqualTo(print(others));
        assertThat(store.offer(bundle(keys, 6, NOW_MS), print(keys), NOW_MS)).isEqualTo(Adoption.REPINNED);
        assertThat(store.offer(bundle(keys, 8, NOW_MS), null, NOW_MS)).isEqualTo(Adoption.NEWER);
        assertThat(store.offer(bundle(others, 3, NOW_MS), print(others), NOW_MS)).isEqualTo(Adoption.REPINNED);
        assertRefused(Reason.ROLL_BACK, () -> store.offer(bundle(keys, 7, NOW_MS), print(keys), NOW_MS), "after 9");

        Files.delete(state.resolve("trust-bundle"));
        Files.delete(state.resolve("highest-bundle"));
        assertRefused(Reason.ROLL_BACK, () -> store.offer(bundle(keys, 7, NOW_MS), print(keys), NOW_MS), "after 9");
        Files.writeString(state.resolve("former-roots"), "nonsense");
        assertRefused(Reason.STATE_DAMAGED, () -> store.offer(bundle(keys, 9, NOW_MS), print(keys), NOW_MS), "former-roots",
            "delete the file");
        Files.delete(state.resolve("former-roots"));
        assertThat(store.offer(bundle(keys, 7, NOW_MS), print(keys), NOW_MS)).isEqualTo(Adoption.PINNED);
    }

    @Test
    void shouldNotTrustAtFirstUseWhatIsNotTheRootAskedFor() {
        assertRefused(Reason.OTHER_ROOT, () -> store.offer(bundle(keys, 1, NOW_MS), print(others), NOW_MS), "as asked for");
        assertThat(store.bundle()).isNull();
        assertThat(store.offer(bundle(keys, 1, NOW_MS), print(keys), NOW_MS)).isEqualTo(Adoption.PINNED);
    }

    @Test
    void shouldRefuseABundleFromTheFuture() {
        assertThat(store.offer(bundle(keys, 1, NOW_MS + HOUR_MS), null, NOW_MS)).isEqualTo(Adoption.PINNED);
        assertRefused(Reason.FROM_THE_FUTURE, () -> store.offer(bundle(keys, 2, NOW_MS + HOUR_MS + 1), null, NOW_MS),
            "set this terminal's clock");
    }

    @Test
    void shouldRefuseWhatIsNoBundle() {
        final byte[] torn = Arrays.copyOf(bundle(keys, 1, NOW_MS), 150);

        assertRefused(Reason.NOT_GENUINE, () -> store.offer(torn, null, NOW_MS), "fetch it again");
        assertThat(state).doesNotExist();
    }

    @Test
    void shouldBelieveNoStateThatIsTornOrChanged() throws IOException {
        store.offer(bundle(keys, 1, NOW_MS), null, NOW_MS);
        final Path file = state.resolve("trust-bundle");
        final byte[] good = Files.readAllBytes(file);
        final List<byte[]> damaged = new ArrayList<>(List.of(new byte[0], Arrays.copyOf(good, good.length - 1)));
        for (int i = 0; i < good.length; i++) {
            final byte[] flipped = good.clone();
            flipped[i] ^= 4;
            damaged.add(flipped);
        }
        for (final byte[] bytes : damaged) {
            Files.write(file, bytes);
            assertRefused(Reason.STATE_DAMAGED, store::bundle, "trust-bundle", "delete the file");
        }
        assertRefused(Reason.STATE_DAMAGED, () -> store.offer(bundle(keys, 9, NOW_MS), print(keys), NOW_MS), "delete the file");
        Files.delete(file);
        assertThat(store.offer(bundle(keys, 9, NOW_MS), print(keys), NOW_MS)).isEqualTo(Adoption.NEWER);
    }

    @Test
    void shouldReadOnlyWhatIsWholeWhenAWriteWasCutOff() throws IOException {
        store.offer(bundle(keys, 1, NOW_MS), null, NOW_MS);
        Files.write(state.resolve(".trust-bundle.fresh"), new byte[100_000]);

        assertThat(store.bundle().counter()).isEqualTo(2);
        assertThat(store.offer(bundle(keys, 2, NOW_MS), null, NOW_MS)).isEqualTo(Adoption.NEWER);
        assertThat(new TrustStore(state).bundle().counter()).isEqualTo(3);
    }

    @Test
    void shouldSayThatTheStateCannotBeUsed() throws IOException {
        final Path blocker = Files.writeString(directory.resolve("blocker"), "");
        final byte[] good = bundle(keys, 1, NOW_MS);
        assertRefused(Reason.STATE_UNUSABLE, () -> new TrustStore(blocker).offer(good, null, NOW_MS), "cannot be");

        Files.createDirectories(state);
        try (FileChannel other = FileChannel.open(
                state.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = other.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertRefused(Reason.STATE_UNUSABLE, () -> store.offer(good, null, NOW_MS), "another thread", "try again");
        }
    }

    /** Whatever the order in which bundles come, the newest stays. */
    @Test
    void shouldEndWithTheNewestWhenManyAreOfferedAtOnce() throws Exception {
        final List<byte[]> bundles = new ArrayList<>();
        for (int sequence = 0; sequence < 40; sequence++) {
            bundles.add(bundle(keys, sequence * 7 % 40, NOW_MS));
        }
        final ExecutorService threads = Executors.newFixedThreadPool(4);
        final List<Future<?>> offered = new ArrayList<>();
        for (final byte[] bundle : bundles) {
            offered.add(threads.submit(() -> {
                try {
                    store.offer(bundle, null, NOW_MS);
                } catch (final TrustException e) {
                    assertThat(e.reason()).isEqualTo(Reason.ROLL_BACK);
                }
            }));
        }
        for (final Future<?> each : offered) {
            each.get();
        }
        threads.shutdown();

        assertThat(store.bundle().counter()).isEqualTo(40);
    }

    private static byte[] bundle(final SamplingKeys keys, final long highestSequence, final long madeAtMs) {
        return TrustBundleMaker.make(keys, new long[0], highestSequence, madeAtMs);
    }

    private static Fingerprint print(final SamplingKeys keys) {
        return Fingerprint.of(keys.root().publicKey());
    }

    private static void assertRefused(final Reason reason, final ThrowingCallable call, final String... named) {
        assertThatExceptionOfType(TrustException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.getMessage()).contains(named);
        });
    }
}
