package io.swabline.issuer;

import io.swabline.protocol.SamplingCode;
import java.time.Instant;

/**
 * A code as its holder gets it.
 *
 * @param holder     whose code it is
 * @param code       the code itself
 * @param validUntil the first moment at which it is not valid any more
 */
public record IssuedCode(Person holder, SamplingCode code, Instant validUntil) {
}
