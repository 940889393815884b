package io.swabline.cli;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import io.swabline.station.trust.OfflineJudge;
import io.swabline.station.trust.OfflineVerdict;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline code show}: what stands open in a sampling code, and with the key file at hand whether it is genuine. */
@Command(name = "show", description = {
    "Show what stands in sampling codes, and whether they are genuine if the key file is at hand.",
    "Who a code belongs to is sealed, and stays so here."})
final class CodeShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private KeysOption keys;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;
    @Parameters(
        arity = "0..*", paramLabel = "CODE",
        description = "N1: texts, image files, @FILE with one of these a line; none: from standard input")
    private List<String> codes = List.of();

    private OfflineJudge judge;
    private int exitCode = ExitCode.OK;

    @Override
    public Integer call() {
        final boolean hasKeys = Files.exists(keys.file());
        judge = hasKeys ? OfflineJudge.of(SamplingKeys.load(keys.file())) : null;
        Inputs.forEach(codes, Swabline.consoleOf(spec).in(), this::show);
        return exitCode;
    }

    private void show(final Inputs.Input input) {
        final Console console = Swabline.consoleOf(spec);
        final SamplingCode code;
        try {
            code = input.code();
        } catch (final IllegalArgumentException e) {
            exitCode = ExitCode.CHECK_FAILED;
            if (format == OutputFormat.JSON) {
                Json.printLine(console.out(), json -> {
                    json.writeStringField("source", input.source());
                    json.writeStringField("error", e.getMessage());
                });
            } else {
                console.err().println("swabline: " + input.source() + ": " + e.getMessage());
            }
            return;
        }
        final OfflineVerdict verdict = judge == null ? null : judge.judge(code, Instant.now().getEpochSecond());
        if (format == OutputFormat.JSON) {
            printJson(console, input, code, verdict);
        } else {
            printText(console, input, code, verdict);
        }
    }

    private static void printJson(
        final Console console, final Inputs.Input input, final SamplingCode code, final OfflineVerdict verdict) {
        Json.printLine(console.out(), json -> {
            json.writeStringField("source", input.source());
            json.writeNumberField("version", code.version());
            json.writeNumberField("key", code.keyId());
            json.writeBooleanField("relative", isRelative(code));
            json.writeStringField("issued_at", Instant.ofEpochSecond(code.issuedAtEpochSeconds()).toString());
            json.writeStringField("valid_until", Instant.ofEpochSecond(code.expiresAtEpochSeconds()).toString());
            json.writeNumberField("validity_days", code.validityDays());
            if (verdict != null) {
                json.writeBooleanField("genuine", verdict != OfflineVerdict.FORGED);
                json.writeStringField("verdict", verdict.name());
            }
        });
    }

    private void printText(
        final Console console, final Inputs.Input input, final SamplingCode code, final OfflineVerdict verdict) {
        console.out().println(input.source());
        console.out().println("  version      " + code.version());
        console.out().println("  key          " + code.keyId());
        console.out().println("  fetched by   " + (isRelative(code) ? "a relative" : "the person"));
        console.out().println("  issued at    " + Instant.ofEpochSecond(code.issuedAtEpochSeconds()));
        console.out().println("  valid until  " + Instant.ofEpochSecond(code.expiresAtEpochSeconds())
            + " (" + code.validityDays() + " days)");
        console.out().println("  genuine      " + genuineness(verdict));
    }

    private String genuineness(final OfflineVerdict verdict) {
        if (verdict == null) {
            return "not known: no key file " + keys.file();
        }
        return switch (verdict) {
            case FORGED -> "no: forged, or of another key file";
            case VALID -> "yes, and valid now";
            default -> "yes, but not valid now: " + verdict;
        };
    }

    private static boolean isRelative(final SamplingCode code) {
        return (code.flags() & CodeDescriptor.FLAG_RELATIVE) != 0;
    }
}
