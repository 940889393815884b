package io.swabline.cli;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.SamplingCode;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline code scan}: reads photographs and prints the sampling codes in them; exit code 1 if one has none. */
@Command(name = "scan", description = {
    "Read photographs, screenshots and scans, and print the texts of the sampling codes in them, one a line.",
    "Several codes in a picture are all read. Other QR codes beside them are passed over.",
    "Exit code 1 if a picture has no code that can be read."})
final class CodeScanCommand implements Callable<Integer> {
    /** With fewer pictures there is nothing to wait for. */
    private static final int PROGRESS_IMAGES_MIN = 4;
    private static final String CLEAR_LINE = "\r\033[K";

    @Spec
    private CommandSpec spec;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;
    @Parameters(
        arity = "0..*", paramLabel = "IMAGE",
        description = "PNG, JPEG, GIF, BMP or TIFF files, @FILE with a name a line; "
            + "none, or -: from standard input, names or one PNG or JPEG image")
    private List<String> images = List.of();

    private boolean hasProgress;
    private int exitCode = ExitCode.OK;

    @Override
    public Integer call() {
        hasProgress = System.console() != null && images.size() >= PROGRESS_IMAGES_MIN;
        if (!hasProgress) {
            Inputs.forEach(images, Swabline.consoleOf(spec).in(), this::print);
            return exitCode;
        }
        for (int i = 0; i < images.size(); i++) {
            progress("reading " + (i + 1) + " of " + images.size());
            Inputs.forEach(List.of(images.get(i)), Swabline.consoleOf(spec).in(), this::print);
        }
        progress("");
        return exitCode;
    }

    private void progress(final String text) {
        final Console console = Swabline.consoleOf(spec);
        console.out().flush();
        console.err().print(CLEAR_LINE + text);
        console.err().flush();
    }

    private void print(final Inputs.Input input) {
        if (hasProgress) {
            progress("");
        }
        try {
            print(input, input.code());
        } catch (final IllegalArgumentException e) {
            exitCode = ExitCode.CHECK_FAILED;
            printFailure(input.source(), "no sampling code: " + e.getMessage());
        }
    }

    private void print(final Inputs.Input input, final SamplingCode code) {
        final Console console = Swabline.consoleOf(spec);
        if (format == OutputFormat.TEXT) {
            console.out().println(input.text());
            return;
        }
        Json.printLine(console.out(), json -> {
            json.writeStringField("source", input.source());
            json.writeStringField("text", input.text());
            json.writeNumberField("version", code.version());
            json.writeNumberField("key", code.keyId());
            json.writeBooleanField("relative", (code.flags() & CodeDescriptor.FLAG_RELATIVE) != 0);
            json.writeStringField("issued_at", Instant.ofEpochSecond(code.issuedAtEpochSeconds()).toString());
            json.writeStringField("valid_until", Instant.ofEpochSecond(code.expiresAtEpochSeconds()).toString());
        });
    }

    private void printFailure(final String source, final String reason) {
        final Console console = Swabline.consoleOf(spec);
        if (format == OutputFormat.JSON) {
            Json.printLine(console.out(), json -> {
                json.writeStringField("source", source);
                json.writeStringField("error", reason);
            });
        } else {
            console.err().println("swabline: " + source + ": " + reason);
        }
    }
}
