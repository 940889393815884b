package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.cli.SettingsLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What config check passes starts, and what a start refuses config check names: over a grid of cities, tables and tubes. */
class StartAgreementTest {
    private static final List<Map<String, Object>> CITIES = List.of(
        Map.of(),
        Map.of("city.people-per-day", 1),
        Map.of("city.people-per-day", 20_000, "city.stations", 50),
        Map.of("city.people-per-day", 100_000_000, "dedup.window", "14d", "clock.backlog-max", "14d"));
    private static final List<Map<String, Object>> TABLES = List.of(
        Map.of("dedup.persons-max", 1_000, "pool.samples-max", 1_000, "streams.max", 60),
        Map.of("dedup.persons-max", 80_000, "pool.samples-max", 8_000, "streams.max", 50),
        Map.of("dedup.persons-max", 80_000, "streams.max", 49),
        Map.of("dedup.persons-max", 1_000_000_000, "pool.samples-max", 1_000_000_000, "streams.max", 64));
    private static final List<Map<String, Object>> ROUNDS = List.of(Map.of(), Map.of("city.rounds-per-day", 3));

    @TempDir
    private Path directory;
    private int started;
    private int refused;

    @Test
    void shouldRefuseTheSameSettingsWhenCheckedAndWhenStarted() throws Exception {
        for (final Map<String, Object> city : CITIES) {
            for (final Map<String, Object> tables : TABLES) {
                for (final Map<String, Object> rounds : ROUNDS) {
                    final Map<String, Object> settings = new HashMap<>(Map.of("data.directory", directory.resolve("data"),
                        "keys.file", directory.resolve("keys.properties"), "listen.port", 0, "http.enabled", false,
                        "durability", "os", "streams.credit-scans", 16));
                    settings.putAll(city);
                    settings.putAll(tables);
                    settings.putAll(rounds);
                    check(settings);
                }
            }
        }
        assertThat(started).as("some start").isGreaterThanOrEqualTo(6);
        assertThat(refused).as("some are refused for their memory").isGreaterThanOrEqualTo(2);
    }

    /** Both commands read the settings first, by the same code: what that refuses neither goes on with. */
    private void check(final Map<String, Object> values) throws Exception {
        final ServerSettings settings;
        try {
            settings = SettingsLoader.of(values);
        } catch (final RuntimeException inTheSettings) {
            assertThat(inTheSettings).as("%s", values).hasMessageContaining(" = ");
            return;
        }
        final List<String> mistakes = StartCheck.mistakes(settings, Runtime.getRuntime().maxMemory());
        try {
            IngestServer.start(settings).drainAndClose();
            started++;
            assertThat(mistakes).as("%s", values).isEmpty();
        } catch (final StartException notStarted) {
            refused++;
            assertThat(mistakes).as("%s: %s", values, notStarted.getMessage()).isNotEmpty();
            assertThat(notStarted.getMessage()).as("%s", values).contains(mistakes.get(0));
        }
    }
}
