package io.swabline.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LimitAlarmTest {
    private static final long MAX = 1_000;

    private final LogLines log = new LogLines(LimitAlarm.class, TurnedAwayAlarm.class, AlarmWatch.class);
    private long used;
    private long turnedAway;
    private long nowMs = 1_000_000;
    private final LimitAlarm alarm = new LimitAlarm(new LimitAlarm.Limit() {
        @Override
        public String name() {
            return "people (dedup.persons-max)";
        }

        @Override
        public long max() {
            return MAX;
        }

        @Override
        public long used(final long atMs) {
            return used;
        }

        @Override
        public long turnedAway() {
            return turnedAway;
        }

        @Override
        public String consequence() {
            return "new people wait";
        }

        @Override
        public String advice() {
            return "Set more.";
        }

        @Override
        public String relief(final long atMs) {
            return "They stay for 84 h.";
        }
    });

    @AfterEach
    void close() {
        log.close();
    }

    private List<String> look(final long usedNow, final long turnedAwayNow) {
        used = usedNow;
        turnedAway = turnedAwayNow;
        nowMs += 1_000;
        alarm.look(nowMs);
        return log.take();
    }

    @Test
    void shouldTellOfEachLevelOnceAndWhenItIsOver() {
        assertThat(look(799, 0)).isEmpty();
        assertThat(look(800, 0)).containsExactly("WARN 80 % full: 800 of 1,000 people (dedup.persons-max). When it is full, "
            + "new people wait. They stay for 84 h. Set more.");
        assertThat(look(900, 0)).isEmpty();
        assertThat(look(950, 0)).singleElement().asString().startsWith("WARN 95 % full: 950 of 1,000 people");
        assertThat(look(999, 0)).isEmpty();
        assertThat(look(1_000, 7)).containsExactly("ERROR full: 1,000 of 1,000 people (dedup.persons-max): new people wait; "
            + "turned away so far: 7. They stay for 84 h. Set more.");
        assertThat(look(1_000, 9)).isEmpty();
        assertThat(look(900, 9)).as("it may be full again in a moment").isEmpty();
        nowMs += LimitAlarm.QUIET_MS - 1_000;
        assertThat(look(900, 9)).containsExactly("INFO has room again: 900 of 1,000 people (dedup.persons-max); it was full "
            + "for 7 s, turned away: 9");
        assertThat(look(779, 9)).containsExactly("INFO has room again: 779 of 1,000 people (dedup.persons-max)");
        assertThat(look(10, 9)).isEmpty();
    }

    @Test
    void shouldRepeatOnceAMinuteWhileFullAndOnceAnHourBefore() {
        look(1_000, 1);
        int lines = 0;
        for (int second = 0; second < 600; second++) {
            lines += look(1_000, 2 + second).size();
        }
        assertThat(lines).isEqualTo(10);
        nowMs += LimitAlarm.QUIET_MS;
        look(850, turnedAway);
        lines = 0;
        for (int second = 0; second < TimeUnit.HOURS.toSeconds(3) + 10; second++) {
            lines += look(850 + second % 20, turnedAway).size();
        }
        assertThat(lines).isEqualTo(3);
    }

    /** Places come and go within a second where the limit is small. */
    @Test
    void shouldNotTellOfEachTimeThatAPlaceComesAndGoes() {
        look(1_000, 1);
        int lines = 0;
        for (int second = 0; second < 50; second++) {
            lines += look(second % 2 == 0 ? 700 : 1_000, second).size();
        }
        assertThat(lines).isZero();
    }

    @Test
    void shouldNotTellOfEachTimeThatALevelIsCrossed() {
        look(800, 0);
        int lines = 0;
        for (int second = 0; second < 50; second++) {
            lines += look(790 + second % 20, 0).size();
        }
        assertThat(lines).isZero();
    }

    @Test
    void shouldBeFullWhereSomebodyIsTurnedAwayWhateverTheCount() {
        assertThat(look(10, 1)).singleElement().asString().startsWith("ERROR full: 10 of 1,000");
    }

    @Test
    void shouldTellOfThoseTurnedAwayAtMostOnceAMinute() {
        final TurnedAwayAlarm byStation = new TurnedAwayAlarm(() -> turnedAway, times -> "station 7, " + times + " times");
        byStation.look(nowMs);
        turnedAway = 3;
        byStation.look(nowMs);
        turnedAway = 10;
        byStation.look(nowMs + TurnedAwayAlarm.REPEAT_MS - 1);
        assertThat(log.take()).containsExactly("WARN station 7, 3 times");
        byStation.look(nowMs + TurnedAwayAlarm.REPEAT_MS);
        byStation.look(nowMs + 10 * TurnedAwayAlarm.REPEAT_MS);
        assertThat(log.take()).containsExactly("WARN station 7, 7 times");
    }

    @Test
    void shouldLetTheOthersLookWhenOneFails() {
        try (AlarmWatch watch = new AlarmWatch(() -> nowMs, List.of(now -> {
            throw new IllegalStateException("broken");
        }, now -> LoggerFactory.getLogger(AlarmWatch.class).warn("looked at {}", now)))) {
            watch.look();
            assertThat(log.take()).containsExactly("ERROR an alarm could not look at what it watches", "WARN looked at 1000000");
        }
    }
}
