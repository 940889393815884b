package io.swabline.protocol;

import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;

/**
 * The rules of a citizen's ID number, GB 11643-1999: 18 characters, of which 6 digits are a region, 8 a birth date (yyyymmdd),
 * 3 an order, and the last is a check character by ISO 7064 MOD 11-2, a digit or {@code X}. A lower-case {@code x} is taken
 * for {@code X}. Regions are not looked up: they change, and old ones stay on cards. Stateless; nothing is allocated.
 */
public final class IdNumber {
    /** Characters of an ID number. */
    public static final int LENGTH = 18;

    private static final int BODY_LENGTH = 17;
    private static final int YEAR_OFFSET = 6;
    private static final int MONTH_OFFSET = 10;
    private static final int DAY_OFFSET = 12;
    /** The oldest holders of such a number were born in the 1880s; an earlier year is a misreading. */
    private static final int BIRTH_YEAR_MIN = 1880;
    /** {@code CHECK_CHARACTERS[sum mod 11]}, where the sum weighs digit i (from the left, from 0) with 2^(17-i) mod 11. */
    private static final byte[] CHECK_CHARACTERS = "10X98765432".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

    private IdNumber() {
    }

    /**
     * Whether the bytes are a possible ID number in ASCII: form, check character, and a real birth date that is not after
     * {@code todayEpochDay} (days since 1970-01-01 where the scan was made).
     */
    public static boolean isValid(final byte[] id, final int offset, final int length, final long todayEpochDay) {
        if (length != LENGTH) {
            return false;
        }
        for (int i = 0; i < BODY_LENGTH; i++) {
            if (id[offset + i] < '0' || id[offset + i] > '9') {
                return false;
            }
        }
        return normalised(id[offset + BODY_LENGTH]) == checkCharacter(id, offset)
            && isBirthDate(number(id, offset + YEAR_OFFSET, 4), number(id, offset + MONTH_OFFSET, 2),
                number(id, offset + DAY_OFFSET, 2), todayEpochDay);
    }

    /** As {@link #isValid(byte[], int, int, long)}, for a text; this one allocates. */
    public static boolean isValid(final String id, final long todayEpochDay) {
        final byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return isValid(bytes, 0, bytes.length, todayEpochDay);
    }

    /** The check character, {@code '0'} to {@code '9'} or {@code 'X'}, of the 17 digits at the offset. */
    public static byte checkCharacter(final byte[] id, final int offset) {
        int sum = 0;
        for (int i = 0; i < BODY_LENGTH; i++) {
            sum += (id[offset + i] - '0') * WEIGHTS[i];
        }
        return CHECK_CHARACTERS[sum % 11];
    }

    /** Length of the number in a scan's 36-byte credential: what comes before the zero padding; -1 if anything follows that. */
    public static int lengthInCredential(final byte[] credential, final int offset) {
        int length = 0;
        while (length < ScanDescriptor.CREDENTIAL_LENGTH && credential[offset + length] != 0) {
            length++;
        }
        int rest = 0;
        for (int i = length; i < ScanDescriptor.CREDENTIAL_LENGTH; i++) {
            rest |= credential[offset + i];
        }
        return rest == 0 ? length : -1;
    }

    /**
     * Writes a scan's 36-byte credential. The text is not judged, the server does that; but it must fit:
     * {@link IllegalArgumentException} unless it has 1 to 36 characters of ASCII.
     */
    public static void putCredential(final CharSequence id, final MutableDirectBuffer buffer, final int offset) {
        final int length = id.length();
        if (length < 1 || length > ScanDescriptor.CREDENTIAL_LENGTH) {
            throw new IllegalArgumentException("an ID number has " + LENGTH + " characters, this one has " + length);
        }
        for (int i = 0; i < length; i++) {
            if (id.charAt(i) < ' ' || id.charAt(i) > '~') {
                throw new IllegalArgumentException("character " + (i + 1) + " of the ID number is not printable ASCII");
            }
        }
        for (int i = 0; i < ScanDescriptor.CREDENTIAL_LENGTH; i++) {
            buffer.putByte(offset + i, i < length ? (byte) id.charAt(i) : 0);
        }
    }

    static byte normalised(final byte character) {
        return character == 'x' ? (byte) 'X' : character;
    }

    private static int number(final byte[] id, final int offset, final int digits) {
        int number = 0;
        for (int i = 0; i < digits; i++) {
            number = number * 10 + id[offset + i] - '0';
        }
        return number;
    }

    private static boolean isBirthDate(final int year, final int month, final int day, final long todayEpochDay) {
        return year >= BIRTH_YEAR_MIN
            && month >= 1 && month <= 12
            && day >= 1 && day <= daysOfMonth(year, month)
            && epochDay(year, month, day) <= todayEpochDay;
    }

    private static int daysOfMonth(final int year, final int month) {
        return switch (month) {
            case 2 -> isLeapYear(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private static boolean isLeapYear(final int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /** Days since 1970-01-01. Years are counted from March, so that the leap day ends a year; 719,468 days lead to 1970. */
    private static long epochDay(final int year, final int month, final int day) {
        final long marchYear = month > 2 ? year : year - 1;
        final int marchMonth = month > 2 ? month - 3 : month + 9;
        final int dayOfMarchYear = (153 * marchMonth + 2) / 5 + day - 1;
        return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfMarchYear - 719_468;
    }
}
