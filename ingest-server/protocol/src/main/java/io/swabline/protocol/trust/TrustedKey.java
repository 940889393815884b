package io.swabline.protocol.trust;

import io.swabline.protocol.KeyStatus;
import java.security.PublicKey;

/**
 * A key of codes as terminals know it.
 *
 * @param id                    1 to 255, as codes bear it
 * @param status                whether its codes are accepted
 * @param createdAtEpochSeconds when it was made; an id is used again after 255 keys
 * @param publicKey             checks the signatures of its codes
 */
public record TrustedKey(int id, KeyStatus status, long createdAtEpochSeconds, PublicKey publicKey) {
}
