package io.swabline.server.ops;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how full one of the server's limits is: WARN at 80 % and at 95 %, ERROR when it is full or somebody was turned away for
 * it,
 * each once when it is reached; again once a minute while it is full and once an hour while it is nearly so; INFO when it is
 * over. A
 * level is left two percent below where it is reached, so that a table that is filled and emptied about there is not told of each
 * time.
 */
public final class LimitAlarm implements Alarm {
    static final long REPEAT_FULL_MS = TimeUnit.MINUTES.toMillis(1);
    /** Full it is until nobody was turned away for so long: with small limits, places come and go within a second. */
    static final long QUIET_MS = TimeUnit.SECONDS.toMillis(5);
    static final long REPEAT_WARN_MS = TimeUnit.HOURS.toMillis(1);
    private static final Logger LOGGER = LoggerFactory.getLogger(LimitAlarm.class);
    private static final int[] PERCENT = {0, 80, 95, 100};
    private static final int ROOM = 0;
    private static final int FULL = 3;
    private static final int SLACK_PERCENT = 2;

    private final Limit limit;
    private int level;
    private long turnedAway;
    private long turnedAwayAtFull;
    private long fullSinceMs;
    private long lastFullMs;
    private long toldMs;

    /** What is watched. The methods are called by the alarm's thread. */
    public interface Limit {
        /** What it is and which setting bounds it: {@code people (dedup.persons-max)}. */
        String name();

        /** How many there may be. */
        long max();

        /** How many there are at this time, epoch milliseconds. */
        long used(long nowMs);

        /** How often somebody was turned away for it so far. */
        long turnedAway();

        /** What happens when it is full: {@code scans of new people are answered RETRY PERSONS_FULL}. */
        String consequence();

        /** What to do, with the values to set; a sentence. */
        String advice();

        /** When places become free; a sentence. */
        String relief(long nowMs);
    }

    public LimitAlarm(final Limit limit) {
        this.limit = limit;
        turnedAway = limit.turnedAway();
    }

    @Override
    public void look(final long nowMs) {
        final long used = limit.used(nowMs);
        final long turnedAwayNow = limit.turnedAway();
        final int now = level(used, turnedAwayNow > turnedAway);
        if (now == FULL) {
            lastFullMs = nowMs;
        } else if (level == FULL && nowMs - lastFullMs < QUIET_MS) {
            turnedAway = turnedAwayNow;
            return;
        }
        if (now == FULL && level < FULL) {
            turnedAwayAtFull = turnedAway;
            fullSinceMs = nowMs;
        }
        turnedAway = turnedAwayNow;
        if (now > level || now == level && isDueAgain(nowMs)) {
            tell(now, used, nowMs);
        } else if (now < level && (level == FULL || now == ROOM)) {
            tellThatItIsOver(used, nowMs);
        }
        level = now;
    }

    private int level(final long used, final boolean isTurnedAway) {
        int reached = isTurnedAway ? FULL : ROOM;
        for (int candidate = FULL; candidate > reached; candidate--) {
            final int percent = candidate > level ? PERCENT[candidate] : PERCENT[candidate] - SLACK_PERCENT;
            if (used * 100 >= limit.max() * percent) {
                reached = candidate;
            }
        }
        return reached;
    }

    private boolean isDueAgain(final long nowMs) {
        return level != ROOM && nowMs - toldMs >= (level == FULL ? REPEAT_FULL_MS : REPEAT_WARN_MS);
    }

    private void tell(final int now, final long used, final long nowMs) {
        toldMs = nowMs;
        if (now == FULL) {
            LOGGER.error("full: {} of {} {}: {}; turned away so far: {}. {} "
                + "{}", grouped(used), grouped(limit.max()), limit.name(),
                limit.consequence(), grouped(turnedAway - turnedAwayAtFull), limit.relief(nowMs), limit.advice());
        } else {
            LOGGER.warn("{} % full: {} of {} {}. When it is full, {}. {} {}", PERCENT[now], grouped(used), grouped(limit.max()),
                limit.name(), limit.consequence(), limit.relief(nowMs), limit.advice());
        }
    }

    private void tellThatItIsOver(final long used, final long nowMs) {
        if (level == FULL) {
            LOGGER.info("has room again: {} of {} {}; it was full for {} s, turned away: {}", grouped(used),
                grouped(limit.max()), limit.name(), (nowMs - fullSinceMs) / 1000, grouped(turnedAway - turnedAwayAtFull));
        } else {
            LOGGER.info("has room again: {} of {} {}", grouped(used), grouped(limit.max()), limit.name());
        }
    }

    private static String grouped(final long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
