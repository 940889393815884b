package io.swabline.server.ops;

import io.swabline.server.ring.QuotaAlarms;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the stations that reach a quota in the log, and what an operator can do: each at most once a minute, as deduplication
 * raises them, and at most {@link #LINES_MAX} in a look together.
 */
public final class QuotaAlarm implements Alarm {
    static final int LINES_MAX = 5;

    private static final Logger LOGGER = LoggerFactory.getLogger(QuotaAlarm.class);

    private final QuotaAlarms alarms;
    private final IntFunction<String> limits;
    private int lines;

    /** @param limits what the quota of a kind is, for people */
    public QuotaAlarm(final QuotaAlarms alarms, final IntFunction<String> limits) {
        this.alarms = alarms;
        this.limits = limits;
    }

    @Override
    public void look(final long nowMs) {
        lines = 0;
        alarms.poll(this::tell);
        if (lines > LINES_MAX) {
            LOGGER.warn("{} more stations reached a quota in the last second", lines - LINES_MAX);
        }
    }

    private void tell(final long station, final int kind) {
        if (++lines > LINES_MAX) {
            return;
        }
        LOGGER.warn("station {} reached its quota of {} ({}): its further scans of that kind are answered RETRY, other stations "
            + "go on. Retry answers for this quota to all stations together so far: {}. If nobody there scans so much, block it: "
            + "swabline stations block {}", station, QuotaAlarms.KINDS[kind].replace('-', ' '), limits.apply(kind),
            alarms.retries(kind), station);
    }
}
