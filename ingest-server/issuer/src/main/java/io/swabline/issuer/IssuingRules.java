package io.swabline.issuer;

import io.swabline.protocol.KeyStatus;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.SamplingKeys;
import java.time.Instant;

/** By what one group of requests is decided: the settings, and the keys as they were when the group began. */
record IssuingRules(DeskSettings settings, SamplingKeys keys, CodeSigner signer) {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int SECONDS_PER_HOUR = 3_600;

    /**
     * Whether a code that was neither superseded nor expired is given again: enough of its time is left, and its key was not
     * withdrawn or retired.
     */
    boolean isCurrent(final SamplingCode code, final Instant now) {
        final SamplingKey key = keys.byId(code.keyId());
        return key != null
            && key.status() != KeyStatus.WITHDRAWN
            && key.status() != KeyStatus.RETIRED
            && code.expiresAtEpochSeconds() - now.getEpochSecond() >= renewBeforeSeconds();
    }

    /** Always less than a new code's validity: otherwise each request would make another one. */
    private long renewBeforeSeconds() {
        return Math.min(settings.renewBefore().toSeconds(), (long) validityDays() * SECONDS_PER_DAY - SECONDS_PER_HOUR);
    }

    /** Not longer than the key file has noted: by that its keys are retired, and longer codes would be refused too early. */
    private int validityDays() {
        return Math.min(settings.validityDays(), keys.validityDaysMax());
    }

    StoredCode issue(final Pseudonym holder, final long issueNumber, final boolean forRelative, final Instant now) {
        return signer.issue(keys.current(), holder, issueNumber, forRelative, now.getEpochSecond(), validityDays());
    }

    /** What is kept of a one-time code. */
    byte[] consentHash(final Pseudonym person, final int code) {
        return keys.pseudonyms().consentHash(person, code);
    }
}
