package io.swabline.qr;

import com.google.zxing.LuminanceSource;
import java.awt.image.BufferedImage;

/** The brightness of a picture's pixels, 0 to 255, one byte each. Immutable. */
final class Luminance extends LuminanceSource {
    private final byte[] pixels;

    private Luminance(final int width, final int height, final byte[] pixels) {
        super(width, height);
        this.pixels = pixels;
    }

    /** Transparent parts count as white, as they look in a browser. */
    static Luminance of(final BufferedImage image) {
        final int width = image.getWidth();
        final int height = image.getHeight();
        final byte[] pixels = new byte[width * height];
        final int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = (byte) brightness(row[x]);
            }
        }
        return new Luminance(width, height, pixels);
    }

    private static int brightness(final int argb) {
        final int alpha = argb >>> 24;
        final int red = argb >> 16 & 0xFF;
        final int green = argb >> 8 & 0xFF;
        final int blue = argb & 0xFF;
        final int grey = (306 * red + 601 * green + 117 * blue) >> 10; // ITU-R BT.601, in 1024ths
        return (grey * alpha + 255 * (255 - alpha)) / 255;
    }

    /** Half as wide and high, each pixel the mean of four: takes away noise and blur. */
    Luminance half() {
        final int width = getWidth() / 2;
        final int height = getHeight() / 2;
        final byte[] smaller = new byte[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                final int sum = at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) + at(2 * x, 2 * y + 1) + at(2 * x + 1, 2 * y + 1);
                smaller[y * width + x] = (byte) (sum / 4);
            }
        }
        return new Luminance(width, height, smaller);
    }

    /** Three times as wide and high, with a white margin: for tiny pictures, and for those cut off at the code's edge. */
    Luminance enlarged() {
        final int factor = 3;
        final int margin = 12 * factor;
        final int width = getWidth() * factor + 2 * margin;
        final int height = getHeight() * factor + 2 * margin;
        final byte[] larger = new byte[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                final int fromX = Math.floorDiv(x - margin, factor);
                final int fromY = Math.floorDiv(y - margin, factor);
                final boolean isInside = fromX >= 0 && fromX < getWidth() && fromY >= 0 && fromY < getHeight();
                larger[y * width + x] = (byte) (isInside ? at(fromX, fromY) : 255);
            }
        }
        return new Luminance(width, height, larger);
    }

    private int at(final int x, final int y) {
        return pixels[y * getWidth() + x] & 0xFF;
    }

    @Override
    public byte[] getRow(final int y, final byte[] row) {
        final byte[] filled = row == null || row.length < getWidth() ? new byte[getWidth()] : row;
        System.arraycopy(pixels, y * getWidth(), filled, 0, getWidth());
        return filled;
    }

    @Override
    public byte[] getMatrix() {
        return pixels.clone();
    }
}
