package io.swabline.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another program reads what this one draws: zbarimg of the Debian package zbar-tools. */
final class ZbarTest {
    private final long seed = QrTexts.seed();

    @BeforeEach
    void needsZbar() {
        assumeTrue(
            Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(at -> Files.isExecutable(Path.of(at, "zbarimg"))),
            "skipped: zbarimg is not installed (Debian package zbar-tools)");
    }

    @Test
    void shouldBeReadByZbar(@TempDir final Path directory) throws Exception {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 10; i++) {
            final String text = QrTexts.random(random);
            final Path file = directory.resolve("code-" + i + ".png");
            QrImage.of(text).writePng(file, random.nextInt(2, 9), 4);
            assertThat(zbarimg(file)).as("-Dseed=%d", seed).isEqualTo(text + "\n");
        }
    }

    private static String zbarimg(final Path file) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder("zbarimg", "--quiet", "--raw", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
