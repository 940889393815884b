package io.swabline.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline code scan}: reads QR images and prints the texts of their sampling codes. */
@Command(name = "scan", description = "Read QR images and print the texts of their sampling codes, one a line.")
final class CodeScanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;
    @Parameters(
        arity = "0..*", paramLabel = "IMAGE",
        description = "PNG or JPEG files, @FILE with a name a line; none: from standard input")
    private List<String> images = List.of();

    private int exitCode = ExitCode.OK;

    @Override
    public Integer call() {
        Inputs.forEach(images, Swabline.consoleOf(spec).in(), this::print);
        return exitCode;
    }

    private void print(final Inputs.Input input) {
        final Console console = Swabline.consoleOf(spec);
        final boolean isCode = input.kind() == Inputs.Kind.CODE;
        if (!isCode) {
            exitCode = ExitCode.CHECK_FAILED;
        }
        if (format == OutputFormat.JSON) {
            Json.printLine(console.out(), json -> {
                json.writeStringField("source", input.source());
                json.writeStringField(isCode ? "text" : "error", isCode ? input.text() : "no sampling code: " + reason(input));
            });
        } else if (isCode) {
            console.out().println(input.text());
        } else {
            console.err().println("swabline: " + input.source() + ": no sampling code: " + reason(input));
        }
    }

    private static String reason(final Inputs.Input input) {
        return input.kind() == Inputs.Kind.ID_NUMBER ? "this is an ID number" : input.text();
    }
}
