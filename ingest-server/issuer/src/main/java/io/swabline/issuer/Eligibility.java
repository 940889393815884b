package io.swabline.issuer;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Who may be registered as a relative: those under 18, those of 60 and over, and others for a stated reason. Pure functions.
 * Days are those of Shanghai. A person born on 29 February is a year older on 1 March of a common year.
 */
public final class Eligibility {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final int ADULT_AGE = 18;
    private static final int SENIOR_AGE = 60;

    private Eligibility() {
    }

    /** The date in Shanghai. */
    public static LocalDate today(final Instant now) {
        return LocalDate.ofInstant(now, SHANGHAI);
    }

    /** Whether a relation to the person is granted; {@code reason} is null if none is stated. */
    public static boolean isEligible(final LocalDate birthDate, final LocalDate today, final Reason reason) {
        return !isReasonNeeded(birthDate, today) || reason != null;
    }

    /** Whether the person is 18 to 59 years old. */
    public static boolean isReasonNeeded(final LocalDate birthDate, final LocalDate today) {
        final int age = age(birthDate, today);
        return age >= ADULT_AGE && age < SENIOR_AGE;
    }

    /** Completed years. Not {@code Period}, which would count a 29 February as reached on the 28th. */
    static int age(final LocalDate birthDate, final LocalDate today) {
        final int years = today.getYear() - birthDate.getYear();
        final boolean isBirthdayAhead = today.getMonthValue() < birthDate.getMonthValue()
            || today.getMonthValue() == birthDate.getMonthValue() && today.getDayOfMonth() < birthDate.getDayOfMonth();
        return isBirthdayAhead ? years - 1 : years;
    }
}
