package io.swabline.cli;

import io.swabline.protocol.CodeSignature;
import io.swabline.protocol.CodeValidity;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Judges whole sampling codes as a terminal without a network does: by the signature, with public keys only. One thread. */
final class CodeJudge {
    private final SamplingKeys keys;
    private final Map<Integer, CodeSignature> signatures = new HashMap<>();

    CodeJudge(final SamplingKeys keys) {
        this.keys = keys;
    }

    /** The code of an input; {@link IllegalArgumentException} saying why there is none. */
    static SamplingCode parse(final Inputs.Input input) {
        return switch (input.kind()) {
            case CODE -> SamplingCode.parse(input.text());
            case ID_NUMBER -> throw new IllegalArgumentException("this is an ID number, not a sampling code");
            case UNREADABLE -> throw new IllegalArgumentException(input.text());
        };
    }

    Verdict verdict(final SamplingCode code, final Instant at) {
        final SamplingKey key = keys.byId(code.keyId());
        if (key == null) {
            return Verdict.FORGED;
        }
        final CodeSignature signature = signatures.computeIfAbsent(key.id(), id -> new CodeSignature(key.publicKey()));
        return CodeValidity.verdict(signature.isGenuine(code), key.status(), code, at.getEpochSecond());
    }
}
