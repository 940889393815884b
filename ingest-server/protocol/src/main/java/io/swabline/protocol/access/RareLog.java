package io.swabline.protocol.access;

import java.util.concurrent.TimeUnit;

/**
 * Tells of one kind of trouble that strangers can cause at will: the first time, then at most once in ten seconds, with how often
 * it happened in between. Of one thread, or under a lock.
 */
public final class RareLog {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

    /** Where it is told: a logger's warnings. */
    @FunctionalInterface
    public interface Sink {
        /** A text with two pairs of braces, and what stands in them. */
        void warn(String text, Object detail, Object more);
    }

    private final Sink sink;
    private final String text;
    private boolean hasTold;
    private long toldNs;
    private long untold;

    /** @param text with a pair of braces for the detail */
    public RareLog(final Sink sink, final String text) {
        this.sink = sink;
        this.text = text + "{}";
    }

    public void tell(final Object detail, final long nowNs) {
        if (hasTold && nowNs - toldNs < INTERVAL_NS) {
            untold++;
            return;
        }
        sink.warn(text, detail, untold == 0 ? "" : " (and " + untold + " more like it before)");
        hasTold = true;
        toldNs = nowNs;
        untold = 0;
    }
}
