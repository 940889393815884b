package io.swabline.issuer;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * One-time codes by which a person consents to a relation: 8 digits, for ten minutes, one at a time, gone after the right try
 * and after the fifth wrong one. Kept as a keyed hash.
 */
final class OneTimeCode {
    static final Duration DURATION = Duration.ofMinutes(10);
    static final int TRIES_MAX = 5;

    private static final int CODES = 100_000_000;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{8}");

    private OneTimeCode() {
    }

    static ConsentCode make(final IssuingRules rules, final Resident resident, final Instant now) {
        final int code = new SecureRandom().nextInt(CODES);
        final Instant until = now.plus(DURATION);
        resident.consent(new StoredConsent(rules.consentHash(resident.person().pseudonym(), code), until.toEpochMilli(), 0));
        return new ConsentCode(String.format("%08d", code), until);
    }

    /** Whether it is the code of that resident, which then is used; a wrong one is counted. */
    static boolean take(final IssuingRules rules, final Resident resident, final String digits, final Instant now) {
        final StoredConsent consent = resident.consent();
        if (consent == null || consent.untilMs() <= now.toEpochMilli() || !DIGITS.matcher(digits).matches()) {
            return false;
        }
        final byte[] hash = rules.consentHash(resident.person().pseudonym(), Integer.parseInt(digits));
        final boolean isRight = MessageDigest.isEqual(consent.hash(), hash);
        final int tries = consent.tries() + 1;
        resident.consent(isRight || tries >= TRIES_MAX ? null : new StoredConsent(consent.hash(), consent.untilMs(), tries));
        return isRight;
    }
}
