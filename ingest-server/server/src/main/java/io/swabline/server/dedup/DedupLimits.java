package io.swabline.server.dedup;

import io.swabline.protocol.SipHash;

/**
 * The bounds of deduplication.
 *
 * @param windowMs   scans of a person less than this apart are double scans
 * @param backlogMs  oldest scan that is still taken, before its arrival; with the window it says how long entries are kept
 * @param personsMax acceptances remembered at a time
 * @param samplesMax samples remembered at a time
 * @param streamsMax station streams remembered at a time
 * @param credit     verdicts remembered of each stream, a power of two
 * @param poolSize   people a sample may hold, 1 to 20
 * @param hash       of what stations choose, under a key that is secret to the process
 * @param quotas     what one station may take
 */
public record DedupLimits(long windowMs, long backlogMs, long personsMax, long samplesMax, int streamsMax, int credit,
    int poolSize, SipHash hash, QuotaLimits quotas) {
    /** Without quotas of stations. */
    public DedupLimits(final long windowMs, final long backlogMs, final long personsMax, final long samplesMax,
        final int streamsMax, final int credit, final int poolSize, final SipHash hash) {
        this(windowMs, backlogMs, personsMax, samplesMax, streamsMax, credit, poolSize, hash, QuotaLimits.OFF);
    }
}
