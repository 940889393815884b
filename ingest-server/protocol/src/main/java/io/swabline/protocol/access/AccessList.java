package io.swabline.protocol.access;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may connect at this moment. Immutable; any thread. A look-up costs a hash table and a comparison for each token of that one
 * name, and takes as long whether the token is right or wrong.
 */
public final class AccessList {
    /** Nobody. */
    public static final AccessList EMPTY = new AccessList(List.of(), Map.of());

    private final List<AccessEntry> entries;
    private final Map<String, Instant> withdrawnBefore;
    private final Map<String, AccessEntry[]> byName = new HashMap<>();

    /** @param withdrawnBefore by station number: client certificates that begin before that time are not good any more */
    AccessList(final List<AccessEntry> entries, final Map<String, Instant> withdrawnBefore) {
        this.entries = List.copyOf(entries);
        this.withdrawnBefore = Map.copyOf(withdrawnBefore);
        for (final AccessEntry entry : entries) {
            byName.merge(entry.name(), new AccessEntry[] {entry}, AccessList::joined);
        }
    }

    private static AccessEntry[] joined(final AccessEntry[] some, final AccessEntry[] more) {
        final AccessEntry[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /** All tokens, in the order in which they were added. */
    public List<AccessEntry> entries() {
        return entries;
    }

    /** By station number: client certificates that begin before that time are withdrawn. */
    public Map<String, Instant> withdrawnCertificates() {
        return withdrawnBefore;
    }

    /** The entry of this name, right and token, whether it has ended or not; null if there is none. */
    public AccessEntry find(final String name, final Right right, final byte[] tokenHash) {
        AccessEntry found = null;
        for (final AccessEntry entry : byName.getOrDefault(name, new AccessEntry[0])) {
            if (entry.isOf(tokenHash) && entry.right() == right) {
                found = entry;
            }
        }
        return found;
    }

    /** Whether a station's client certificate that begins at this time has been withdrawn. */
    public boolean isCertificateWithdrawn(final long station, final Instant notBefore) {
        final Instant before = withdrawnBefore.get(Long.toString(station));
        return before != null && notBefore.isBefore(before);
    }
}
