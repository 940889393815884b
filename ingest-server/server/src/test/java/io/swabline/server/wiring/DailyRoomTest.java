package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.cli.SettingsLoader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DailyRoomTest {
    @Test
    void shouldCountTheBacklogBesideTheWindow() {
        final DailyRoom room = DailyRoom.of(SettingsLoader.of(Map.of()));
        assertThat(room).isEqualTo(new DailyRoom(7_142_857, 1_142_857, Duration.ofHours(84)));
        assertThat(room.toString()).isEqualTo("7,142,857 acceptances and 1,142,857 samples a day: each takes its place for 84.0"
            + " hours (dedup.window + clock.backlog-max)");
    }

    @Test
    void shouldHoldAtTheLargestLimits() {
        final DailyRoom room = DailyRoom.of(SettingsLoader.of(Map.of("dedup.persons-max", "85000000",
            "pool.samples-max", "42000000", "dedup.window", "1m", "clock.backlog-max", "1m")));
        assertThat(room.acceptances()).isEqualTo(85_000_000L * 720);
        assertThat(room.samples()).isEqualTo(42_000_000L * 720);
    }
}
