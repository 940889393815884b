package io.swabline.server.ops;

import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns when somebody was turned away for a limit of its own, beside which there is room for others: at most once a minute. */
public final class TurnedAwayAlarm implements Alarm {
    static final long REPEAT_MS = TimeUnit.MINUTES.toMillis(1);
    private static final Logger LOGGER = LoggerFactory.getLogger(TurnedAwayAlarm.class);

    private final LongSupplier turnedAway;
    private final LongFunction<String> text;
    private long told;
    private long toldMs;
    private boolean hasTold;

    /**
     * @param turnedAway how often somebody was turned away so far
     * @param text       what to log, given how often it was since the last line
     */
    public TurnedAwayAlarm(final LongSupplier turnedAway, final LongFunction<String> text) {
        this.turnedAway = turnedAway;
        this.text = text;
        told = turnedAway.getAsLong();
    }

    @Override
    public void look(final long nowMs) {
        final long now = turnedAway.getAsLong();
        if (now > told && (!hasTold || nowMs - toldMs >= REPEAT_MS)) {
            LOGGER.warn("{}", text.apply(now - told));
            told = now;
            toldMs = nowMs;
            hasTold = true;
        }
    }
}
