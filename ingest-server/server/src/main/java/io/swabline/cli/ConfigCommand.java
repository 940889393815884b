package io.swabline.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import io.swabline.issuer.JdbcText;
import io.swabline.server.wiring.DailyRoom;
import io.swabline.server.wiring.MemorySum;
import io.swabline.server.wiring.ServerSettings;
import io.swabline.server.wiring.StartCheck;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swabline config}: looks at the server's configuration without starting it. */
@Command(name = "config", description = "Check or print the server's configuration without starting it.")
final class ConfigCommand implements Runnable {
    /** As serve.flags has it: this command runs with a heap of its own. */
    private static final long SERVE_HEAP_BYTES = 256L << 20;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Swabline.requireSubcommand(spec);
    }

    @Command(
        name = "check", mixinStandardHelpOptions = true,
        description = "Read the configuration, and the files that it names, as serve would; exit 2 and name what is wrong.")
    void check(
        @Mixin final ConfigOptions options,
        @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
        final OutputFormat format) {
        final Console console = Swabline.consoleOf(spec);
        final ServerSettings settings = SettingsLoader.settings(options.resolve());
        final List<String> mistakes = StartCheck.mistakes(settings, SERVE_HEAP_BYTES);
        if (!mistakes.isEmpty()) {
            throw CommandFailure.usage(String.join(System.lineSeparator(), mistakes));
        }
        final MemorySum memory = new MemorySum(settings, SERVE_HEAP_BYTES);
        final DailyRoom room = DailyRoom.of(settings);
        final String journalWarning = StartCheck.journalWarning(settings);
        if (format == OutputFormat.JSON) {
            Json.printLine(console.out(), json -> {
                json.writeBooleanField("valid", true);
                json.writeStringField("journal_warning", journalWarning);
                json.writeNumberField("memory_bytes_max", memory.bytes());
                json.writeNumberField("people_a_day_max", room.peoplePerDay());
                json.writeNumberField("people_remembered_max", room.acceptances());
                json.writeNumberField("samples_remembered_max", room.samples());
                json.writeNumberField("streams_remembered_max", room.streams());
                json.writeNumberField("remembered_hours", room.remembered().toSeconds() / 3600.0);
            });
        } else {
            console.out().println("the configuration is valid");
            console.out().println("memory: " + memory);
            console.out().println("for " + room);
            if (journalWarning != null) {
                console.out().println("journal: " + journalWarning);
            }
            final String shortage = StartCheck.shortage(settings, SERVE_HEAP_BYTES);
            if (shortage != null) {
                console.out().println("a server would not start now: " + shortage);
            }
        }
    }

    @Command(
        name = "print", mixinStandardHelpOptions = true,
        description = "Print every setting in force and where its value comes from.")
    void print(
        @Mixin final ConfigOptions options,
        @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
        final OutputFormat format) {
        final Console console = Swabline.consoleOf(spec);
        final Config config = options.resolve();
        final Map<String, String> derived = derived(SettingsLoader.settings(config));
        for (final String key : SettingSources.defaults().keys()) {
            final ConfigValue value = config.getValue(key);
            final boolean isDerived = derived.containsKey(key) && "auto".equals(value.unwrapped());
            final String origin = isDerived ? "auto, from the city (" + origin(value) + ")" : origin(value);
            final String shown = isDerived ? derived.get(key) : JdbcText.maskedUrl(value.unwrapped().toString());
            if (format == OutputFormat.JSON) {
                Json.printLine(console.out(), json -> {
                    json.writeStringField("key", key);
                    json.writeStringField("value", shown);
                    json.writeStringField("origin", origin);
                });
            } else {
                console.out().printf("%-50s # %s%n", key + " = " + shown, origin);
            }
        }
    }

    /** The values in force of settings that are "auto". */
    private static Map<String, String> derived(final ServerSettings settings) {
        return Map.of(
            "dedup.persons-max", Long.toString(settings.personsMax()),
            "pool.samples-max", Long.toString(settings.samplesMax()),
            "streams.max", Integer.toString(settings.streamsMax()),
            "links.max", Integer.toString(settings.linksMax()));
    }

    private static String origin(final ConfigValue value) {
        final String description = value.origin().description();
        return SettingSources.isDefault(value) ? "default" : description;
    }

    /** Where configuration is read from. */
    static final class ConfigOptions {
        @Option(
            names = "--config", paramLabel = "FILE",
            description = "a configuration file such as config/swabline.conf (default: /etc/swabline/swabline.conf if it exists)")
        private Path file;
        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "any setting, as for serve; may be repeated")
        private Map<String, String> others = new LinkedHashMap<>();

        Config resolve() {
            return ConfigurationFile.sources(file).withEnvironment(System.getenv()).withProperties(System.getProperties())
                .withOverrides("--set", others).resolve();
        }
    }
}
