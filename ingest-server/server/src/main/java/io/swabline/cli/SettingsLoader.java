package io.swabline.cli;

import com.typesafe.config.Config;
import io.swabline.issuer.RelationSettings;
import io.swabline.issuer.http.AppName;
import io.swabline.issuer.http.HttpLimits;
import io.swabline.issuer.http.HttpSettings;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.RollCycle;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.Durability;
import io.swabline.server.wiring.AdmissionSettings;
import io.swabline.server.wiring.IssuingSettings;
import io.swabline.server.wiring.ServerSettings;
import io.swabline.server.wiring.SubscriberSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Turns configuration into {@link ServerSettings}: takes each key's value from the strongest source that has it, checks type
 * and range, and fails with a {@link SettingsException} that names the key. Runs once, before the start.
 */
public final class SettingsLoader {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    /** A part of the API, like its fields: no setting. */
    private static final int HTTP_BODY_LENGTH_MAX = 16 * KIB;

    private static final long QUOTA_MAX = 1_000_000_000L;

    private SettingsLoader() {
    }

    /** The defaults with some keys of {@code config/swabline.conf} replaced; sees neither files nor the environment. */
    public static ServerSettings of(final Map<String, ?> overrides) {
        return settings(SettingSources.defaults().withOverrides("overrides", overrides).resolve());
    }

    static ServerSettings settings(final Config config) {
        final SettingReader read = new SettingReader(config);
        final int ringSlots = read.powerOfTwo("pipeline.ring-slots", KIB, 4 * MIB);
        final int creditScans = read.powerOfTwo("streams.credit-scans", 16, 64 * KIB);
        final Duration window = read.duration("dedup.window", Duration.ofMinutes(1), Duration.ofDays(14));
        final Duration backlogMax = read.duration("clock.backlog-max", Duration.ofMinutes(1), Duration.ofDays(30));
        final int poolSize = read.whole("pool.size", 1, 20);
        final CityReader city = new CityReader(read, window, backlogMax, poolSize, creditScans);
        return new ServerSettings(
            read.path("data.directory"),
            read.text("listen.host"),
            read.whole("listen.port", 0, 65_535),
            read.path("keys.file"),
            read.yesOrNo("keys.create-if-missing"),
            Durability.valueOf(read.oneOf("durability", "disk", "os").toUpperCase(Locale.ROOT)),
            read.whole("listen.event-loops", 1, 64),
            read.oneOf("listen.transport", "auto", "epoll", "nio"),
            city.connectionsMax(),
            creditScans,
            ringSlots,
            read.whole("pipeline.threads", 1, 2),
            read.whole("pipeline.batch-scans-max", 1, Math.min(ringSlots, 64 * KIB)),
            window,
            backlogMax,
            read.duration("clock.skew-max", Duration.ofSeconds(1), Duration.ofDays(7)),
            read.duration("clock.skew-tolerance", Duration.ZERO, Duration.ofMinutes(10)),
            read.duration("clock.future-tolerance", Duration.ZERO, Duration.ofDays(1)),
            read.duration("clock.behind-journal-max", Duration.ofSeconds(1), Duration.ofDays(3_650)),
            city.city(),
            city.personsMax(),
            city.samplesMax(),
            city.streamsMax(),
            poolSize,
            read.duration("drain.timeout", Duration.ofMillis(100), Duration.ofMinutes(10)),
            read.duration("drain.reconnect-spread", Duration.ZERO, Duration.ofMinutes(10)),
            read.duration("listen.frame-deadline", Duration.ofMillis(100), Duration.ofMinutes(10)),
            read.duration("listen.hello-deadline", Duration.ofMillis(100), Duration.ofMinutes(10)),
            read.duration("listen.idle-timeout", Duration.ofSeconds(1), Duration.ofDays(1)),
            read.oneOf("journal.roll-cycle",
                Arrays.stream(RollCycle.values()).map(RollCycle::name).toArray(String[]::new)),
            read.powerOfTwoBytes("journal.block-size", JournalSettings.BLOCK_SIZE_MIN, JournalSettings.BLOCK_SIZE_MAX),
            read.yesOrNo("journal.any-file-system"),
            read.duration("streams.retry-after", Duration.ofMillis(10), Duration.ofMinutes(10)),
            read.bytes("journal.disk-free-min", 0, 1L << 50),
            read.whole("cutoffs.max", 1_000, 1_000_000),
            city.linksMax(),
            AccessReader.read(read),
            issuing(read),
            admission(read),
            subscribers(read));
    }

