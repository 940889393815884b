package io.swabline.issuer;

/**
 * How often something was done on the latest day on which it was done.
 *
 * @param day epoch day in Shanghai
 */
record DayCount(long day, int count) {
    static final DayCount NONE = new DayCount(0, 0);

    int on(final long today) {
        return day == today ? count : 0;
    }

    /** Both together, on the later day of the two. */
    DayCount plus(final DayCount other) {
        return new DayCount(Math.max(day, other.day), on(Math.max(day, other.day)) + other.on(Math.max(day, other.day)));
    }

    DayCount plusOne(final long today) {
        return new DayCount(today, on(today) + 1);
    }
}
