package io.swabline.issuer;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Whose code a relative may fetch by age: those under 18 and those of 60 and over; all others have to consent. Pure functions.
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

    /** When the next day begins in Shanghai: what is counted by the day is allowed again then. */
    static Instant tomorrow(final Instant now) {
        return today(now).plusDays(1).atStartOfDay(SHANGHAI).toInstant();
    }

    /**
     * Whether the person is 18 to 59 years old, or may be, since the birth date is null: no age, and no statement of the city's
     * app, stands for consent then.
     */
    public static boolean isConsentNeeded(final LocalDate birthDate, final LocalDate today) {
        if (birthDate == null) {
            return true;
        }
        final int age = age(birthDate, today);
        return age >= ADULT_AGE && age < SENIOR_AGE;
    }

    /** Whether the person is known to be under 18. */
    public static boolean isMinor(final LocalDate birthDate, final LocalDate today) {
        return birthDate != null && age(birthDate, today) < ADULT_AGE;
    }

    /** The beginning of the 18th birthday. */
    static Instant comesOfAgeAt(final LocalDate birthDate) {
        final LocalDate year = LocalDate.of(birthDate.getYear() + ADULT_AGE, birthDate.getMonth(), 1);
        return year.plusDays(birthDate.getDayOfMonth() - 1L).atStartOfDay(SHANGHAI).toInstant();
    }

    /** Completed years. Not {@code Period}, which would count a 29 February as reached on the 28th. */
    static int age(final LocalDate birthDate, final LocalDate today) {
        final int years = today.getYear() - birthDate.getYear();
        final boolean isBirthdayAhead = today.getMonthValue() < birthDate.getMonthValue()
            || today.getMonthValue() == birthDate.getMonthValue() && today.getDayOfMonth() < birthDate.getDayOfMonth();
        return isBirthdayAhead ? years - 1 : years;
    }
}