    private static AdmissionSettings admission(final SettingReader read) {
        return new AdmissionSettings(
            AdmissionSettings.greetings(
                read.whole("listen.greetings-max", 1, 1_000_000),
                read.whole("listen.greetings-per-address-percent", 1, 100),
                read.whole("listen.greetings-per-network-percent", 1, 100),
                read.whole("listen.greetings-kept-percent", 0, 90)),
            read.bytes("listen.receive-memory-max", MIB, 1L << 40),
            read.bytes("listen.send-memory-max", MIB, 1L << 40),
            read.whole("listen.pings-max", 1, 1_000_000),
            AdmissionSettings.quotas(
                read.whole("quotas.new-people-burst", 0, QUOTA_MAX), read.whole("quotas.new-people-per-hour", 1, QUOTA_MAX),
                read.whole("quotas.new-samples-burst", 0, QUOTA_MAX), read.whole("quotas.new-samples-per-hour", 1, QUOTA_MAX),
                read.whole("quotas.refused-scans-burst", 0, QUOTA_MAX),
                read.whole("quotas.refused-scans-per-hour", 1, QUOTA_MAX)));
    }

    private static SubscriberSettings subscribers(final SettingReader read) {
        final String enabled = read.oneOf("subscribers.enabled", "auto", "true", "false");
        return new SubscriberSettings(
            "auto".equals(enabled) ? SubscriberSettings.Use.AUTO
                : "true".equals(enabled) ? SubscriberSettings.Use.ON : SubscriberSettings.Use.OFF,
            read.whole("subscribers.max", 1, 1_000),
            read.duration("subscribers.stall-max", Duration.ofSeconds(1), Duration.ofHours(1)));
    }

    private static IssuingSettings issuing(final SettingReader read) {
        final int validityDays = read.whole("codes.validity-days", 1, CodeDescriptor.VALIDITY_DAYS_MAX);
        return new IssuingSettings(
            read.yesOrNo("http.enabled"),
            http(read),
            read.databaseUrlOrNone("registry.url"),
            read.textOrNone("registry.user"),
            read.pathOrNull("registry.password-file"),
            read.whole("registry.pool-size", 1, 100),
            validityDays,
            read.duration("codes.renew-before", Duration.ZERO, Duration.ofDays(validityDays).minusHours(1)),
            read.whole("codes.reissues-per-day-max", 1, 1_000),
            relations(read));
    }

    private static RelationSettings relations(final SettingReader read) {
        return new RelationSettings(
            "statement".equals(read.oneOf("relatives.grant", "registry", "statement"))
                ? RelationSettings.Grant.STATEMENT : RelationSettings.Grant.REGISTRY,
            read.whole("relatives.max", 1, 1_000),
            read.whole("relatives.guardians-max", 1, 1_000),
            read.whole("relatives.applications-per-day-max", 1, 10_000));
    }

    private static HttpSettings http(final SettingReader read) {
        return new HttpSettings(
            read.text("http.host"),
            read.whole("http.port", 0, 65_535),
            read.path("http.callers-file"),
            read.yesOrNo("pages.development-login"),
            read.yesOrNo("pages.relatives"),
            new AppName(
                read.textThat("pages.app-name", AppName::isPossible, AppName.NEEDED),
                read.textThat("pages.app-name-english", AppName::isPossible, AppName.NEEDED)),
            read.duration("pages.session-duration", Duration.ofMinutes(1), Duration.ofDays(1)),
            new HttpLimits(
                read.whole("http.requests-per-second-max", 1, 1_000_000),
                read.whole("http.guesses-per-second-max", 1, 1_000_000),
                read.whole("http.requests-under-way-max", 1, 100_000),
                read.whole("http.connections-max", 1, 1_000_000),
                read.whole("http.connections-per-address-max", 1, 1_000_000),
                read.whole("http.handshakes-per-second-max", 20, 1_000_000),
                HTTP_BODY_LENGTH_MAX,
                read.duration("http.request-timeout", Duration.ofMillis(100), Duration.ofMinutes(10))));
    }

    /** Where keys are looked for when nothing says otherwise; the tools use the server's own. */
    static Path defaultKeysFile() {
        return new SettingReader(ConfigurationFile.sources(null).withEnvironment(System.getenv())
            .withProperties(System.getProperties()).resolve()).path("keys.file");
    }
}
