package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdNumberTest {
    private static final long TODAY = LocalDate.of(2022, 4, 9).toEpochDay();

    @ParameterizedTest
    @ValueSource(strings = {
        "11010519491231002X", "11010519491231002x", "34052419800101001X", "34052419800101001x", "440524188001010014"})
    void shouldTakePossibleNumbers(final String id) {
        assertThat(IdNumber.isValid(id, TODAY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "1", "1101051949123100", "11010519491231002", "11010519491231002X ", " 11010519491231002X", "110105491231002",
        "11010519491231002Y", "1101051949123100XX", "1X010519491231002X", "110105194912310020", "110105 9491231002X",
        "１1010519491231002X", "11010519491231002\u0000"})
    void shouldRefuseOtherForms(final String id) {
        assertThat(IdNumber.isValid(id, TODAY)).isFalse();
    }

    @Test
    void shouldFindEveryWrongCharacter() {
        for (final String id : new String[] {"11010519491231002X", "34052419800101001X", withCheck("31010420120229123")}) {
            for (int place = 0; place < IdNumber.LENGTH; place++) {
                for (final char other : "0123456789X".toCharArray()) {
                    final StringBuilder wrong = new StringBuilder(id);
                    wrong.setCharAt(place, other);
                    assertThat(IdNumber.isValid(wrong.toString(), TODAY)).as("place %d, %s", place, other)
                        .isEqualTo(other == id.charAt(place));
                }
            }
        }
    }

    /** By the check character alone, so that the date does not help. */
    @Test
    void shouldFindEveryWrongDigitAndEveryAdjacentTranspositionByTheCheckCharacter() {
        final long seed = Seeds.seed();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            final byte[] id = withCheck(random.nextLong(10_000_000_000_000_000L, 100_000_000_000_000_000L) + "")
                .getBytes(StandardCharsets.US_ASCII);
            final int place = random.nextInt(17);
            final byte[] wrong = id.clone();
            wrong[place] = (byte) ('0' + (wrong[place] - '0' + random.nextInt(1, 10)) % 10);
            assertThat(IdNumber.checkCharacter(wrong, 0)).as("seed %d, number %d", seed, i).isNotEqualTo(id[17]);

            final int left = random.nextInt(16);
            final byte[] swapped = id.clone();
            swapped[left] = id[left + 1];
            swapped[left + 1] = id[left];
            if (id[left] != id[left + 1]) {
                assertThat(IdNumber.checkCharacter(swapped, 0)).as("seed %d, number %d", seed, i).isNotEqualTo(id[17]);
            }
            if (id[16] != id[17]) {
                final String lastTwo = new String(id, 0, 16, StandardCharsets.US_ASCII) + (char) id[17] + (char) id[16];
                assertThat(IdNumber.isValid(lastTwo, Long.MAX_VALUE)).as("seed %d, number %d", seed, i).isFalse();
            }
        }
    }

    @Test
    void shouldTakeExactlyTheDaysOfTheCalendar() {
        for (int year = 1880; year <= 2022; year++) {
            for (int month = 0; month <= 13; month++) {
                final int days = month < 1 || month > 12 ? 0 : YearMonth.of(year, month).lengthOfMonth();
                for (int day = 0; day <= 32; day++) {
                    final String id = withCheck(String.format("310104%04d%02d%02d123", year, month, day));
                    final boolean isDate = day >= 1 && day <= days;
                    final boolean isPast = isDate && LocalDate.of(year, month, day).toEpochDay() <= TODAY;
                    assertThat(IdNumber.isValid(id, TODAY)).as("%d-%d-%d", year, month, day).isEqualTo(isPast);
                }
            }
        }
        assertThat(IdNumber.isValid(withCheck("31010418791231123"), TODAY)).as("nobody is that old").isFalse();
        assertThat(IdNumber.isValid(withCheck("31010400000101123"), TODAY)).isFalse();
        assertThat(IdNumber.isValid(withCheck("31010421000229123"), Long.MAX_VALUE)).as("2100 is no leap year").isFalse();
        assertThat(IdNumber.isValid(withCheck("31010424000229123"), Long.MAX_VALUE)).as("2400 is one").isTrue();
    }

    @Test
    void shouldFollowTheDayOfTheScan() {
        final String id = withCheck("31010420220409001");

        assertThat(IdNumber.isValid(id, TODAY - 1)).isFalse();
        assertThat(IdNumber.isValid(id, TODAY)).isTrue();
    }

    @Test
    void shouldReadAtAnOffset() {
        final byte[] bytes = "??11010519491231002X??".getBytes(StandardCharsets.US_ASCII);

        assertThat(IdNumber.isValid(bytes, 2, IdNumber.LENGTH, TODAY)).isTrue();
        assertThat(IdNumber.isValid(bytes, 1, IdNumber.LENGTH, TODAY)).isFalse();
    }

    @Test
    void shouldPadACredentialWithZeros() {
        final byte[] credential = new byte[40];
        final UnsafeBuffer buffer = new UnsafeBuffer(credential);
        buffer.setMemory(0, 40, (byte) 9);
        IdNumber.putCredential("11010519491231002X", buffer, 2);

        assertThat(IdNumber.lengthInCredential(credential, 2)).isEqualTo(18);
        assertThat(credential).startsWith(9, 9, '1').endsWith(0, 0, 9, 9);
        credential[37] = 'x';
        assertThat(IdNumber.lengthInCredential(credential, 2)).as("something behind the padding").isEqualTo(-1);
        IdNumber.putCredential("x".repeat(36), buffer, 2);
        assertThat(IdNumber.lengthInCredential(credential, 2)).isEqualTo(36);
        assertThat(IdNumber.lengthInCredential(new byte[36], 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234567890123456789012345678901234567", "１10105", "1\n"})
    void shouldNotWriteWhatIsNoCredential(final String text) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[36]);

        assertThatIllegalArgumentException().isThrownBy(() -> IdNumber.putCredential(text, buffer, 0));
    }

    static String withCheck(final String digits) {
        return digits + (char) IdNumber.checkCharacter(digits.getBytes(StandardCharsets.US_ASCII), 0);
    }
}
