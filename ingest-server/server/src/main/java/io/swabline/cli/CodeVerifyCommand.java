package io.swabline.cli;

import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline code verify}: says offline whether sampling codes are genuine and valid; exit code 1 if one is not. */
@Command(name = "verify", description = {
    "Check signature and validity of sampling codes offline, with the public keys of the key file.",
    "Exit code 1 if any is not valid."})
final class CodeVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private KeysOption keys;
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

    private CodeJudge judge;
    private int exitCode = ExitCode.OK;

    @Override
    public Integer call() {
        judge = new CodeJudge(keys.load());
        if (at == null) {
            at = Instant.now();
        }
        Inputs.forEach(codes, Swabline.consoleOf(spec).in(), this::verify);
        return exitCode;
    }

    private void verify(final Inputs.Input input) {
        SamplingCode code = null;
        String reason = null;
        try {
            code = CodeJudge.parse(input);
        } catch (final IllegalArgumentException e) {
            reason = e.getMessage();
        }
        final Verdict verdict = code == null ? Verdict.MALFORMED : judge.verdict(code, at);
        final boolean isValid = verdict == Verdict.ACCEPTED;
        if (!isValid) {
            exitCode = ExitCode.CHECK_FAILED;
        }
        print(input, verdict, isValid, reason == null ? verdict.advice() : reason);
    }

    private void print(final Inputs.Input input, final Verdict verdict, final boolean isValid, final String advice) {
        final Console console = Swabline.consoleOf(spec);
        if (format == OutputFormat.JSON) {
            Json.printLine(console.out(), json -> {
                json.writeStringField("source", input.source());
                json.writeBooleanField("valid", isValid);
                json.writeStringField("verdict", isValid ? "VALID" : verdict.name());
                if (!isValid) {
                    json.writeStringField("advice", advice);
                }
            });
        } else {
            console.out().println(input.source() + ": " + (isValid ? "valid" : verdict + ": " + advice));
        }
    }
}
