package io.swabline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.loadgen.plan.Scenario;
import io.swabline.station.StationSettings;
import org.junit.jupiter.api.Test;

class LoadThreadsTest {
    private static StationSettings stationSettings(final Scenario scenario) {
        return LoadThreads.stationSettings(LoadSettings.builder(scenario, 7322).build(), 1, 1);
    }

    @Test
    void shouldComeBackAsTerminalsDoInAStorm() {
        final StationSettings station = stationSettings(Scenario.STORM);
        final StationSettings terminal = StationSettings.of(station.server(), 1);
        assertThat(station.reconnectDelayMin()).isEqualTo(terminal.reconnectDelayMin());
        assertThat(station.reconnectDelayMax()).isEqualTo(terminal.reconnectDelayMax());
    }

    @Test
    void shouldComeBackSoonWhereThatIsNotWhatIsMeasured() {
        final StationSettings station = stationSettings(Scenario.STEADY);
        final StationSettings terminal = StationSettings.of(station.server(), 1);
        assertThat(station.reconnectDelayMax()).isLessThan(terminal.reconnectDelayMax());
    }
}
