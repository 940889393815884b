package io.swabline.server.edge;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Tells of one kind of trouble that strangers can cause at will: the first time, then at most once in ten seconds, with how often
 * it happened in between. On one event loop.
 */
final class RareLog {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

    private final Logger logger;
    private final String text;
    private boolean hasTold;
    private long toldNs;
    private long untold;

    /** @param text with a pair of braces for the detail */
    RareLog(final Logger logger, final String text) {
        this.logger = logger;
        this.text = text + "{}";
    }

    void tell(final Object detail, final long nowNs) {
        if (hasTold && nowNs - toldNs < INTERVAL_NS) {
            untold++;
            return;
        }
        logger.warn(text, detail, untold == 0 ? "" : " (and " + untold + " more like it before)");
        hasTold = true;
        toldNs = nowNs;
        untold = 0;
    }
}
