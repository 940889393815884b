package io.swabline.station.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CodeIssuer;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.ShortHash;
import io.swabline.protocol.trust.TrustBundle;
import io.swabline.protocol.trust.TrustBundleMaker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineJudgeTest {
    private static final long DAY = 86_400;
    private static final long NOW = System.currentTimeMillis() / 1000;

    @TempDir
    private Path directory;
    private Path file;
    private SamplingKeys keys;

    @BeforeEach
    void makeKeys() {
        file = directory.resolve("keys.properties");
        keys = SamplingKeys.create(file);
    }

    @Test
    void shouldJudgeByTheSecond() {
        final OfflineJudge judge = judge(NOW);
        final SamplingCode code = issue(keys, NOW);

        assertThat(judge.judge(code, NOW - 301)).isEqualTo(OfflineVerdict.NOT_YET_VALID);
        assertThat(judge.judge(code, NOW - 300)).isEqualTo(OfflineVerdict.VALID);
        assertThat(judge.judge(code, NOW + 30 * DAY - 1)).isEqualTo(OfflineVerdict.VALID);
        assertThat(judge.judge(code, NOW + 30 * DAY)).isEqualTo(OfflineVerdict.EXPIRED);
    }

    @Test
    void shouldCallACodeSupersededWhileItWouldBeValid() {
        final SamplingCode lost = issue(keys, NOW);
        final OfflineJudge judge = judge(NOW, new Cutoff(1, NOW * 1000, lost.expiresAtEpochSeconds(),
            keys.pseudonyms().of("11010519491231002X"), 1, ShortHash.of(lost)));

        assertThat(judge.judge(lost, NOW)).isEqualTo(OfflineVerdict.SUPERSEDED);
        assertThat(judge.judge(lost, NOW + 30 * DAY)).isEqualTo(OfflineVerdict.EXPIRED);
        assertThat(judge.judge(issue(keys, NOW), NOW)).isEqualTo(OfflineVerdict.VALID);
    }

    @Test
    void shouldKnowWithdrawnKeysAndThoseBefore() {
        final SamplingCode first = issue(keys, NOW);
        keys = SamplingKeys.rotate(file);
        final SamplingCode leaked = issue(keys, NOW);
        keys = SamplingKeys.withdraw(file, 2);
        final OfflineJudge judge = judge(NOW);

        assertThat(judge.judge(first, NOW)).isEqualTo(OfflineVerdict.VALID);
        assertThat(judge.judge(leaked, NOW)).isEqualTo(OfflineVerdict.KEY_WITHDRAWN);
        assertThat(judge.judge(leaked, NOW + 99 * DAY)).isEqualTo(OfflineVerdict.KEY_WITHDRAWN);
    }

    @Test
    void shouldCallForgedWhatNoKeySigned() {
        final SamplingCode code = issue(keys, NOW);
        final OfflineJudge judge = judge(NOW);
        for (int i = 0; i < CodeDescriptor.CODE_LENGTH; i++) {
            final byte[] changed = code.bytes();
            changed[i] ^= 1;
            if (i != CodeDescriptor.KEY_ID_OFFSET) {
                assertThat(judge.judge(SamplingCode.of(changed), NOW)).as("byte %d", i).isEqualTo(OfflineVerdict.FORGED);
            }
        }
        final SamplingKeys forger = SamplingKeys.create(directory.resolve("forger"));
        assertThat(judge.judge(issue(forger, NOW), NOW)).isEqualTo(OfflineVerdict.FORGED);
        assertThat(judge.judge(code, NOW)).as("still").isEqualTo(OfflineVerdict.VALID);
    }

    @Test
    void shouldNotCallForgedWhatMayBeOfANewerKey() {
        final OfflineJudge judge = judge(NOW);
        final SamplingKeys newer = SamplingKeys.rotate(file);

        assertThat(judge.judge(issue(newer, NOW + 3 * DAY), NOW + 3 * DAY)).isEqualTo(OfflineVerdict.UNKNOWN_KEY);
        assertThat(judge.judge(issue(newer, NOW - OfflineJudge.KEY_SPREAD_SECONDS + 1), NOW))
            .isEqualTo(OfflineVerdict.UNKNOWN_KEY);
        assertThat(judge.judge(issue(newer, NOW - OfflineJudge.KEY_SPREAD_SECONDS), NOW))
            .as("its key would be in the bundle").isEqualTo(OfflineVerdict.FORGED);
        keys = newer;
        assertThat(judge(NOW).judge(issue(newer, NOW), NOW)).as("with a new bundle").isEqualTo(OfflineVerdict.VALID);
    }

    @Test
    void shouldJudgeTheSameByTheKeyFileWhichKnowsEveryKey() {
        final OfflineJudge judge = OfflineJudge.of(keys);
        final SamplingKeys newer = SamplingKeys.rotate(file);

        assertThat(judge.judge(issue(keys, NOW), NOW)).isEqualTo(OfflineVerdict.VALID);
        assertThat(judge.judge(issue(newer, NOW + DAY), NOW + DAY)).isEqualTo(OfflineVerdict.FORGED);
    }

    @Test
    void shouldTellStaffWhatToDo() {
        for (final Verdict verdict : List.of(Verdict.ACCEPTED, Verdict.FORGED, Verdict.EXPIRED, Verdict.NOT_YET_VALID,
            Verdict.SUPERSEDED, Verdict.KEY_WITHDRAWN, Verdict.MALFORMED)) {
            assertThat(OfflineVerdict.of(verdict).advice()).endsWith(".");
        }
        assertThat(OfflineVerdict.UNKNOWN_KEY.advice()).contains("fetch a new trust bundle", "ID card");
        assertThat(OfflineVerdict.SUPERSEDED.advice()).isEqualTo(Verdict.SUPERSEDED.advice());
    }

    @Test
    void shouldWarnOfAStaleBundleAndOfAClockBehindIt() {
        final TrustBundle bundle = TrustBundle.read(TrustBundleMaker.make(keys, List.of(), NOW * 1000));
        final Duration day = Duration.ofDays(1);

        assertThat(BundleWarning.of(bundle, NOW * 1000 + day.toMillis(), day)).isEmpty();
        assertThat(BundleWarning.of(bundle, NOW * 1000 + day.toMillis() + 1, day)).containsExactly(BundleWarning.STALE);
        assertThat(BundleWarning.of(bundle, NOW * 1000 - 300_000, day)).isEmpty();
        assertThat(BundleWarning.of(bundle, NOW * 1000 - 300_001, day)).containsExactly(BundleWarning.CLOCK_BEHIND);
    }

    private OfflineJudge judge(final long madeAtSeconds, final Cutoff... cutoffs) {
        return OfflineJudge.of(TrustBundle.read(TrustBundleMaker.make(keys, List.of(cutoffs), madeAtSeconds * 1000)));
    }

    private static SamplingCode issue(final SamplingKeys keys, final long issuedAtSeconds) {
        return SamplingCode.of(new CodeIssuer(keys.current()).issue(keys.pseudonyms().of("11010519491231002X"),
            System.nanoTime() & 0xffff_ffffL, issuedAtSeconds, 30, CodeDescriptor.FLAG_SELF));
    }
}
