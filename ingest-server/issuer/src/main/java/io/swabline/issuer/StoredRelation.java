package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;

/**
 * A relation as the registry keeps it.
 *
 * @param guardian who may fetch the code
 * @param ordinal  1, 2, ... in the order in which the guardian's relations were granted
 * @param relative whose code it is, and the rest
 */
record StoredRelation(Pseudonym guardian, long ordinal, Relative relative) {
}
