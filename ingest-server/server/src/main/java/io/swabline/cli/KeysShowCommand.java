package io.swabline.cli;

import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.Fingerprint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swabline keys show}: what a key file holds, but for its secrets. Changes nothing. */
@Command(name = "show", description = {
    "Show revision, root key and keys of the key file, no secret.",
    "Terminals pin the root key: compare what they show with this."})
final class KeysShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private KeysToChange keys;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;

    @Override
    public Integer call() {
        keys.requireItsOwnToShow();
        final SamplingKeys loaded = keys.load();
        final String root = root(loaded);
        final Console console = Swabline.consoleOf(spec);
        if (format == OutputFormat.JSON) {
            Json.printLine(console.out(), json -> {
                json.writeStringField("file", keys.file().toAbsolutePath().toString());
                json.writeNumberField("revision", loaded.revision());
                json.writeStringField("root", root);
                json.writeNumberField("validity_days_max", loaded.validityDaysMax());
                json.writeArrayFieldStart("keys");
                for (final SamplingKey key : loaded.all()) {
                    json.writeStartObject();
                    json.writeNumberField("key", key.id());
                    json.writeStringField("status", status(key));
                    json.writeStringField("created_at", createdAt(key).toString());
                    json.writeEndObject();
                }
                json.writeEndArray();
            });
            return ExitCode.OK;
        }
        print(console, keys.file(), loaded);
        return ExitCode.OK;
    }

    static void print(final Console console, final Path file, final SamplingKeys loaded) {
        final String root = root(loaded);
        console.out().println("key file " + file.toAbsolutePath());
        console.out().println("  revision  " + loaded.revision());
        console.out().println("  root key  " + (root == null ? "none yet: the next change, or 'keys bundle', makes one" : root));
        console.out().println("  codes     valid for " + loaded.validityDaysMax() + " days at most");
        for (final SamplingKey key : loaded.all()) {
            console.out().printf("  key %-3d   %-9s  created %s%n", key.id(), status(key), createdAt(key));
        }
    }

    private static String root(final SamplingKeys loaded) {
        return loaded.root() == null ? null : Fingerprint.of(loaded.root().publicKey()).toString();
    }

    private static String status(final SamplingKey key) {
        return key.status().name().toLowerCase(Locale.ROOT);
    }

    private static Instant createdAt(final SamplingKey key) {
        return Instant.ofEpochSecond(key.createdAtEpochSeconds());
    }
}
