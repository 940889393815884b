package io.swabline.server.access;

import io.swabline.protocol.access.AccessEntry;
import io.swabline.protocol.access.AccessList;
import io.swabline.protocol.access.AccessToken;
import io.swabline.protocol.access.Right;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Judges who may read the journal over the network: nobody, anybody, or who shows a token with the right {@code subscribe} that
 * bears its name. A station's token and certificate are good for nothing here. Immutable but for the list that it reads; any
 * thread.
 */
public final class SubscriberAccess {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private final boolean isOn;
    private final Supplier<AccessList> list;

    private SubscriberAccess(final boolean isOn, final Supplier<AccessList> list) {
        this.isOn = isOn;
        this.list = list;
    }

    /** No subscriber is taken. */
    public static SubscriberAccess ofNobody() {
        return new SubscriberAccess(false, null);
    }

    /** Whoever reaches the listener may subscribe, under any name. */
    public static SubscriberAccess ofAnybody() {
        return new SubscriberAccess(true, null);
    }

    /** Those whose token is on the list at the moment. */
    public static SubscriberAccess byToken(final Supplier<AccessList> list) {
        return new SubscriberAccess(true, list);
    }

    /** Whether anybody may subscribe. */
    public boolean isOn() {
        return isOn;
    }

    /** Whether this could be a subscriber's name. */
    public static boolean isName(final String name) {
        return NAME.matcher(name).matches();
    }

    /** By what the subscriber is let in; null if it is not. */
    public SubscriberAdmission admit(final String name, final String token, final long nowMs) {
        if (!isOn) {
            return null;
        }
        if (list == null) {
            return new SubscriberAdmission(name, null, Long.MAX_VALUE);
        }
        if (!AccessToken.isWellFormed(token)) {
            return null;
        }
        final byte[] hash = AccessToken.hash(token);
        final AccessEntry entry = list.get().find(name, Right.SUBSCRIBE, hash);
        return entry == null || nowMs >= entry.validUntilMs()
            ? null : new SubscriberAdmission(name, hash, entry.validUntilMs());
    }

    /** Whether a subscriber that was let in may stay. */
    public boolean holds(final SubscriberAdmission admission, final long nowMs) {
        return nowMs < admission.untilMs()
            && (list == null || list.get().find(admission.name(), Right.SUBSCRIBE, admission.tokenHash()) != null);
    }
}
