package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EligibilityTest {
    @ParameterizedTest(name = "born {0}, on {1}: consent needed {2}")
    @CsvSource({
        // The 18th birthday.
        "2004-04-09, 2022-04-08, false",
        "2004-04-09, 2022-04-09, true",
        // The 60th.
        "1962-04-09, 2022-04-08, true",
        "1962-04-09, 2022-04-09, false",
        // Born on 29 February: of age on 1 March of a common year, 60 on the day itself, for that is a leap year.
        "2004-02-29, 2022-02-28, false",
        "2004-02-29, 2022-03-01, true",
        "1964-02-29, 2024-02-28, true",
        "1964-02-29, 2024-02-29, false",
        // 2100 is a common year.
        "2040-02-29, 2100-02-28, true",
        "2040-02-29, 2100-03-01, false",
        // Born on 1 March of a common year: not of age on 29 February of a leap year.
        "2006-03-01, 2024-02-29, false",
        "2006-03-01, 2024-03-01, true",
        // The turn of a year, and a newborn.
        "2004-12-31, 2022-12-30, false",
        "2005-01-01, 2022-12-31, false",
        "2022-04-09, 2022-04-09, false",
    })
    void shouldNeedConsentFromTheEighteenthToTheEveOfTheSixtiethBirthday(
        final LocalDate birthDate, final LocalDate today, final boolean isNeeded) {
        assertThat(Eligibility.isConsentNeeded(birthDate, today)).isEqualTo(isNeeded);
    }

    @ParameterizedTest(name = "at {0} it is {1} in Shanghai")
    @CsvSource({
        "2022-04-08T15:59:59.999Z, 2022-04-08",
        "2022-04-08T16:00:00Z, 2022-04-09",
        "2022-04-08T23:30:00Z, 2022-04-09",
        "2024-02-28T16:00:00Z, 2024-02-29",
    })
    void shouldTellTheDayInShanghai(final Instant now, final LocalDate today) {
        assertThat(Eligibility.today(now)).isEqualTo(today);
    }

    @Test
    void shouldTurnSixtyWhileItIsTheDayBeforeInUtc() {
        final LocalDate birthDate = LocalDate.of(1962, 4, 9);
        assertThat(Eligibility.isConsentNeeded(birthDate, Eligibility.today(Instant.parse("2022-04-08T23:30:00Z")))).isFalse();
        assertThat(Eligibility.isConsentNeeded(birthDate, Eligibility.today(Instant.parse("2022-04-08T15:30:00Z")))).isTrue();
    }

    /** The last day as a child, and the first as an adult, by the clock in Shanghai. */
    @ParameterizedTest(name = "born {0}: of age at {1}")
    @CsvSource({
        "2004-04-09, 2022-04-08T16:00:00Z",
        "2004-02-29, 2022-02-28T16:00:00Z",
        "2004-03-01, 2022-02-28T16:00:00Z",
        "2006-03-01, 2024-02-29T16:00:00Z",
        "2005-01-01, 2022-12-31T16:00:00Z",
    })
    void shouldComeOfAgeAtTheBeginningOfTheBirthday(final LocalDate birthDate, final Instant at) {
        assertThat(Eligibility.comesOfAgeAt(birthDate)).isEqualTo(at);
        assertThat(Eligibility.isMinor(birthDate, Eligibility.today(at.minusMillis(1)))).isTrue();
        assertThat(Eligibility.isMinor(birthDate, Eligibility.today(at))).isFalse();
        assertThat(Eligibility.isConsentNeeded(birthDate, Eligibility.today(at))).isTrue();
    }
}
