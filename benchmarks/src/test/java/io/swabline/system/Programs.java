package io.swabline.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** Programs that a test starts and reads: Swabline's own, and those of Debian packages. */
final class Programs {
    private static final long TIMEOUT_S = 60;

    private final Path directory;
    private final AtomicInteger count = new AtomicInteger();

    Programs(final Path directory) {
        this.directory = directory;
    }

    /** Skips the test, saying why, where the program is missing. */
    static void assumeInstalled(final String program, final String debianPackage) {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)),
            program + " is missing: install the package " + debianPackage);
    }

    /** The texts of the sampling codes in a picture, as {@code swabline code scan} reads them. */
    List<String> scan(final Path picture) throws Exception {
        return output(Processes.swabline("-Xmx256m", List.of("code", "scan", picture.toString()))).stream().sorted().toList();
    }

    /** As {@code zbarimg} reads them. */
    List<String> zbarimg(final Path picture) throws Exception {
        return output(List.of("zbarimg", "--quiet", "--raw", picture.toString())).stream().sorted().toList();
    }

    /** A page of a PDF file as an office printer of 200 dpi would put it on paper. */
    Path printed(final Path pdf) throws Exception {
        return printed(pdf, 1, 200);
    }

    /** @param page from 1 */
    Path printed(final Path pdf, final int page, final int dotsPerInch) throws Exception {
        final Path prefix = directory.resolve("printed-" + count.incrementAndGet());
        output(List.of("pdftoppm", "-r", Integer.toString(dotsPerInch), "-png", "-singlefile",
            "-f", Integer.toString(page), pdf.toString(), prefix.toString()));
        return directory.resolve(prefix.getFileName() + ".png");
    }

    /** What {@code pdfinfo} says of a file: pages, size, and much else. */
    List<String> pdfinfo(final Path pdf) throws Exception {
        return output(List.of("pdfinfo", pdf.toString()));
    }

    /** The same sheet cut along its marks, which are 91.75 mm and 90.75 mm apart from 10 mm on: two slips a row. */
    List<Path> cutOut(final Path pdf, final int slips) throws Exception {
        final List<Path> cut = new ArrayList<>();
        for (int slip = 0; slip < slips; slip++) {
            final Path prefix = directory.resolve("slip-" + count.incrementAndGet());
            output(List.of("pdftoppm", "-r", "200", "-png", "-singlefile",
                "-x", dots(10 + 91.75 * (slip % 2)), "-y", dots(10 + 90.75 * (slip / 2)), "-W", dots(92), "-H", dots(91),
                pdf.toString(), prefix.toString()));
            cut.add(directory.resolve(prefix.getFileName() + ".png"));
        }
        return cut;
    }

    private static String dots(final double millimetres) {
        return Long.toString(Math.round(millimetres / 25.4 * 200));
    }

    /** What {@code swabline station send} says of one scan, as one JSON line; each from a station of its own. */
    String send(final int port, final String scan) throws Exception {
        final int station = count.incrementAndGet();
        final List<String> lines = output(Processes.swabline("-Xmx128m", List.of(
            "station", "send", "--port", Integer.toString(port), "--station", Integer.toString(station),
            "--sample", "TUBE-" + station, "--format", "json", scan)));
        if (lines.size() != 1) {
            throw new IllegalStateException("one scan, " + lines.size() + " answers: " + lines);
        }
        return lines.get(0).replaceAll(".*\"verdict\":\"([A-Z_]+)\".*", "$1");
    }

    /** Standard output; whether the program was content is for the caller to see by it. */
    private List<String> output(final List<String> command) throws IOException, InterruptedException {
        final Path out = directory.resolve("out-" + count.incrementAndGet());
        final Path errors = directory.resolve("errors-" + count.get());
        final Process process = new ProcessBuilder(new ArrayList<>(command))
            .redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(command.get(0) + " does not end: "
                + Files.readString(errors, StandardCharsets.UTF_8));
        }
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }
}
