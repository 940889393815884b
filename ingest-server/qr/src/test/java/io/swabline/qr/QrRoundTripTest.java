package io.swabline.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is drawn is read back, however the picture was treated in between. */
final class QrRoundTripTest {
    /** Treated pictures are the same each time: what a damaged picture still gives is a matter of degree. */
    private final SplittableRandom random = new SplittableRandom(20220408);

    @Test
    void shouldReadWhatItDraws() throws Exception {
        final long seed = QrTexts.seed();
        final SplittableRandom seeded = new SplittableRandom(seed);
        for (int i = 0; i < 150; i++) {
            final String text = QrTexts.random(seeded);
            final int modulePixels = seeded.nextInt(1, 7);
            assertThat(QrReader.read(QrImage.draw(text, modulePixels, 4)))
                .as("-Dseed=%d, text %d, %d pixels a module", seed, i, modulePixels).containsExactly(text);
        }
    }

    @Test
    void shouldReadOnePixelAModuleAndNoQuietZone() throws Exception {
        for (int i = 0; i < 10; i++) {
            final String text = QrTexts.random(random);
            assertThat(QrReader.read(QrImage.draw(text, 1, 0))).containsExactly(text);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 17, 45, 90, 135, 180, 200, 270, 341})
    void shouldReadTurnedPictures(final int degrees) throws Exception {
        final String text = QrTexts.random(random);
        final BufferedImage image = QrImage.draw(text, 6, 4);
        final AffineTransform turn = AffineTransform.getTranslateInstance(image.getWidth() * 0.25, image.getHeight() * 0.25);
        turn.rotate(Math.toRadians(degrees), image.getWidth() / 2.0, image.getHeight() / 2.0);
        assertThat(QrReader.read(transformed(image, turn, 1.5))).containsExactly(text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.35, 0.5, 0.73, 1.31, 2.5, 4})
    void shouldReadResizedPictures(final double factor) throws Exception {
        final String text = QrTexts.random(random);
        final BufferedImage image = QrImage.draw(text, 8, 4);
        final AffineTransform resize = AffineTransform.getScaleInstance(factor, factor);
        assertThat(QrReader.read(transformed(image, resize, factor))).containsExactly(text);
    }

    @Test
    void shouldReadTheNegative() throws Exception {
        final String text = QrTexts.random(random);
        final BufferedImage image = QrImage.draw(text, 5, 4);
        final BufferedImage negative = canvas(image.getWidth(), image.getHeight());
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                negative.setRGB(x, y, ~image.getRGB(x, y) | 0xFF000000);
            }
        }
        assertThat(QrReader.read(negative)).containsExactly(text);
    }

    @Test
    void shouldReadThroughNoiseAndUnevenLight() throws Exception {
        final String text = QrTexts.random(random);
        final BufferedImage image = QrImage.draw(text, 6, 4);
        final BufferedImage noisy = canvas(image.getWidth(), image.getHeight());
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                final int light = 90 + 120 * x / image.getWidth();
                final int grey = (image.getRGB(x, y) & 0xFF) == 0 ? light / 4 : light;
                noisy.setRGB(x, y, 0xFF000000 | 0x010101 * Math.max(0, Math.min(255, grey + random.nextInt(-20, 21))));
            }
        }
        assertThat(QrReader.read(noisy)).containsExactly(text);
    }

    @Test
    void shouldReadBlackOnTransparent() throws Exception {
        final String text = QrTexts.random(random);
        final BufferedImage image = QrImage.draw(text, 4, 4);
        final BufferedImage transparent = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                transparent.setRGB(x, y, (image.getRGB(x, y) & 0xFF) == 0 ? 0xFF000000 : 0);
            }
        }
        assertThat(QrReader.read(transparent)).containsExactly(text);
    }

    @Test
    void shouldReadAllCodesOfOnePictureFromTopToBottom() throws Exception {
        final BufferedImage page = canvas(700, 1000);
        final Graphics2D graphics = page.createGraphics();
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            final String text = QrTexts.random(random);
            texts.add(text);
            graphics.drawImage(QrImage.draw(text, 5, 4), 20 + i % 2 * 340, 10 + i / 2 * 320, null);
        }
        graphics.dispose();
        final List<String> read = new ArrayList<>(QrReader.read(page));
        assertThat(read.subList(0, 2)).containsExactlyInAnyOrderElementsOf(texts.subList(0, 2));
        Collections.sort(read);
        Collections.sort(texts);
        assertThat(read).isEqualTo(texts);
    }

    private static BufferedImage transformed(final BufferedImage image, final AffineTransform transform, final double factor) {
        final BufferedImage canvas = canvas((int) (image.getWidth() * factor), (int) (image.getHeight() * factor));
        final Graphics2D graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, transform, null);
        graphics.dispose();
        return canvas;
    }

    private static BufferedImage canvas(final int width, final int height) {
        final BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = canvas.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return canvas;
    }
}
