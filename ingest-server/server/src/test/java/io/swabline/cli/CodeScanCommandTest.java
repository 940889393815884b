package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.qr.QrImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures as people hand them to {@code swabline code scan}. */
class CodeScanCommandTest {
    @TempDir
    private Path dir;
    private List<String> texts;

    @BeforeEach
    void issueCodes() {
        final Path keys = dir.resolve("keys.properties");
        CommandRun.of("keys", "init", "--keys", keys);
        texts = CommandRun.withInput(
            "11010519491231002X\n440524188001010014\n", "code", "issue", "--keys", keys, "--relative", "--format", "json")
            .outLines().stream().map(line -> line.replaceAll(".*\"text\":\"([^\"]+)\".*", "$1")).toList();
        assertThat(texts).hasSize(2);
    }

    @Test
    void shouldPrintAllCodesOfAPictureAndPassOverOtherQrCodes() throws IOException {
        final Path picture = picture(texts.get(0), "HTTPS://EXAMPLE.ORG/", texts.get(1));

        final CommandRun scanned = CommandRun.of("code", "scan", picture);

        assertThat(scanned.err()).isEmpty();
        assertThat(scanned.exitCode()).isZero();
        assertThat(scanned.outLines()).containsExactlyElementsOf(texts);
    }

    @Test
    void shouldSayAsJsonWhatStandsInTheCode() throws IOException {
        final Path picture = picture(texts.get(0));

        final CommandRun scanned = CommandRun.of("code", "scan", "--format", "json", picture);

        assertThat(scanned.outLines()).singleElement().asString()
            .contains("\"source\":\"" + picture + "\"", "\"text\":\"" + texts.get(0), "\"key\":1", "\"relative\":true")
            .containsPattern("\"issued_at\":\"20.*Z\",\"valid_until\":\"20.*Z\"");
    }

    @Test
    void shouldGoOnAfterPicturesWithoutACode() throws IOException {
        final Path white = dir.resolve("white.png");
        ImageIO.write(new BufferedImage(400, 300, BufferedImage.TYPE_BYTE_GRAY), "png", white.toFile());
        final Path good = Files.move(picture(texts.get(0)), dir.resolve("good.png"));
        final Path poster = picture("HTTPS://EXAMPLE.ORG/");
        final Path empty = Files.createFile(dir.resolve("empty.jpg"));
        final Path link = Files.createSymbolicLink(dir.resolve("link.png"), good);
        final Path dangling = Files.createSymbolicLink(dir.resolve("dangling.png"), dir.resolve("nothing"));

        final CommandRun scanned = CommandRun.of("code", "scan", white, poster, dir, empty, dangling, link, good);

        assertThat(scanned.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(scanned.outLines()).containsExactly(texts.get(0), texts.get(0));
        assertThat(scanned.err().lines()).hasSize(5).allMatch(line -> line.startsWith("swabline: "));
        assertThat(scanned.err()).contains("move closer", "hold still", "its QR code is no sampling code", "a directory",
            "is empty", "no such file");
    }

    @Test
    void shouldReadAPictureFromStandardInput() throws IOException {
        final byte[] picture = Files.readAllBytes(picture(texts.get(0)));
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();

        final Console console = Console.of(new ByteArrayInputStream(picture), out, err);
        final int exitCode = Swabline.run(console, StopSignal.byHand(), "code", "scan", "-");

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(texts.get(0) + System.lineSeparator());
    }

    /** Codes one below the other. */
    private Path picture(final String... codes) throws IOException {
        final BufferedImage image = new BufferedImage(300, 300 * codes.length, BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (int i = 0; i < codes.length; i++) {
            graphics.drawImage(QrImage.draw(codes[i], 5, 4), 20, 20 + 300 * i, null);
        }
        graphics.dispose();
        final Path file = dir.resolve("picture.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
