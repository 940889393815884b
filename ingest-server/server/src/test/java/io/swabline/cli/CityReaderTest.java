package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.server.wiring.ServerSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CityReaderTest {
    /** People a day, rounds, backlog, people a tube, stations; people, samples and streams that are held. */
    @ParameterizedTest
    @CsvSource({
        "5000000,  1, 72h, 10, 10000,  26666667,  5333334,  66667",
        "50000000, 1, 72h, 10, 10000, 266666667, 53333334,  66667",
        "50000000, 1, 72h, 1,  10000, 266666667, 266666667, 66667",
        "50000000, 1, 72h, 20, 10000, 266666667, 26666667,  66667",
        "5000000,  2, 72h, 10, 10000,  53333334, 10666667,  66667",
        "5000000,  1, 12h, 10, 10000,   6666667,  1333334,  26667",
        "5000000,  1, 30d, 10, 1000,  206666667, 41333334,  42667",
        "1,        1, 72h, 10, 1,          1000,     1000,      7",
    })
    void shouldDeriveTheTablesFromTheCity(final long people, final int rounds, final String backlog, final int poolSize,
        final int stations, final long persons, final long samples, final int streams) {
        final ServerSettings settings = SettingsLoader.of(Map.of("city.people-per-day", people, "city.rounds-per-day", rounds,
            "clock.backlog-max", backlog, "pool.size", poolSize, "city.stations", stations));
        assertThat(settings.personsMax()).isEqualTo(persons);
        assertThat(settings.samplesMax()).isEqualTo(samples);
        assertThat(settings.streamsMax()).isEqualTo(streams);
    }

    @Test
    void shouldTakeTablesThatAreSetAsTheyAreWhereNothingIsSaidOfTheCity() {
        final ServerSettings settings =
            SettingsLoader.of(Map.of("dedup.persons-max", 1_000, "pool.samples-max", 2_000, "streams.max", 3));
        assertThat(settings.personsMax()).isEqualTo(1_000);
        assertThat(settings.samplesMax()).isEqualTo(2_000);
        assertThat(settings.streamsMax()).isEqualTo(3);
    }

    @Test
    void shouldRefuseATableThatCannotHoldTheCityAndSayWhatWouldAndWhatItCosts() {
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("city.people-per-day", 50_000_000, "dedup.persons-max", 85_000_000)))
            .isInstanceOf(SettingsException.class)
            .hasMessageContainingAll("dedup.persons-max = 85000000", "city.people-per-day = 50000000", "84 h", "4 rounds",
                "at least 200000000 are needed, 4769 MiB", "266666667");
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("city.people-per-day", 5_000_000, "pool.samples-max", 1_999_999)))
            .isInstanceOf(SettingsException.class)
            .hasMessageContainingAll("pool.samples-max = 1999999", "at least 2000000 are needed", "holds 10 people");
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("city.stations", 100, "streams.max", 99)))
            .isInstanceOf(SettingsException.class).hasMessageContainingAll("streams.max = 99", "city.stations = 100", "667");
        assertThat(SettingsLoader.of(Map.of("city.people-per-day", 50_000_000, "dedup.persons-max", 200_000_000)).personsMax())
            .isEqualTo(200_000_000);
    }

    @Test
    void shouldRefuseMoreStationsThanConnections() {
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("city.stations", 20_001)))
            .isInstanceOf(SettingsException.class)
            .hasMessageContainingAll("listen.connections-max = 20000", "city.stations = 20001", "at least 20001");
        assertThat(SettingsLoader.of(Map.of("listen.connections-max", 5)).connectionsMax()).isEqualTo(5);
    }

    @Test
    void shouldRefuseACityThatNoTableHolds() {
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("city.people-per-day", 100_000_000, "clock.backlog-max", "30d")))
            .isInstanceOf(SettingsException.class)
            .hasMessageContainingAll("city.people-per-day = 100000000", "dedup.persons-max", "1000000000 is the most", "732 h");
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("streams.credit-scans", 65_536)))
            .isInstanceOf(SettingsException.class).hasMessageContainingAll("city.stations = 10000", "streams.max = "
                + "66667", "32767");
    }

    @Test
    void shouldRefuseRoundsThatTheWindowDoesNotTellApart() {
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("city.rounds-per-day", 3)))
            .isInstanceOf(SettingsException.class)
            .hasMessageContainingAll("city.rounds-per-day = 3", "dedup.window = 12h", "DOUBLE_SCAN", "at most 8h");
        assertThat(SettingsLoader.of(Map.of("city.rounds-per-day", 3, "dedup.window", "8h")).city().roundsPerDay()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"dedup.persons-max, 999", "dedup.persons-max, 1000000001", "pool.samples-max, many", "streams.max, 0"})
    void shouldSayThatATableMayBeAuto(final String key, final String value) {
        assertThatThrownBy(() -> SettingsLoader.of(Map.of(key, value)))
            .isInstanceOf(SettingsException.class).hasMessageContainingAll(key + " = " + value, "auto, or a whole number from ");
    }
}
