package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.swabline.issuer.http.HttpSettings;
import io.swabline.protocol.Durability;
import io.swabline.server.wiring.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
    private static final Path DOCUMENTED = Path.of("../../config/swabline.conf");

    /** The least and the largest number of a comment, and the setting below it. */
    private static final Pattern WHOLE_NUMBERS =
        Pattern.compile("(\\d+) to (\\d+)\\b(?! (?:minutes|days?))[^\\n]*(?:\\n# [^\\n]*)*\\n#([a-z.-]+) =");

    @TempDir
    private Path dir;

    @Test
    void shouldHaveDefaults() {
        final ServerSettings settings = SettingsLoader.of(Map.of());

        assertThat(settings.port()).isEqualTo(7221);
        assertThat(settings.durability()).isEqualTo(Durability.DISK);
        assertThat(settings.dedupWindow()).isEqualTo(Duration.ofHours(12));
        assertThat(settings.journalBlockSize()).isEqualTo(64 << 20);
        assertThat(settings.personsMax()).isEqualTo(26_666_667);
        assertThat(settings.issuing().http().port()).isEqualTo(7222);
        assertThat(settings.issuing().http().developmentLogin()).isFalse();
        assertThat(settings.issuing().registryUrl()).isEmpty();
        assertThat(settings.issuing().registryPasswordFile()).isNull();
        assertThat(settings.issuing().renewBefore()).isEqualTo(Duration.ofDays(5));
        assertThat(settings.keysFile()).isEqualTo(Path.of(System.getProperty("user.home"), ".swabline", "keys.properties"));
    }

    @Test
    void shouldDocumentEachSettingWithItsDefaultInTheOperatorsFile() throws IOException {
        final String uncommented = Files.readString(DOCUMENTED).lines()
            .filter(line -> line.matches("#[a-z].*"))
            .map(line -> line.substring(1))
            .collect(Collectors.joining("\n"));

        assertThat(settingsOf(ConfigFactory.parseString(uncommented)))
            .containsExactlyElementsOf(settingsOf(ConfigFactory.parseResources("reference.conf")));
    }

    @Test
    void shouldTakeTheWholeNumbersThatTheOperatorsFileStatesAndNoLarger() throws IOException {
        final Matcher documented = WHOLE_NUMBERS.matcher(Files.readString(DOCUMENTED));
        int count = 0;
        while (documented.find()) {
            final String key = documented.group(3);
            final long max = Long.parseLong(documented.group(2));
            for (final Object taken : List.of(documented.group(1), max)) {
                assertThatCode(() -> SettingsLoader.of(withRoom(key, taken))).as(key).doesNotThrowAnyException();
            }
            assertThatThrownBy(() -> SettingsLoader.of(withRoom(key, max + 1))).as(key)
                .isInstanceOf(SettingsException.class).hasMessageStartingWith(key + " = ");
            count++;
        }
        assertThat(count).isGreaterThanOrEqualTo(20);
    }

    /** Some settings bound another: each leaves it all room, but where it is itself the one that is set. */
    private static Map<String, Object> withRoom(final String key, final Object value) {
        final Map<String, Object> settings = new HashMap<>(Map.of("pipeline.ring-slots", 4_194_304, "pipeline.batch-scans-max", 1,
            "streams.credit-scans", 16, "codes.renew-before", "0s", "dedup.window", "1m",
            "listen.connections-max", 1_000_000));
        settings.put("streams.max", key.equals("city.stations") ? "auto" : 1);
        settings.put(key, value);
        return settings;
    }

    private static List<String> settingsOf(final Config config) {
        return config.resolveWith(ConfigFactory.systemProperties()).entrySet().stream()
            .map(entry -> entry.getKey() + " = " + entry.getValue().unwrapped())
            .sorted()
            .toList();
    }

    @Test
    void shouldTakeTheOperatorsFileAsItIsShipped() {
        assertThat(SettingsLoader.settings(SettingSources.defaults().withFile(DOCUMENTED).resolve()))
            .isEqualTo(SettingsLoader.of(Map.of()));
    }

    @Test
    void shouldFillInPropertiesEnvironmentAndOtherSettingsInAFile() throws IOException {
        final Path file = Files.writeString(dir.resolve("a.conf"),
            "keys.file = ${user.home}/keys\nlisten.host = ${PATH}\nstreams.max = ${pool.size}\n");
        final ServerSettings settings = SettingsLoader.settings(SettingSources.defaults().withFile(file).resolve());

        assertThat(settings.issuing().http().port()).isEqualTo(7222);
        assertThat(settings.issuing().http().developmentLogin()).isFalse();
        assertThat(settings.issuing().registryUrl()).isEmpty();
        assertThat(settings.issuing().registryPasswordFile()).isNull();
        assertThat(settings.issuing().renewBefore()).isEqualTo(Duration.ofDays(5));
        assertThat(settings.keysFile()).isEqualTo(Path.of(System.getProperty("user.home"), "keys"));
        assertThat(settings.host()).isEqualTo(System.getenv("PATH"));
        assertThat(settings.streamsMax()).isEqualTo(settings.poolSize());
    }

    @Test
    void shouldPreferOptionsToPropertiesToEnvironmentToFileToDefaults() throws IOException {
        final Path file = Files.writeString(dir.resolve("a.conf"),
            "pool.size = 2\nlisten.port = 2\ndedup { window = 2h }\nstreams.max = 2\n");
        final Properties properties = new Properties();
        properties.setProperty("swabline.pool.size", "4");
        properties.setProperty("swabline.listen.port", "4");
        properties.setProperty("swabline.home", "/somewhere");
        final ServerSettings settings = SettingsLoader.settings(SettingSources.defaults()
            .withFile(file)
            .withEnvironment(Map.of(
                "SWABLINE_CONF_POOL_SIZE", "3",
                "SWABLINE_CONF_LISTEN_PORT", "3",
                "SWABLINE_CONF_DEDUP_WINDOW", "3h",
                "PATH", "/bin"))
            .withProperties(properties)
            .withOverrides("an option", Map.of("pool.size", 5))
            .resolve());

        assertThat(settings.poolSize()).isEqualTo(5);
        assertThat(settings.port()).isEqualTo(4);
        assertThat(settings.dedupWindow()).isEqualTo(Duration.ofHours(3));
        assertThat(settings.streamsMax()).isEqualTo(2);
        assertThat(settings.creditScans()).isEqualTo(1024);
    }

    @Test
    void shouldRefuseAnotherDatabaseWithoutRepeatingItsUrl() {
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("registry.url", "mysql://u:hunter2@db.example/swabline")))
            .isInstanceOf(SettingsException.class)
            .hasMessageContainingAll("registry.url", "jdbc:postgresql:").hasMessageNotContaining("hunter2");
    }

    @Test
    void shouldNameTheNearestSettingForAnUnknownOne() throws IOException {
        final Path file = Files.writeString(dir.resolve("a.conf"), "pool.size = 3\ndedup.windw = 6h\n");

        assertThatThrownBy(() -> SettingSources.defaults().withFile(file))
            .isInstanceOf(SettingsException.class)
            .hasMessageContainingAll("dedup.windw", "a.conf: 2", "did you mean dedup.window?");
        assertThatThrownBy(() -> SettingSources.defaults().withEnvironment(Map.of("SWABLINE_CONF_POOL_SZE", "3")))
            .hasMessageContainingAll("SWABLINE_CONF_POOL_SZE", "did you mean pool.size?");
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("lisen.port", 1)))
            .hasMessageContaining("did you mean listen.port?");
    }

    @ParameterizedTest
    @CsvSource({
        "listen.port, 70000, a whole number from 0 to 65535",
        "listen.port, 7221.5, a whole number from 0 to 65535",
        "listen.port, seven, a whole number from 0 to 65535",
        "pool.size, 21, a whole number from 1 to 20",
        "dedup.window, 12, with its unit",
        "dedup.window, 86400000, with its unit",
        "dedup.window, soon, with its unit",
        "durability, raid, disk",
        "pipeline.ring-slots, 1025, a power of two",
        "streams.max, 2097152, a whole number from 1 to 1048576",
        "city.stations, 0, a whole number from 1 to 150000",
        "pipeline.batch-scans-max, 40000, a whole number from 1 to 32768",
        "journal.block-size, 3MiB, a power of two",
        "keys.create-if-missing, perhaps, true or false",
        "listen.transport, avian, epoll",
        "data.directory, '', some text",
        "http.port, 70000, a whole number from 0 to 65535",
        "http.host, '', some text",
        "codes.validity-days, 256, a whole number from 1 to 255",
        "registry.pool-size, 0, a whole number from 1 to 100",
        "pages.development-login, perhaps, true or false",
        "pages.app-name, '', 1 to 40 characters",
        "pages.app-name-english, 12345678901234567890123456789012345678901, 1 to 40 characters",
    })
    void shouldSayWhatIsWrongWithAValueAndWhatIsNeeded(final String key, final String value, final String needed) {
        assertThatThrownBy(() -> SettingsLoader.of(Map.of(key, value)))
            .isInstanceOf(SettingsException.class)
            .hasMessageContainingAll(key + " = " + value, needed);
    }

    @Test
    void shouldTakeTheDefaultsOfTheListenerItself() {
        final HttpSettings http = SettingsLoader.of(Map.of()).issuing().http();

        assertThat(http).isEqualTo(HttpSettings.defaults(http.callersFile()));
    }

    @Test
    void shouldNotRenewACodeBeforeItIsAnHourOld() {
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("codes.validity-days", 5)))
            .isInstanceOf(SettingsException.class).hasMessageContainingAll("codes.renew-before = 5d", "to 119h");
    }

    @Test
    void shouldBoundTheMemoryOfStreams() {
        assertThatThrownBy(() -> SettingsLoader.of(Map.of("streams.credit-scans", 32_768, "streams.max", 65_536)))
            .isInstanceOf(SettingsException.class).hasMessageContainingAll("streams.max = 65536", "from 1 to 65535");
        assertThat(SettingsLoader.of(Map.of("streams.credit-scans", 32_768, "streams.max", 65_535)).streamsMax())
            .isEqualTo(65_535);
    }

    @Test
    void shouldRefuseAFileThatIsMissingOrNoConfiguration() throws IOException {
        final Path file = Files.writeString(dir.resolve("a.conf"), "pool { size = ");

        assertThatThrownBy(() -> SettingSources.defaults().withFile(dir.resolve("none.conf")))
            .isInstanceOf(SettingsException.class).hasMessageContaining("none.conf");
        assertThatThrownBy(() -> SettingSources.defaults().withFile(file))
            .isInstanceOf(SettingsException.class).hasMessageContaining("a.conf");
    }

    @Test
    void shouldRefuseASettingWithoutAValueAndAGroupAsASetting() throws IOException {
        final Path without = Files.writeString(dir.resolve("a.conf"), "pool.size = null");
        final Path group = Files.writeString(dir.resolve("b.conf"), "pool = 3");
        final Path unresolved = Files.writeString(dir.resolve("c.conf"), "listen.host = ${no.such.name}");

        assertThatThrownBy(() -> SettingsLoader.settings(SettingSources.defaults().withFile(without).resolve()))
            .isInstanceOf(SettingsException.class).hasMessageContaining("pool.size has no value");
        assertThatThrownBy(() -> SettingsLoader.settings(SettingSources.defaults().withFile(group).resolve()))
            .isInstanceOf(SettingsException.class).hasMessageContaining("pool");
        assertThatThrownBy(() -> SettingsLoader.settings(SettingSources.defaults().withFile(unresolved).resolve()))
            .isInstanceOf(SettingsException.class).hasMessageContaining("no.such.name")
            .hasMessageNotContaining("API");
    }

    @Test
    void shouldGiveEachSettingAnEnvironmentVariableOfItsOwn() {
        assertThat(SettingSources.defaults().keys().stream().map(SettingSources::environmentName)).doesNotHaveDuplicates();
    }
}
