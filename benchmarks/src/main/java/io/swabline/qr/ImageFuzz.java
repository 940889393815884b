package io.swabline.qr;

import io.swabline.fuzz.Finding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Image files of anybody: read, or refused with {@link QrException}, within the memory and the time that the fuzzer's process
 * has; headers that promise more pixels, palettes or tables than there are bytes included. What a small picture shows is looked
 * for as well; larger ones are only decoded, since {@link SymbolFuzz} is quicker at that.
 */
public final class ImageFuzz {
    private static final int SEARCHED_PIXELS_MAX = 10_000;

    private ImageFuzz() {
    }

    /** The input is the file. */
    public static void fuzzerTestOneInput(final byte[] input) throws IOException {
        try {
            final BufferedImage image = ImageFile.read("fuzz", input);
            final long pixels = (long) image.getWidth() * image.getHeight();
            Finding.unless(pixels <= ImageFile.PIXELS_READ_MAX * 2, "a picture of " + pixels + " pixels is in memory");
            if (pixels <= SEARCHED_PIXELS_MAX) {
                QrReader.read(image);
            }
        } catch (final QrException refused) {
            Finding.unless(!refused.getMessage().isEmpty(), "no reason is given");
        }
    }

    /** A code in every format that is read, and headers that promise a lot. */
    public static List<byte[]> seeds() {
        final List<byte[]> seeds = new ArrayList<>();
        final BufferedImage image = QrImage.draw("N1:FUZZ", 1, 4);
        final BufferedImage colours = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        colours.getGraphics().drawImage(image, 0, 0, null);
        for (final String format : List.of("png", "gif", "bmp", "jpg", "tiff", "wbmp")) {
            final byte[] bytes = written("jpg".equals(format) ? colours : image, format);
            seeds.add(bytes);
            seeds.add(Arrays.copyOf(bytes, bytes.length / 2));
        }
        final byte[] large = seeds.get(0).clone();
        ByteBuffer.wrap(large).putInt(16, 29_999).putInt(20, 3_000);
        seeds.add(large);
        return seeds;
    }

    private static byte[] written(final BufferedImage image, final String format) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, bytes);
        } catch (final IOException e) {
            throw new IllegalStateException("cannot write " + format, e);
        }
        return bytes.toByteArray();
    }
}
