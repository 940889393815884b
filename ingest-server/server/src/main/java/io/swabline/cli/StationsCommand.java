package io.swabline.cli;

import io.swabline.protocol.access.AccessEntry;
import io.swabline.protocol.access.AccessList;
import io.swabline.protocol.access.Right;
import io.swabline.protocol.access.StationsFile;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline stations}: which stations and subscribers may connect. A token is printed once, when it is made. */
@Command(name = "stations", subcommands = {StationsBlockCommand.class, StationsUnblockCommand.class}, description = {
    "Add and remove tokens of stations and subscribers.",
    "A change tells whether the running server has taken it; exit code 1 if it has not."})
final class StationsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Swabline.requireSubcommand(spec);
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = {
        "Make a token for each station and print it, this once.",
        "To change a token without a gap: add another, give it to the terminal, then remove the old one."})
    void add(
        @Mixin final StationsOption stations,
        @Option(
            names = "--right", paramLabel = "scan|subscribe", defaultValue = "scan",
            description = "what the token is good for: scan (a station), subscribe (reading the journal); default: scan")
        final Right right,
        @Option(names = "--for", paramLabel = "TIME", description = "how long it is good, such as 30d; default: for ever")
        final Duration validity,
        @Option(names = "--format", paramLabel = "text|json|csv", defaultValue = "text", description = "default: text")
        final TokenFormat format,
        @Parameters(
            paramLabel = "NUMBER|FROM-TO|NAME",
            description = "a station's number, a range such as 1-500, or with --right subscribe a name")
        final String names) {
        final StationsFile file = stations.fileToChange();
        final Map<String, String> tokens;
        try {
            tokens = file.add(StationNames.of(names), right, end(validity));
        } catch (final IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage());
        }
        final Console console = Swabline.consoleOf(spec);
        if (format == TokenFormat.CSV) {
            console.out().println("station,token");
        }
        tokens.forEach((name, token) -> printToken(console.out(), format, name, token, tokens.size() == 1));
        console.err().println((tokens.size() == 1 ? "This token of " + names + " is" : "These tokens are") + " shown only now; "
            + file.path() + " keeps " + (tokens.size() == 1 ? "its hash." : "their hashes."));
        stations.report(file, console.err());
    }

    private static Instant end(final Duration validity) {
        if (validity == null) {
            return null;
        }
        if (validity.compareTo(Duration.ofSeconds(1)) < 0 || validity.toDays() > 36_500) {
            throw CommandFailure.usage("--for is a time from 1s to 36500d");
        }
        return Instant.now().plus(validity).truncatedTo(ChronoUnit.SECONDS);
    }

    private static void printToken(
        final PrintStream out, final TokenFormat format, final String name, final String token, final boolean isOnly) {
        switch (format) {
            case JSON -> Json.printLine(out, json -> {
                json.writeStringField("station", name);
                json.writeStringField("token", token);
            });
            case CSV -> out.println(name + "," + token);
            default -> out.println(isOnly ? token : name + " " + token);
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = {
        "Show whose tokens there are, with the id of each, whose certificates are withdrawn, and which stations are blocked.",
        "With --file and neither --config nor --data: what is in that file, whatever server it is of."})
    void list(
        @Mixin final StationsOption stations,
        @Option(names = "--format", paramLabel = "text|json|csv", defaultValue = "text", description = "default: text")
        final TokenFormat format) {
        final StationsFile file = stations.fileToShow();
        final AccessList list = file.load();
        final Console console = Swabline.consoleOf(spec);
        final PrintStream out = console.out();
        if (format == TokenFormat.CSV) {
            out.println("station,token_id,right,made_at,valid_until,ended");
        }
        if (list.entries().isEmpty()) {
            console.err().println("no tokens in " + file.path());
        }
        final long nowMs = System.currentTimeMillis();
        list.entries().forEach(entry -> printEntry(out, format, entry, entry.validUntilMs() <= nowMs));
        list.withdrawnCertificates().forEach((station, before) -> printWithdrawal(out, format, station, before));
        stations.blocked().forEach(station -> printBlocked(out, format, station));
    }

    private static void printEntry(
        final PrintStream out, final TokenFormat format, final AccessEntry entry, final boolean isEnded) {
        final String end = entry.validUntil() == null ? "" : entry.validUntil().toString();
        switch (format) {
            case JSON -> Json.printLine(out, json -> {
                json.writeStringField("station", entry.name());
                json.writeStringField("token_id", entry.tokenId());
                json.writeStringField("right", entry.right().text());
                json.writeStringField("made_at", entry.madeAt().toString());
                if (entry.validUntil() != null) {
                    json.writeStringField("valid_until", end);
                }
                json.writeBooleanField("ended", isEnded);
            });
            case CSV -> out.println(
                entry.name() + "," + entry.tokenId() + "," + entry.right().text() + "," + entry.madeAt() + "," + end + ","
                    + isEnded);
            default -> out.printf("%-12s  token %s  %-9s  made %s%s%n", entry.name(), entry.tokenId(), entry.right().text(),
                entry.madeAt(), end.isEmpty() ? "" : (isEnded ? "  ENDED at " : "  until ") + end);
        }
    }

    private static void printWithdrawal(
        final PrintStream out, final TokenFormat format, final String station, final Instant before) {
        switch (format) {
            case JSON -> Json.printLine(out, json -> {
                json.writeStringField("station", station);
                json.writeStringField("certificates_withdrawn_before", before.toString());
            });
            case CSV -> out.println(station + ",,certificates-before," + before + ",,");
            default -> out.printf("%-12s  certificates that begin before %s are withdrawn%n", station, before);
        }
    }

    private static void printBlocked(final PrintStream out, final TokenFormat format, final long station) {
        switch (format) {
            case JSON -> Json.printLine(out, json -> {
                json.writeStringField("station", Long.toString(station));
                json.writeBooleanField("blocked", true);
            });
            case CSV -> out.println(station + ",,blocked,,,");
            default -> out.printf(
                "%-12d  BLOCKED, whatever it shows; 'swabline stations unblock %d' lets it in again%n", station, station);
        }
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = {
        "Remove tokens. A station that is connected by one hears Goodbye and is closed.",
        "For a terminal that is lost: 'swabline stations remove NUMBER --certificates'."})
    void remove(
        @Mixin final StationsOption stations,
        @Option(names = "--token", paramLabel = "TOKEN-ID", description = "only the token that 'list' shows under this id")
        final String tokenId,
        @Option(
            names = "--certificates",
            description = "withdraw client certificates as well: of these stations, those that begin before now are refused")
        final boolean withCertificates,
        @Parameters(paramLabel = "NUMBER|FROM-TO|NAME", description = "whose tokens") final String names) {
        stations.requireNamed();
        final StationsFile file = stations.fileToChange();
        final Set<String> all = StationNames.of(names);
        if (withCertificates) {
            try {
                file.withdrawCertificates(all, Instant.now().truncatedTo(ChronoUnit.SECONDS));
            } catch (final IllegalArgumentException e) {
                throw CommandFailure.usage(e.getMessage());
            }
        }
        final int removed = file.remove(all, tokenId);
        if (removed == 0 && !withCertificates) {
            throw CommandFailure.checkFailed(
                file.path() + " has no such token of " + names + "; 'swabline stations list' shows those there are");
        }
        final Console console = Swabline.consoleOf(spec);
        console.out().println("removed " + removed + (removed == 1 ? " token of " : " tokens of ") + names
            + (withCertificates ? " and withdrew certificates that begin before now" : ""));
        stations.report(file, console.err());
    }
}
