package io.swabline.cli;

import io.swabline.protocol.SamplingCode;
import io.swabline.station.trust.OfflineJudge;
import io.swabline.station.trust.OfflineVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline code verify}: says offline whether sampling codes are genuine and valid; exit code 1 if one is not. */
@Command(name = "verify", description = {
    "Check signature and validity of sampling codes with no network.",
    "By a trust bundle, as a terminal does, or by the public keys of the key file, which knows of no superseded code.",
    "Exit code 1 if any is not valid."})
final class CodeVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private KeysOption keys;
    @Mixin
    private TrustOptions trust;
    @Option(
        names = "--at", paramLabel = "TIME",
        description = "the time to judge by, such as 2022-04-16T08:00:00Z (default: now)")
    private Instant at;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;
    @Parameters(
        arity = "0..*", paramLabel = "CODE",
        description = "N1: texts, image files, @FILE with one of these a line; none: from standard input")
    private List<String> codes = List.of();

    private TrustOptions.Trusted trusted;
    private int exitCode = ExitCode.OK;

    @Override
    public Integer call() {
        if (trust.isGiven() && keys.isGiven()) {
            throw new ParameterException(spec.commandLine(), "either by the key file (--keys) or by a trust bundle, not both");
        }
        final Instant now = Instant.now();
        trusted = trust.isGiven()
            ? trust.load(Swabline.consoleOf(spec), now) : TrustOptions.Trusted.byKeyFile(OfflineJudge.of(keys.load()));
        at = at == null ? now : at;
        Inputs.forEach(codes, Swabline.consoleOf(spec).in(), this::verify);
        return exitCode;
    }

    private void verify(final Inputs.Input input) {
        OfflineVerdict verdict = OfflineVerdict.MALFORMED;
        String advice;
        try {
            final SamplingCode code = input.code();
            verdict = trusted.judge().judge(code, at.getEpochSecond());
            advice = verdict.advice();
        } catch (final IllegalArgumentException e) {
            advice = e.getMessage();
        }
        if (verdict != OfflineVerdict.VALID) {
            exitCode = ExitCode.CHECK_FAILED;
        }
        print(input, verdict, advice);
    }

    private void print(final Inputs.Input input, final OfflineVerdict verdict, final String advice) {
        final Console console = Swabline.consoleOf(spec);
        final boolean isValid = verdict == OfflineVerdict.VALID;
        if (format == OutputFormat.JSON) {
            Json.printLine(console.out(), json -> {
                json.writeStringField("source", input.source());
                json.writeBooleanField("valid", isValid);
                json.writeStringField("verdict", verdict.name());
                if (!isValid) {
                    json.writeStringField("advice", advice);
                }
                if (trusted.bundle() != null) {
                    json.writeNumberField("bundle_counter", trusted.bundle().counter());
                    json.writeStringField("bundle_made_at", Instant.ofEpochMilli(trusted.bundle().madeAtMs()).toString());
                    json.writeArrayFieldStart("warnings");
                    for (final var warning : trusted.warnings()) {
                        json.writeString(warning.name().toLowerCase(Locale.ROOT));
                    }
                    json.writeEndArray();
                }
            });
        } else {
            console.out().println(input.source() + ": " + (isValid ? "valid" : verdict + ": " + advice));
        }
    }
}
