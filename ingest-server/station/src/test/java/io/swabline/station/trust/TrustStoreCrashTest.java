package io.swabline.station.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.Fingerprint;
import io.swabline.protocol.trust.TrustBundle;
import io.swabline.protocol.trust.TrustBundleMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power cut after each step of a change, or a step that fails, leaves to a terminal without a network. */
class TrustStoreCrashTest {
    private static final long NOW_MS = 1_650_000_000_000L;
    private static final int STEPS_MAX = 5;

    @TempDir
    private Path directory;
    private SamplingKeys keys;
    private SamplingKeys others;

    @BeforeEach
    void makeKeys() {
        keys = SamplingKeys.create(directory.resolve("keys.properties"));
        others = SamplingKeys.create(directory.resolve("others.properties"));
    }

    /** Ends at a step; the ones before are on the disk. */
    private static final class Power implements TrustFiles {
        private final TrustFiles files;
        private final int stepsMax;
        private final boolean isCut;
        private int steps;

        Power(final Path state, final int stepsMax, final boolean isCut) {
            files = TrustStore.filesIn(state);
            this.stepsMax = stepsMax;
            this.isCut = isCut;
        }

        private void step() throws IOException {
            if (steps == stepsMax) {
                if (isCut) {
                    throw new PowerCut();
                }
                throw new IOException("Input/output error");
            }
            steps++;
        }

        @Override
        public void replaceBundle(final byte[] bytes) throws IOException {
            step();
            files.replaceBundle(bytes);
        }

        @Override
        public void replaceMemory(final HighestBundle highest) throws IOException {
            step();
            files.replaceMemory(highest);
        }

        @Override
        public void replaceFormer(final FormerRoots roots) throws IOException {
            step();
            files.replaceFormer(roots);
        }

        @Override
        public void deleteMemory() throws IOException {
            step();
            files.deleteMemory();
        }
    }

    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Offers until power or disk end; whether the whole change was made. */
    private static boolean offer(final Path state, final int stepsMax, final boolean isCut, final byte[] offered,
        final Fingerprint root) {
        try {
            new TrustStore(state, new Power(state, stepsMax, isCut)).offer(offered, root, NOW_MS);
            return true;
        } catch (final PowerCut cut) {
            return false;
        } catch (final TrustException failed) {
            assertThat(failed.reason()).isEqualTo(TrustException.Reason.STATE_UNUSABLE);
            final boolean isNew = Files.exists(state.resolve("trust-bundle"))
                && new TrustStore(state).bundle().counter() == counterOf(offered);
            assertThat(failed.getMessage()).contains(isNew ? "has the new bundle, which is in use now" : "Input/output error");
            return false;
        }
    }

    private static long counterOf(final byte[] bundle) {
        return TrustBundle.read(bundle).counter();
    }

    @Test
    void shouldJudgeByOneOfTheTwoAfterACutWhenTheRootIsPinnedAnew() {
        final byte[] before = bundle(keys, 5);
        final byte[] after = bundle(others, 1);
        for (final boolean isCut : new boolean[] {true, false}) {
            boolean isDone = false;
            for (int steps = 0; !isDone; steps++) {
                assertThat(steps).isLessThan(STEPS_MAX);
                final Path state = directory.resolve("repinned-" + isCut + steps);
                new TrustStore(state).offer(before, null, NOW_MS);

                isDone = offer(state, steps, isCut, after, print(others));

                final TrustStore store = new TrustStore(state);
                final Fingerprint judgedBy = store.bundle().rootFingerprint();
                assertThat(judgedBy).as("after " + steps + " steps").isIn(print(keys), print(others));
                assertThat(store.offer(judgedBy.equals(print(keys)) ? before : after, null, NOW_MS)).isEqualTo(Adoption.KNOWN);
                assertThat(store.remembersHighest()).as("after " + steps + " steps").isTrue();
                store.offer(after, print(others), NOW_MS);
                assertThat(store.bundle().rootFingerprint()).isEqualTo(print(others));
                assertRolledBackIsSeen(state, others, 1);
                store.offer(after, print(others), NOW_MS);
                assertThatExceptionOfType(TrustException.class).as("older than the first, after " + steps + " steps")
                    .isThrownBy(() -> store.offer(bundle(keys, 4), print(keys), NOW_MS))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(TrustException.Reason.ROLL_BACK));
            }
        }
    }

    @Test
    void shouldRememberTheNewestWithTheNextOfferAfterACut() {
        for (final boolean isCut : new boolean[] {true, false}) {
            boolean isDone = false;
            for (int steps = 0; !isDone; steps++) {
                assertThat(steps).isLessThan(STEPS_MAX);
                final Path state = directory.resolve("newer-" + isCut + steps);
                new TrustStore(state).offer(bundle(keys, 5), null, NOW_MS);

                isDone = offer(state, steps, isCut, bundle(keys, 6), null);

                final TrustStore store = new TrustStore(state);
                assertThat(store.bundle().counter()).as("after " + steps + " steps").isIn(6L, 7L);
                store.offer(bundle(keys, 6), null, NOW_MS);
                assertRolledBackIsSeen(state, keys, 6);
            }
        }
    }

    /** Where somebody deleted a damaged bundle, and the root key is pinned anew by its name. */
    @Test
    void shouldNotForgetThatARootWasPinnedWhenThereIsNoBundle() throws IOException {
        boolean isDone = false;
        for (int steps = 0; !isDone; steps++) {
            assertThat(steps).isLessThan(STEPS_MAX);
            final Path state = directory.resolve("deleted-" + steps);
            new TrustStore(state).offer(bundle(keys, 5), null, NOW_MS);
            Files.delete(state.resolve("trust-bundle"));

            isDone = offer(state, steps, true, bundle(others, 1), print(others));

            final TrustStore store = new TrustStore(state);
            final SamplingKeys stranger = SamplingKeys.create(directory.resolve("stranger-" + steps));
            assertThatExceptionOfType(TrustException.class).as("after " + steps + " steps")
                .isThrownBy(() -> store.offer(bundle(stranger, 9), null, NOW_MS))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(TrustException.Reason.OTHER_ROOT));
            store.offer(bundle(others, 1), print(others), NOW_MS);
            assertThat(store.bundle().rootFingerprint()).isEqualTo(print(others));
        }
    }

    private void assertRolledBackIsSeen(final Path state, final SamplingKeys of, final long highestSequence) {
        try {
            Files.write(state.resolve("trust-bundle"), bundle(of, highestSequence - 1));
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
        assertThatExceptionOfType(TrustException.class).isThrownBy(() -> new TrustStore(state).bundle())
            .satisfies(e -> assertThat(e.reason()).isEqualTo(TrustException.Reason.ROLL_BACK));
    }

    private static byte[] bundle(final SamplingKeys keys, final long highestSequence) {
        return TrustBundleMaker.make(keys, new long[0], highestSequence, NOW_MS);
    }

    private static Fingerprint print(final SamplingKeys keys) {
        return Fingerprint.of(keys.root().publicKey());
    }
}
