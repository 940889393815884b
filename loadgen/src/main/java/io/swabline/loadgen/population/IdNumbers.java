package io.swabline.loadgen.population;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.agrona.MutableDirectBuffer;

/**
 * ID numbers in the form of GB 11643 (region, birth date, order, check character of ISO 7064 MOD 11-2), each one once in a run:
 * a walk with a fixed large stride through all of them, from a place that the run's id chooses. They belong to nobody on
 * purpose and to somebody by chance; they are only ever sent to a server under test. One thread owns it.
 */
public final class IdNumbers {
    public static final int LENGTH = 18;

    private static final int REGION_FIRST = 110_000;
    private static final int REGIONS = 550_000;
    private static final int ORDERS = 1_000;
    private static final LocalDate BORN_FIRST = LocalDate.of(1930, 1, 1);
    private static final LocalDate BORN_LAST = LocalDate.of(2015, 12, 31);
    /** Prime, and no factor of the number of ID numbers: the walk meets each of them before it meets one again. */
    private static final long STRIDE = 1_000_000_007L;
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final byte[] CHECK_CHARACTERS = "10X98765432".getBytes(StandardCharsets.US_ASCII);

    private final int[] dates;
    private final long space;
    private final long start;
    private final int step;
    private long next;

    /** As for {@link Persons}. */
    public IdNumbers(final long runId, final int index, final int step) {
        final int days = (int) (BORN_LAST.toEpochDay() - BORN_FIRST.toEpochDay()) + 1;
        dates = new int[days];
        for (int i = 0; i < days; i++) {
            final LocalDate date = BORN_FIRST.plusDays(i);
            dates[i] = date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
        }
        space = (long) REGIONS * days * ORDERS;
        start = Long.remainderUnsigned(Persons.mix(runId), space);
        this.step = step;
        next = index;
    }

    /** Writes the next valid ID number, 18 characters. */
    public void next(final MutableDirectBuffer buffer, final int offset) {
        write(buffer, offset, 0);
    }

    /** Writes the next ID number with a wrong check character. */
    public void nextBad(final MutableDirectBuffer buffer, final int offset) {
        write(buffer, offset, 1);
    }

    private void write(final MutableDirectBuffer buffer, final int offset, final int checkError) {
        long value = (start + next % space * STRIDE % space) % space;
        next += step;
        final int order = (int) (value % ORDERS);
        value /= ORDERS;
        final int date = dates[(int) (value % dates.length)];
        final int region = REGION_FIRST + (int) (value / dates.length);
        putDigits(buffer, offset, 6, region);
        putDigits(buffer, offset + 6, 8, date);
        putDigits(buffer, offset + 14, 3, order);
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += (buffer.getByte(offset + i) - '0') * WEIGHTS[i];
        }
        buffer.putByte(offset + LENGTH - 1, CHECK_CHARACTERS[(sum + checkError) % CHECK_CHARACTERS.length]);
    }

    private static void putDigits(final MutableDirectBuffer buffer, final int offset, final int digits, final int value) {
        int rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            buffer.putByte(offset + i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
    }
}
