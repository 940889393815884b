package io.swabline.server.control;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of a request. Immutable.
 *
 * @param isDone whether the operation did what was asked
 * @param reason why not, for people; empty where it is done
 * @param fields what it says besides, in order; names are small letters, digits, dots and underscores
 */
public record ControlAnswer(boolean isDone, String reason, Map<String, String> fields) {
    private static final String IS_DONE = "done";
    private static final String REASON = "reason";
    private static final String KNOWN = "known";
    private static final String CHANGED = "changed";

    /** The operation was done and has nothing to say. */
    public static ControlAnswer done() {
        return done(Map.of());
    }

    public static ControlAnswer done(final Map<String, String> fields) {
        return new ControlAnswer(true, "", fields);
    }

    /** @param reason one line for people: what is wrong, and what to do */
    public static ControlAnswer refused(final String reason) {
        return new ControlAnswer(false, reason, Map.of());
    }

    /** What was asked for was so already: done, and nothing was changed. */
    public static ControlAnswer alreadyDone() {
        return done(Map.of(CHANGED, Boolean.toString(false)));
    }

    /**
     * Whether it is done, or will be, cannot be said now: neither done nor refused.
     *
     * @param reason one line for people: why, and how to find out
     */
    public static ControlAnswer unknown(final String reason) {
        return new ControlAnswer(false, reason, Map.of(KNOWN, Boolean.toString(false)));
    }

    /** False if it was done, but was so before. */
    public boolean isChanged() {
        return isDone && !"false".equals(text(CHANGED));
    }

    /** A field; empty where there is none. */
    public String text(final String field) {
        return fields.getOrDefault(field, "");
    }

    Map<String, String> asFields() {
        final Map<String, String> all = new LinkedHashMap<>();
        all.put(IS_DONE, Boolean.toString(isDone));
        if (!reason.isEmpty()) {
            all.put(REASON, reason);
        }
        all.putAll(fields);
        return all;
    }

    static ControlAnswer of(final Map<String, String> fields) {
        final Map<String, String> rest = new LinkedHashMap<>(fields);
        final String isDone = rest.remove(IS_DONE);
        final String reason = rest.remove(REASON);
        return new ControlAnswer("true".equals(isDone), reason == null ? "" : reason, rest);
    }
}
