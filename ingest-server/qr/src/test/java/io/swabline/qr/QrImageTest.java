package io.swabline.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QrImageTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void shouldDrawASamplingCodeAsVersionSix() {
        final QrImage image = QrImage.of(QrTexts.random(random));
        assertThat(image.version()).isEqualTo(6);
        assertThat(image.modules()).isEqualTo(41);
        final BufferedImage drawn = image.draw(3, 4);
        assertThat(drawn.getWidth()).isEqualTo((41 + 8) * 3);
        assertThat(drawn.getHeight()).isEqualTo((41 + 8) * 3);
        assertThat(drawn.getRGB(11, 11) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        assertThat(drawn.getRGB(12, 12) & 0xFFFFFF).isZero();
    }

    @Test
    void shouldGiveTheSameModulesAsBits() {
        final QrImage image = QrImage.of(QrTexts.random(random));
        final BufferedImage drawn = image.draw(1, 0);
        final byte[] bits = image.bits();

        assertThat(bits).hasSize(211);
        for (int i = 0; i < 41 * 41; i++) {
            final boolean isDark = (bits[i / 8] & 0x80 >> i % 8) != 0;
            assertThat(isDark).as("module %d", i).isEqualTo((drawn.getRGB(i % 41, i / 41) & 0xFFFFFF) == 0);
        }
        assertThat(bits[210] & 0x7F).as("41 * 41 modules fill 210 bytes and a bit").isZero();
    }

    @Test
    void shouldWriteAPng(@TempDir final Path directory) throws Exception {
        final String text = QrTexts.random(random);
        final Path file = directory.resolve("code.png");
        QrImage.of(text).writePng(file, 4, 4);
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(49 * 4);
        assertThat(Files.size(file)).isLessThan(4096);
        assertThat(pixelsPerMetre(file)).as("100 dpi: 4 pixels a module of 0.04 inches").isEqualTo(3937);
        assertThat(QrReader.readFile(file)).containsExactly(text);
    }

    @Test
    void shouldDrawTheSameModulesAsSvg() {
        final QrImage image = QrImage.of(QrTexts.random(random));
        final BufferedImage drawn = image.draw(1, 4);
        final BufferedImage fromSvg = new BufferedImage(49, 49, BufferedImage.TYPE_INT_RGB);
        final String svg = image.toSvg(4);
        assertThat(svg).startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 49 49\" width=\"1.96in\"");
        Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-(\\d+)z").matcher(svg).results().forEach(run -> {
            for (int i = 0; i < number(run, 3); i++) {
                fromSvg.setRGB(number(run, 1) + i, number(run, 2), 0xFFFFFF);
            }
        });
        for (int y = 0; y < 49; y++) {
            for (int x = 0; x < 49; x++) {
                assertThat(fromSvg.getRGB(x, y) & 0xFFFFFF).as("%d,%d", x, y).isEqualTo(~drawn.getRGB(x, y) & 0xFFFFFF);
            }
        }
    }

    @Test
    void shouldRefuseWhatCannotBeDrawn() {
        assertThatThrownBy(() -> QrImage.of("")).hasMessageContaining("at least one character");
        assertThatThrownBy(() -> QrImage.of("A".repeat(5000))).hasMessageContaining("5000 characters does not fit");
        assertThatThrownBy(() -> QrImage.draw("A", 0, 4)).hasMessageContaining("modulePixels must be 1 to 64; it is 0");
        assertThatThrownBy(() -> QrImage.draw("A", 4, 33)).hasMessageContaining("quietZoneModules must be 0 to 32");
    }

    /** What stands in the PNG's chunk of physical dimensions. */
    private static int pixelsPerMetre(final Path file) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        final int chunk = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("pHYs");
        assertThat(chunk).isPositive();
        return ByteBuffer.wrap(bytes).getInt(chunk + 4);
    }

    private static int number(final MatchResult run, final int group) {
        return Integer.parseInt(run.group(group));
    }
}
