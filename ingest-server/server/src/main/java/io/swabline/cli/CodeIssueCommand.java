package io.swabline.cli;

import io.swabline.issuer.Eligibility;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CodeIssuer;
import io.swabline.protocol.DocumentText;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.IssueNumber;
import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import io.swabline.qr.QrImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code swabline code issue}: makes sampling codes of ID numbers and documents, as text and as QR images. Never prints a number.
 */
@Command(name = "issue", description = {
    "Issue a sampling code to the holder of an ID number, or of a document such as passport:GBR:123456789.",
    "Standard output has one code a line, for 'station send @FILE'.",
    "Without --id the numbers are read from standard input, one a line, which keeps them out of the shell's history.",
    "These codes are not in the registry: nobody who asks the server is given one again, and terminals are not told when one is"
        + " superseded. The server refuses them once it re-issues the person's code, if it had one to supersede."})
final class CodeIssueCommand implements Callable<Integer> {
    /** 392 pixels a side with the margin: sharp on a phone and in print. */
    static final int MODULE_PIXELS = 8;

    @Spec
    private CommandSpec spec;
    @Mixin
    private KeysOption keys;
    @Option(names = "--id", paramLabel = "NUMBER", description = "the ID number or document; may be repeated")
    private List<String> ids;
    @Option(names = "--relative", description = "the code is fetched by a relative")
    private boolean isRelative;
    @Option(
        names = "--valid-days", paramLabel = "DAYS", defaultValue = "30", description = "1 to 255 (default: ${DEFAULT-VALUE})")
    private int validityDays;
    @Option(names = "--issued-at", paramLabel = "TIME", description = "such as 2022-04-16T08:00:00Z (default: now)")
    private Instant issuedAt;
    @Option(
        names = "--out", paramLabel = "PNG",
        description = "draw the QR image to this file; for several numbers name a directory, the images are numbered")
    private Path out;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        if (validityDays < 1 || validityDays > CodeDescriptor.VALIDITY_DAYS_MAX) {
            throw CommandFailure.usage("--valid-days is 1 to " + CodeDescriptor.VALIDITY_DAYS_MAX);
        }
        keys.load();
        final List<String> numbers = numbers();
        final SamplingKeys samplingKeys = SamplingKeys.withValidity(keys.file(), validityDays);
        final CodeIssuer issuer = new CodeIssuer(samplingKeys.current());
        final PersonPseudonyms pseudonyms = samplingKeys.pseudonyms();
        final Map<Pseudonym, Long> issueNumbers = new HashMap<>();
        final long issuedAtSeconds = (issuedAt == null ? Instant.now() : issuedAt).getEpochSecond();
        final int flags = isRelative ? CodeDescriptor.FLAG_RELATIVE : CodeDescriptor.FLAG_SELF;
        for (int i = 0; i < numbers.size(); i++) {
            final Pseudonym person = personOf(numbers.get(i), pseudonyms);
            final long issueNumber = IssueNumber.next(issueNumbers.getOrDefault(person, 0L), issuedAtSeconds);
            issueNumbers.put(person, issueNumber);
            final SamplingCode code =
                SamplingCode.of(issuer.issue(person, issueNumber, issuedAtSeconds, validityDays, flags));
            print(code, draw(code, i, numbers.size()));
        }
        if (format == OutputFormat.TEXT) {
            final Instant validUntil = Instant.ofEpochSecond(issuedAtSeconds).plus(validityDays, ChronoUnit.DAYS);
            Swabline.consoleOf(spec).err().println((numbers.size() == 1 ? "1 code" : numbers.size() + " codes")
                + ", valid until " + validUntil + (out == null ? "" : ", drawn to " + out));
        }
        return ExitCode.OK;
    }

    /** Checked before the first code is issued: all or none. */
    private List<String> numbers() throws IOException {
        final List<String> numbers = ids == null ? numbersOfStandardInput() : ids;
        if (numbers.isEmpty()) {
            throw CommandFailure.usage("no ID number or document, neither by --id nor on standard input");
        }
        for (int i = 0; i < numbers.size(); i++) {
            final String wrong = whatIsWrong(numbers.get(i), today());
            if (wrong != null) {
                throw CommandFailure.usage("number " + (i + 1) + " of " + numbers.size() + " is not " + wrong);
            }
        }
        if (StandardOutput.isMeant(out)) {
            throw CommandFailure.usage("--out - cannot be: the codes themselves are printed on standard output; name a file");
        }
        if (numbers.size() > 1 && out != null && !Files.isDirectory(out)) {
            throw CommandFailure.usage("--out must name a directory that exists, for " + numbers.size() + " images");
        }
        return numbers;
    }

    private static long today() {
        return Eligibility.today(Instant.now()).toEpochDay();
    }

    /** Null if the number is possible. */
    private static String whatIsWrong(final String number, final long today) {
        if (DocumentText.isDocument(number)) {
            try {
                DocumentText.parse(number, today);
                return null;
            } catch (final IllegalArgumentException e) {
                return "a possible document: " + e.getMessage();
            }
        }
        return IdNumber.isValid(number, today) ? null : "a possible ID number: "
            + "17 digits with a real birth date, and the check character that follows from them";
    }

    private static Pseudonym personOf(final String number, final PersonPseudonyms pseudonyms) {
        return DocumentText.isDocument(number) ? pseudonyms.of(DocumentText.parse(number, today())) : pseudonyms.of(number);
    }

    private List<String> numbersOfStandardInput() throws IOException {
        if (System.console() != null) {
            Swabline.consoleOf(spec).err().println("ID number (end with Ctrl-D):");
        }
        final BufferedReader reader =
            new BufferedReader(new InputStreamReader(Swabline.consoleOf(spec).in(), StandardCharsets.UTF_8));
        return reader.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private Path draw(final SamplingCode code, final int index, final int count) throws IOException {
        if (out == null) {
            return null;
        }
        final Path image = Files.isDirectory(out) ? out.resolve(String.format("code-%04d.png", index + 1)) : out;
        QrImage.of(code.text()).writePng(image, MODULE_PIXELS, QrImage.QUIET_ZONE_MODULES);
        return image;
    }

    private void print(final SamplingCode code, final Path image) {
        final Console console = Swabline.consoleOf(spec);
        if (format == OutputFormat.JSON) {
            final Instant validUntil = Instant.ofEpochSecond(code.expiresAtEpochSeconds());
            Json.printLine(console.out(), json -> {
                json.writeStringField("text", code.text());
                json.writeStringField("valid_until", validUntil.toString());
                json.writeNumberField("key", code.keyId());
                if (image != null) {
                    json.writeStringField("image", image.toString());
                }
            });
            return;
        }
        console.out().println(code.text());
    }
}
