package io.swabline.cli;

import io.swabline.issuer.http.Caller;
import io.swabline.issuer.http.CallersFile;
import io.swabline.issuer.http.Scope;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline callers}: who may call the HTTP API. A key is printed once, when it is made, and kept nowhere. */
@Command(name = "callers", description = {
    "Add and remove those who may call the HTTP API, such as the city's app.",
    "A change tells whether the running server has taken it; exit code 1 if it has not."})
final class CallersCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Swabline.requireSubcommand(spec);
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = {
        "Make a key for a caller and print it, this once.",
        "To change a caller's key without a gap: add another, give it to the caller, then remove the old one."})
    void add(
        @Mixin final CallersOption callers,
        @Option(
            names = "--scope", paramLabel = "issue|lookup|kinship|names|relations|link", split = ",", required = true,
            description = {"what the key is good for: issue (codes, relatives, pages), lookup (masked names of persons),",
                "kinship (states who is kin to whom), names (stations: the masked name of a scanned code's holder),",
                "relations (staff: sees, grants and ends relations), link (staff: makes one of two persons)"})
        final Set<Scope> scopes,
        @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
        final OutputFormat format,
        @Parameters(paramLabel = "NAME", description = "whose key; 1 to 40 small letters, digits, hyphens") final String name) {
        final CallersFile file = callers.fileToChange();
        final String key;
        try {
            key = file.add(name, scopes);
        } catch (final IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage());
        }
        final Console console = Swabline.consoleOf(spec);
        if (format == OutputFormat.JSON) {
            Json.printLine(console.out(), json -> {
                json.writeStringField("caller", name);
                json.writeStringField("key", key);
            });
        } else {
            console.out().println(key);
            console.err().println("This key of " + name + " is shown only now; " + file.path() + " keeps its hash.");
        }
        callers.report(file, console.err());
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Show who may call, with the id of each key.")
    void list(
        @Mixin final CallersOption callers,
        @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
        final OutputFormat format) {
        final Console console = Swabline.consoleOf(spec);
        final CallersFile file = callers.fileToShow();
        final List<Caller> all = file.list();
        if (all.isEmpty()) {
            console.err().println("no callers in " + file.path());
        }
        for (final Caller caller : all) {
            final String scopes = new TreeSet<>(caller.scopes()).stream().map(Scope::text).collect(Collectors.joining(","));
            if (format == OutputFormat.JSON) {
                Json.printLine(console.out(), json -> {
                    json.writeStringField("caller", caller.name());
                    json.writeStringField("key_id", caller.keyId());
                    json.writeStringField("scopes", scopes);
                    json.writeStringField("created_at", caller.createdAt().toString());
                });
            } else {
                console.out().printf("%-20s  key %s  %-12s  created %s%n",
                    caller.name(), caller.keyId(), scopes, caller.createdAt());
            }
        }
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove a caller, or one of its keys.")
    void remove(
        @Mixin final CallersOption callers,
        @Option(names = "--key", paramLabel = "KEY-ID", description = "only the key that 'list' shows under this id")
        final String keyId,
        @Parameters(paramLabel = "NAME", description = "whose keys") final String name) {
        callers.requireNamed();
        final CallersFile file = callers.fileToChange();
        final int removed = file.remove(name, keyId);
        if (removed == 0) {
            throw CommandFailure.checkFailed(
                file.path() + " has no such key of " + name + "; 'swabline callers list' shows those there are");
        }
        final Console console = Swabline.consoleOf(spec);
        console.out().println("removed " + removed + (removed == 1 ? " key of " : " keys of ") + name);
        callers.report(file, console.err());
    }
}
