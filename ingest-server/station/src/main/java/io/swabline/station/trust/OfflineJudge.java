package io.swabline.station.trust;

import io.swabline.protocol.CodeSignature;
import io.swabline.protocol.CodeValidity;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.trust.TrustBundle;
import io.swabline.protocol.trust.TrustedKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Judges sampling codes with public keys only. One thread; a code takes about half a millisecond, for its signature.
 *
 * <p>A code of a key that the bundle does not have is FORGED if it says itself that it is older than the bundle: its key would
 * be in there. If it says that it is newer, its key may be newer too, and the answer is UNKNOWN_KEY.
 */
public final class OfflineJudge {
    /** A new key reaches the servers of a city one after the other: a bundle may lack a key that is in use for so long. */
    static final long KEY_SPREAD_SECONDS = 86_400;

    private static final long MS_PER_SECOND = 1000;

    private final List<TrustedKey> keys;
    private final Predicate<SamplingCode> isSuperseded;
    private final long knowsKeysUntilSeconds;
    private final Map<Integer, CodeSignature> signatures = new HashMap<>();

    private OfflineJudge(
        final List<TrustedKey> keys, final Predicate<SamplingCode> isSuperseded, final long knowsKeysUntilSeconds) {
        this.keys = keys;
        this.isSuperseded = isSuperseded;
        this.knowsKeysUntilSeconds = knowsKeysUntilSeconds;
    }

    /** A terminal's: by a bundle. */
    public static OfflineJudge of(final TrustBundle bundle) {
        return new OfflineJudge(bundle.keys(), bundle::isSuperseded, bundle.madeAtMs() / MS_PER_SECOND - KEY_SPREAD_SECONDS);
    }

    /** The key file's owner's: knows every key and no superseded code. */
    public static OfflineJudge of(final SamplingKeys keys) {
        final List<TrustedKey> trusted = keys.all().stream()
            .map(key -> new TrustedKey(key.id(), key.status(), key.createdAtEpochSeconds(), key.publicKey())).toList();
        return new OfflineJudge(trusted, code -> false, Long.MAX_VALUE);
    }

    /** Judges a code at a time in epoch seconds: that of the scan. */
    public OfflineVerdict judge(final SamplingCode code, final long atSeconds) {
        final TrustedKey key = key(code.keyId());
        if (key == null) {
            return code.issuedAtEpochSeconds() > knowsKeysUntilSeconds ? OfflineVerdict.UNKNOWN_KEY : OfflineVerdict.FORGED;
        }
        final CodeSignature signature = signatures.computeIfAbsent(key.id(), id -> new CodeSignature(key.publicKey()));
        final Verdict verdict = CodeValidity.verdict(signature.isGenuine(code), key.status(), code, atSeconds);
        return verdict == Verdict.ACCEPTED && isSuperseded.test(code)
            ? OfflineVerdict.SUPERSEDED : OfflineVerdict.of(verdict);
    }

    private TrustedKey key(final int id) {
        for (final TrustedKey key : keys) {
            if (key.id() == id) {
                return key;
            }
        }
        return null;
    }
}
