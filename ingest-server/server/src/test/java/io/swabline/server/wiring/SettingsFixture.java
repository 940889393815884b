package io.swabline.server.wiring;

import io.swabline.issuer.RelationSettings;
import io.swabline.issuer.http.HttpSettings;
import io.swabline.protocol.Durability;
import io.swabline.protocol.access.PlaceLimits;
import io.swabline.server.dedup.QuotaLimits;
import io.swabline.server.tls.TlsProvider;

import java.nio.file.Path;
import java.time.Duration;

/** Settings of a whole server with a small footprint, in a directory of the test's own, on a free port. */
final class SettingsFixture {
    private SettingsFixture() {
    }

    static ServerSettings settings(final Path directory, final Durability durability, final int pipelineThreads) {
        return settings(directory, durability, pipelineThreads, noIssuing(directory));
    }

    static ServerSettings settings(final Path directory, final Durability durability, final int pipelineThreads,
        final IssuingSettings issuing) {
        return settings(directory, durability, pipelineThreads, noAccessRules(directory), issuing);
    }

    static ServerSettings settings(final Path directory, final Durability durability, final int pipelineThreads,
        final AccessSettings access, final IssuingSettings issuing) {
        return new ServerSettings(directory.resolve("data"), "127.0.0.1", 0, directory.resolve("keys.properties"), true,
            durability, 1, "auto", 1_000, 1_024, 8_192, pipelineThreads, 4_096, Duration.ofHours(12), Duration.ofHours(72),
            Duration.ofHours(24), Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(2), city(), 2_000_000, 200_000,
            1_000, 10,
            Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5),
            "FIVE_MINUTELY", 64 << 20, false, Duration.ofMillis(100), 0, 1_000, 1_000, access, issuing, admission(),
            subscribers());
    }

    /** No TLS, and whatever number a station says is believed. */
    static AccessSettings noAccessRules(final Path directory) {
        return new AccessSettings(
            null, TlsProvider.AUTO, Authentication.NONE, directory.resolve("stations.conf"), false, 20_000);
    }

    /** The tables of these settings are set themselves. */
    static CitySettings city() {
        return new CitySettings(100_000, 100, 1);
    }

    static AdmissionSettings admission() {
        return admission(100, 16 << 20, 16 << 20, 1_000_000);
    }

    /** With so many connections that have not said Hello, by the parts of the defaults. */
    static AdmissionSettings admission(
        final int greetingsMax, final long receiveMemoryMax, final long sendMemoryMax, final int pingsMax) {
        return new AdmissionSettings(PlaceLimits.of(greetingsMax, 50, 75, 12), receiveMemoryMax, sendMemoryMax, pingsMax,
            QuotaLimits.OFF);
    }

    static SubscriberSettings subscribers() {
        return new SubscriberSettings(SubscriberSettings.Use.ON, 2, Duration.ofSeconds(60));
    }

    static IssuingSettings noIssuing(final Path directory) {
        return issuing(directory, false);
    }

    /** An issuing side on any free port, with a registry of its own and the development login. */
    static IssuingSettings issuing(final Path directory, final boolean isEnabled) {
        return new IssuingSettings(isEnabled,
            HttpSettings.defaults(directory.resolve("callers.conf")).listeningOn("127.0.0.1", 0).withDevelopmentLogin(true),
            "", "", null, 4, 30, Duration.ofDays(5), 5, RelationSettings.defaults());
    }
}
