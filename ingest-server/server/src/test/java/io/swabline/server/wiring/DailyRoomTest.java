package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.cli.SettingsLoader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DailyRoomTest {
    @Test
    void shouldSayWhatCityTheDefaultsAreFor() {
        final DailyRoom room = DailyRoom.of(SettingsLoader.of(Map.of()));
        assertThat(room.peoplePerDay()).isEqualTo(5_000_000);
        assertThat(room.remembered()).isEqualTo(Duration.ofHours(84));
        assertThat(room.toString()).isEqualTo("a city that samples 5,000,000 people a day. A person stays in the table for 84 "
            + "h. In any 84 h at most 26,666,667 people in 5,333,334 tubes can be accepted; after that all new people wait.");
    }

    /** Four days of sampling fall into 84 hours, although they are three and a half. */
    @Test
    void shouldCountWholeDaysOfSampling() {
        assertThat(DailyRoom.of(SettingsLoader.of(Map.of("dedup.persons-max", "25000000"))).peoplePerDay()).isEqualTo(6_250_000);
        assertThat(DailyRoom.of(SettingsLoader.of(Map.of("dedup.persons-max", "25000000", "clock.backlog-max", "12h")))
            .peoplePerDay()).isEqualTo(25_000_000);
    }

    @Test
    void shouldCountEachRound() {
        final DailyRoom room =
            DailyRoom.of(SettingsLoader.of(Map.of("city.rounds-per-day", 2, "city.people-per-day", 1_000_000)));
        assertThat(room.acceptances()).isGreaterThan(8_000_000);
        assertThat(room.toString()).startsWith("a city that samples 1,000,000 people a day, each in 2 rounds. ");
    }

    @Test
    void shouldHoldFiftyMillionPeopleADay() {
        final DailyRoom room = DailyRoom.of(SettingsLoader.of(Map.of("city.people-per-day", 50_000_000)));
        assertThat(room.peoplePerDay()).isEqualTo(50_000_000);
        assertThat(room.acceptances()).isGreaterThan(175_000_000);
    }

    @Test
    void shouldHoldAtTheLargestLimits() {
        final DailyRoom room = DailyRoom.of(SettingsLoader.of(Map.of("dedup.persons-max", "1000000000",
            "pool.samples-max", "1000000000", "dedup.window", "1m", "clock.backlog-max", "1m")));
        assertThat(room.peoplePerDay()).isEqualTo(1_000_000_000);
        assertThat(room.samples()).isEqualTo(1_000_000_000);
    }
}
