package io.swabline.protocol;

import java.time.Instant;

/**
 * How the codes of a person are numbered, by whoever issues them: each one above those before it, and never below the seconds
 * since 2022. A re-issue supersedes what has a lower number than the new code, and so also what its registry does not know: codes
 * of another program, or of a registry that was lost. Pure functions.
 */
public final class IssueNumber {
    /** Unsigned 32 bits of seconds from then on last until 2158. */
    private static final long COUNTED_FROM = Instant.parse("2022-01-01T00:00:00Z").getEpochSecond();

    private IssueNumber() {
    }

    /**
     * The number of a person's next code.
     *
     * @param last           of the person, as far as is known; 0 for none
     * @param atEpochSeconds when the code is issued
     */
    public static long next(final long last, final long atEpochSeconds) {
        return Math.max(last + 1, atEpochSeconds - COUNTED_FROM);
    }
}
