package io.swabline.server.ops;

import io.swabline.server.ring.StationClocks;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when the clocks of most stations differ from the server's alike: then it is the server's that is wrong, and all scans are
 * judged by it. It stops nothing, for a stranger who may say Hello could say it with many numbers.
 */
public final class ClockAlarm implements Alarm {
    static final int STATIONS_MIN = 5;
    static final long APART_MS = TimeUnit.MINUTES.toMillis(5);
    static final long REPEAT_MS = TimeUnit.MINUTES.toMillis(10);
    private static final Logger LOGGER = LoggerFactory.getLogger(ClockAlarm.class);

    private final StationClocks clocks;
    private final NanoClock clock;
    private boolean isRaised;
    private long toldMs;

    public ClockAlarm(final StationClocks clocks, final NanoClock clock) {
        this.clocks = clocks;
        this.clock = clock;
    }

    @Override
    public void look(final long nowMs) {
        final StationClocks.Difference difference = clocks.difference(nowMs, clock.nanoTime());
        final boolean isApart = difference.stations() >= STATIONS_MIN && Math.abs(difference.medianMs()) > APART_MS;
        if (isApart && (!isRaised || nowMs - toldMs >= REPEAT_MS)) {
            toldMs = nowMs;
            final long minutes = TimeUnit.MILLISECONDS.toMinutes(Math.abs(difference.medianMs()));
            LOGGER.error("the server's clock is probably wrong: by those of {} stations that connected in the last hour it is "
                + "{} h {} min {} (median). Scans are judged by the server's clock: people who are registered may be so "
                + "again, or be refused. If it is wrong, set the machine's clock and restart the server",
                difference.stations(), minutes / 60, minutes % 60, difference.medianMs() > 0 ? "slow" : "fast");
        } else if (isRaised && !isApart) {
            LOGGER.info("the server's clock agrees with those of the stations again");
        }
        isRaised = isApart;
    }
}
