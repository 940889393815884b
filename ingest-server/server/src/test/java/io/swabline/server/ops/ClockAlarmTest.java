package io.swabline.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.server.ring.StationClocks;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockAlarmTest {
    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

    private final LogLines log = new LogLines(ClockAlarm.class);
    private final StationClocks clocks = new StationClocks();
    private final ClockAlarm alarm = new ClockAlarm(clocks, () -> 0);
    private long nowMs = 1_649_470_000_000L;

    @AfterEach
    void close() {
        log.close();
    }

    private List<String> look() {
        alarm.look(nowMs);
        return log.take();
    }

    @Test
    void shouldBeSilentWhileFewStationsOrTheLesserPartDiffer() {
        for (int station = 1; station < ClockAlarm.STATIONS_MIN; station++) {
            clocks.heard(station, nowMs + 13 * HOUR_MS, 0);
        }
        assertThat(look()).as("few").isEmpty();
        for (int station = 11; station < 11 + ClockAlarm.STATIONS_MIN; station++) {
            clocks.heard(station, nowMs + ClockAlarm.APART_MS, 0);
        }
        assertThat(look()).as("most agree").isEmpty();
    }

    @Test
    void shouldTellOnceInTenMinutesWhileMostDifferAndWhenItIsOver() {
        for (int station = 1; station <= 8; station++) {
            clocks.heard(station, nowMs + (station <= 3 ? 0 : 13 * HOUR_MS + station), 0);
        }
        assertThat(look()).singleElement().asString().startsWith("ERROR the server's clock is probably wrong").contains(
            "8 stations", "13 h 0 min slow");
        nowMs += ClockAlarm.REPEAT_MS - 1;
        assertThat(look()).isEmpty();
        nowMs += 1;
        assertThat(look()).singleElement().asString().contains("12 h 50 min slow");
        nowMs += 13 * HOUR_MS - ClockAlarm.REPEAT_MS;
        assertThat(look()).containsExactly("INFO the server's clock agrees with those of the stations again");
        nowMs += HOUR_MS + 1_000;
        assertThat(look()).singleElement().asString().contains("1 h 0 min fast");
    }
}
