package io.swabline.cli;

import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.SamplingKeys;
import io.swabline.server.wiring.KeyRestore;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline keys}: makes and changes the key file. Prints ids, states and times, never a secret. */
@Command(
    name = "keys",
    description = "Make and change the key file that sampling codes are issued and checked with.",
    subcommands = {KeysShowCommand.class, KeysBundleCommand.class})
final class KeysCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Swabline.requireSubcommand(spec);
    }

    @Command(
        name = "init", mixinStandardHelpOptions = true,
        description = "Make a new key file, readable by its owner only. Never replaces one.")
    void init(
        @Mixin final KeysToChange keys,
        @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
        final OutputFormat format) {
        keys.requireItsOwn();
        print(keys, SamplingKeys.create(keys.file()), format);
    }

    @Command(name = "rotate", mixinStandardHelpOptions = true, description = {
        "Add a key and issue under it from now on.",
        "Codes of the keys before stay valid until they expire, then their keys are retired."})
    void rotate(
        @Mixin final KeysToChange keys,
        @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
        final OutputFormat format) {
        keys.requireNamed();
        keys.requireItsOwn();
        keys.load();
        print(keys, SamplingKeys.rotate(keys.file()), format);
    }

    @Command(name = "withdraw", mixinStandardHelpOptions = true, description = {
        "Refuse all codes of a key from now on, because its secrets leaked.",
        "If it is the current key, a new one takes its place."})
    void withdraw(
        @Mixin final KeysToChange keys,
        @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
        final OutputFormat format,
        @Parameters(paramLabel = "KEY-ID", description = "id of the key, 1 to 255") final int id) {
        keys.requireNamed();
        keys.requireItsOwn();
        keys.load();
        print(keys, SamplingKeys.withdraw(keys.file(), id), format);
    }

    @Command(name = "new-root", mixinStandardHelpOptions = true, description = {
        "Replace the root key that signs trust bundles, because the key file leaked.",
        "Every terminal must then be told the new fingerprint, which is printed: code verify --root."})
    void newRoot(
        @Mixin final KeysToChange keys,
        @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
        final OutputFormat format) {
        keys.requireNamed();
        keys.requireItsOwn();
        keys.load();
        print(keys, SamplingKeys.withNewRoot(keys.file()), format);
    }

    @Command(name = "restore", mixinStandardHelpOptions = true, description = {
        "Make an older copy of the key file usable, because the newest one is lost.",
        "Withdraws again each key that the server's data directory remembers as withdrawn, and raises the revision.",
        "Codes issued under keys that the copy lacks are refused as FORGED: their holders fetch new ones."})
    void restore(
        @Mixin final KeysToChange keys,
        @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
        final OutputFormat format) {
        keys.requireNamed();
        keys.requireItsOwn();
        keys.load();
        final SamplingKeys restored = KeyRestore.restore(keys.dataDirectory(), keys.file());
        if (restored == null) {
            throw CommandFailure.usage("nothing was changed: no server on " + keys.dataDirectory() + " has gone by a key file "
                + "yet, so it is not known which keys are withdrawn; name its data directory with --data");
        }
        print(keys, restored, format);
    }

    private void print(final KeysToChange keys, final SamplingKeys changed, final OutputFormat format) {
        final Console console = Swabline.consoleOf(spec);
        if (format == OutputFormat.TEXT) {
            KeysShowCommand.print(console, keys.file(), changed);
        } else {
            printJson(console, changed);
        }
        keys.report(console.err());
    }

    private static void printJson(final Console console, final SamplingKeys keys) {
        for (final SamplingKey key : keys.all()) {
            final String status = key.status().name().toLowerCase(Locale.ROOT);
            final Instant createdAt = Instant.ofEpochSecond(key.createdAtEpochSeconds());
            Json.printLine(console.out(), json -> {
                json.writeNumberField("key", key.id());
                json.writeStringField("status", status);
                json.writeStringField("created_at", createdAt.toString());
            });
        }
    }
}
