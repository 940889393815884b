package io.swabline.issuer;

/**
 * A one-time code as the registry keeps it.
 *
 * @param hash    a keyed hash: a reader of the database alone cannot try all codes
 * @param untilMs epoch milliseconds
 * @param tries   wrong ones so far
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredConsent(byte[] hash, long untilMs, int tries) {
}
