package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeValidityTest {
    private static final long ISSUED_AT = 1_649_462_400L;
    private static final long DAY = 86_400;

    @ParameterizedTest
    @CsvSource({
        "-301, NOT_YET_VALID", "-300, ACCEPTED", "0, ACCEPTED", "2591999, ACCEPTED", "2592000, EXPIRED",
        "-1649462400, NOT_YET_VALID", "4294967296, EXPIRED"})
    void shouldBeValidFromShortlyBeforeIssueForItsDays(final long secondsSinceIssue, final Verdict expected) {
        assertThat(verdict(true, KeyStatus.CURRENT, 1, 1, 30, ISSUED_AT + secondsSinceIssue)).isEqualTo(expected);
        assertThat(verdict(true, KeyStatus.PREVIOUS, 1, 2, 30, ISSUED_AT + secondsSinceIssue)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1", "30", "255"})
    void shouldCountWholeDays(final int days) {
        assertThat(verdict(true, KeyStatus.CURRENT, 1, 1, days, ISSUED_AT + days * DAY - 1)).isEqualTo(Verdict.ACCEPTED);
        assertThat(verdict(true, KeyStatus.CURRENT, 1, 1, days, ISSUED_AT + days * DAY)).isEqualTo(Verdict.EXPIRED);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 30", "2, 1, 30", "255, 1, 30", "1, 4, 30", "1, 129, 30", "1, 255, 30", "1, 1, 0"})
    void shouldFindMalformedOnlyWhatIsGenuineAndNotWithdrawn(final int version, final int flags, final int days) {
        assertThat(verdict(true, KeyStatus.CURRENT, version, flags, days, ISSUED_AT)).isEqualTo(Verdict.MALFORMED);
        assertThat(verdict(true, KeyStatus.CURRENT, version, flags, days, 0)).isEqualTo(Verdict.MALFORMED);
        assertThat(verdict(false, KeyStatus.CURRENT, version, flags, days, ISSUED_AT)).isEqualTo(Verdict.FORGED);
        assertThat(verdict(true, KeyStatus.WITHDRAWN, version, flags, days, ISSUED_AT)).isEqualTo(Verdict.KEY_WITHDRAWN);
    }

    @Test
    void shouldCallAForgedCodeForgedWhateverElse() {
        for (final KeyStatus status : KeyStatus.values()) {
            assertThat(verdict(false, status, 1, 1, 30, ISSUED_AT)).isEqualTo(Verdict.FORGED);
        }
        assertThat(verdict(true, null, 1, 1, 30, ISSUED_AT)).as("unknown key").isEqualTo(Verdict.FORGED);
    }

    @Test
    void shouldRefuseAWithdrawnKeyEvenPastTheDaysOfTheCode() {
        assertThat(verdict(true, KeyStatus.WITHDRAWN, 1, 1, 30, ISSUED_AT)).isEqualTo(Verdict.KEY_WITHDRAWN);
        assertThat(verdict(true, KeyStatus.WITHDRAWN, 1, 1, 30, ISSUED_AT + 31 * DAY)).isEqualTo(Verdict.KEY_WITHDRAWN);
    }

    @Test
    void shouldNotOverflowAtTheLastSecond() {
        final long last = 0xffff_ffffL;

        assertThat(CodeValidity.verdict(true, KeyStatus.CURRENT, 1, 1, 255, last, last)).isEqualTo(Verdict.ACCEPTED);
        assertThat(CodeValidity.verdict(true, KeyStatus.CURRENT, 1, 1, 255, last, last + 255 * DAY)).isEqualTo(Verdict.EXPIRED);
        assertThat(CodeValidity.verdict(true, KeyStatus.CURRENT, 1, 1, 1, 0, -300)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void shouldJudgeAWholeCode() {
        final GoldenFile golden = GoldenFile.read("SamplingCode");
        final SamplingCode code = SamplingCode.parse(golden.text());

        assertThat(CodeValidity.verdict(true, KeyStatus.CURRENT, code, code.expiresAtEpochSeconds() - 1))
            .isEqualTo(Verdict.ACCEPTED);
        assertThat(CodeValidity.verdict(true, KeyStatus.CURRENT, code, code.expiresAtEpochSeconds()))
            .isEqualTo(Verdict.EXPIRED);
    }

    private static Verdict verdict(
        final boolean isGenuine, final KeyStatus status, final int version, final int flags, final int days, final long at) {
        return CodeValidity.verdict(isGenuine, status, version, flags, days, ISSUED_AT, at);
    }
}
