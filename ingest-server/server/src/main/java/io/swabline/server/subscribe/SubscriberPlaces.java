package io.swabline.server.subscribe;

import io.swabline.server.access.SubscriberAdmission;
import java.util.HashMap;
import java.util.Map;

/**
 * How many subscribers are connected, and how many of each name. Those that showed a token of one name have at most a quarter of
 * the places, rounded up, so that one that leaks connections does not keep others out. Where no token is asked for a name proves
 * nothing, and is not counted. Any thread.
 */
final class SubscriberPlaces {
    private static final int PARTS = 4;

    private final int max;
    private final int ofOneNameMax;
    private final Map<String, Integer> ofName = new HashMap<>();
    private int taken;

    /** @param max subscribers at a time, from 1 */
    SubscriberPlaces(final int max) {
        this.max = max;
        ofOneNameMax = ofOneNameMax(max);
    }

    /** Subscribers of one name at a time. */
    static int ofOneNameMax(final int max) {
        return (max + PARTS - 1) / PARTS;
    }

    /** Takes a place; false if there is none, or none for this name. */
    synchronized boolean take(final SubscriberAdmission admission) {
        if (taken == max) {
            return false;
        }
        if (admission.tokenHash() != null) {
            final int before = ofName.getOrDefault(admission.name(), 0);
            if (before == ofOneNameMax) {
                return false;
            }
            ofName.put(admission.name(), before + 1);
        }
        taken++;
        return true;
    }

    /** Gives back a place that was taken. */
    synchronized void release(final SubscriberAdmission admission) {
        taken--;
        if (admission.tokenHash() != null) {
            ofName.computeIfPresent(admission.name(), (name, count) -> count == 1 ? null : count - 1);
        }
    }

    synchronized int taken() {
        return taken;
    }
}
