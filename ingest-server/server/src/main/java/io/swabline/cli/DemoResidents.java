package io.swabline.cli;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CodeIssuer;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import io.swabline.qr.QrImage;
import io.swabline.qr.QrReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The dozen residents of the demo: made-up ID numbers of people born in the 1920s, whom the load generator does not know, their
 * codes, and the images of these.
 */
final class DemoResidents {
    static final int COUNT = 12;

    private final Path directory;
    private final SamplingKeys keys;
    private final CodeIssuer issuer;
    private final List<SamplingCode> codes = new ArrayList<>();
    private final List<Path> images = new ArrayList<>();

    DemoResidents(final Path directory, final SamplingKeys keys) {
        this.directory = directory;
        this.keys = keys;
        issuer = new CodeIssuer(keys.current());
    }

    /** An ID number that nobody should have; the same for the same resident. */
    static String idNumber(final int resident) {
        final byte[] id = new byte[IdNumber.LENGTH];
        final String body = String.format("3101011921%02d%02d%03d", 1 + resident % 12, 1 + resident % 28, 101 + resident);
        System.arraycopy(body.getBytes(StandardCharsets.US_ASCII), 0, id, 0, body.length());
        id[body.length()] = IdNumber.checkCharacter(id, 0);
        return new String(id, StandardCharsets.US_ASCII);
    }

    /** Issues everybody's code, every third one fetched by a relative, and draws it. */
    void issueAndDraw() throws IOException {
        OwnerOnlyFile.makeDirectory(directory);
        for (int resident = 0; resident < COUNT; resident++) {
            final int flags = resident % 3 == 2 ? CodeDescriptor.FLAG_RELATIVE : CodeDescriptor.FLAG_SELF;
            final SamplingCode code = issue(issuer, resident, Instant.now(), flags);
            final Path image = directory.resolve(String.format("resident-%02d.png", resident + 1));
            QrImage.of(code.text()).writePng(image, CodeIssueCommand.MODULE_PIXELS, QrImage.QUIET_ZONE_MODULES);
            codes.add(code);
            images.add(image);
        }
    }

    private SamplingCode issue(final CodeIssuer by, final int resident, final Instant at, final int flags) {
        final Pseudonym pseudonym = keys.pseudonyms().of(idNumber(resident));
        return SamplingCode.of(
            by.issue(pseudonym, resident + 1, at.getEpochSecond(), CodeDescriptor.VALIDITY_DAYS_DEFAULT, flags));
    }

    /** A code that somebody else's key made. */
    SamplingCode forged(final SamplingKeys otherKeys) {
        return issue(new CodeIssuer(otherKeys.current()), 0, Instant.now(), CodeDescriptor.FLAG_SELF);
    }

    /** A genuine code of which the last day is over. */
    SamplingCode expired() {
        final Instant lastMonth = Instant.now().minusSeconds(86_400L * (CodeDescriptor.VALIDITY_DAYS_DEFAULT + 1));
        return issue(issuer, 0, lastMonth, CodeDescriptor.FLAG_SELF);
    }

    List<Path> images() {
        return images;
    }

    /** How many images our own reader reads as what was issued. */
    int readBack() throws IOException {
        int count = 0;
        for (int i = 0; i < COUNT; i++) {
            if (QrReader.readFile(images.get(i)).equals(List.of(codes.get(i).text()))) {
                count++;
            }
        }
        return count;
    }

    /** How many images zbarimg, an independent reader, reads as what was issued; -1 if it is not installed. */
    int readBackByZbar(final Path logs) throws IOException, InterruptedException {
        int count = 0;
        for (int i = 0; i < COUNT; i++) {
            final List<String> command = List.of("zbarimg", "--quiet", "--raw", images.get(i).toString());
            try (ChildProcess zbar = ChildProcess.start("zbarimg", logs, command)) {
                zbar.awaitExit(Duration.ofSeconds(10));
                if (Files.readString(zbar.out()).equals(codes.get(i).text() + "\n")) {
                    count++;
                }
            } catch (final IOException notInstalled) {
                return -1;
            }
        }
        return count;
    }
}
