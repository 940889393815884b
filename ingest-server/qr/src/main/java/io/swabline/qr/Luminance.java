package io.swabline.qr;

import com.google.zxing.LuminanceSource;
import com.google.zxing.common.BitMatrix;
import java.awt.image.BufferedImage;
import java.util.Arrays;

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
        if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
            // As it is: getRGB would take the light for linear and brighten it.
            image.getRaster().getDataElements(0, 0, width, height, pixels);
            return new Luminance(width, height, pixels);
        }
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

    /** A fraction as wide and high, each pixel the mean of those it stands for: takes away noise and blur. */
    Luminance reduced(final int byX, final int byY) {
        final int width = Math.max(1, getWidth() / byX);
        final int height = Math.max(1, getHeight() / byY);
        final byte[] smaller = new byte[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sum = 0;
                for (int fromY = y * byY; fromY < (y + 1) * byY; fromY++) {
                    for (int fromX = x * byX; fromX < (x + 1) * byX; fromX++) {
                        sum += at(Math.min(fromX, getWidth() - 1), Math.min(fromY, getHeight() - 1));
                    }
                }
                smaller[y * width + x] = (byte) (sum / (byX * byY));
            }
        }
        return new Luminance(width, height, smaller);
    }

    /** Twice as wide and high, smooth between pixels, with a white margin: for tiny pictures and those cut off at the code. */
    Luminance enlarged() {
        final int margin = 24;
        final int width = getWidth() * 2 + 2 * margin;
        final int height = getHeight() * 2 + 2 * margin;
        final byte[] larger = new byte[width * height];
        Arrays.fill(larger, (byte) 255);
        for (int y = 0; y < getHeight() * 2; y++) {
            for (int x = 0; x < getWidth() * 2; x++) {
                larger[(y + margin) * width + x + margin] = (byte) (between(x / 2.0 + 0.25, y / 2.0 + 0.25) + 0.5);
            }
        }
        return new Luminance(width, height, larger);
    }

    Luminance negative() {
        final byte[] inverse = new byte[pixels.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = (byte) ~pixels[i];
        }
        return new Luminance(getWidth(), getHeight(), inverse);
    }

    /** Each pixel the mean of the square around it: against noise, or to see what is local. */
    Luminance smooth(final int radius) {
        final long[] sums = sums();
        final byte[] smooth = new byte[pixels.length];
        for (int y = 0; y < getHeight(); y++) {
            for (int x = 0; x < getWidth(); x++) {
                smooth[y * getWidth() + x] = (byte) mean(sums, x, y, radius);
            }
        }
        return new Luminance(getWidth(), getHeight(), smooth);
    }

    /** Differences from the surroundings made larger by {@code amount}: against blur. */
    Luminance sharp(final int radius, final double amount) {
        final Luminance around = smooth(radius);
        final byte[] sharp = new byte[pixels.length];
        for (int i = 0; i < sharp.length; i++) {
            final double light = (pixels[i] & 0xFF) + amount * ((pixels[i] & 0xFF) - (around.pixels[i] & 0xFF));
            sharp[i] = (byte) Math.max(0, Math.min(255, (int) light));
        }
        return new Luminance(getWidth(), getHeight(), sharp);
    }

    /** The middle one of the nine pixels here and around: against specks and fine lines. */
    Luminance median() {
        final byte[] middle = pixels.clone();
        final int[] nine = new int[9];
        for (int y = 1; y < getHeight() - 1; y++) {
            for (int x = 1; x < getWidth() - 1; x++) {
                for (int i = 0; i < nine.length; i++) {
                    final int light = at(x - 1 + i % 3, y - 1 + i / 3);
                    int place = i;
                    for (; place > 0 && nine[place - 1] > light; place--) {
                        nine[place] = nine[place - 1];
                    }
                    nine[place] = light;
                }
                middle[y * getWidth() + x] = (byte) nine[4];
            }
        }
        return new Luminance(getWidth(), getHeight(), middle);
    }

    /** Dark is what is darker than its surroundings by a little: finds codes in shadow, light and glare of any strength. */
    BitMatrix darkerThanAround(final int radius) {
        final long[] sums = sums();
        final BitMatrix dark = new BitMatrix(getWidth(), getHeight());
        for (int y = 0; y < getHeight(); y++) {
            for (int x = 0; x < getWidth(); x++) {
                final int mean = mean(sums, x, y, radius);
                if (at(x, y) < mean - 1 - mean / 32) {
                    dark.set(x, y);
                }
            }
        }
        return dark;
    }

    /** Sums of all pixels above and left, with a first row and column of 0. */
    private long[] sums() {
        final int stride = getWidth() + 1;
        final long[] sums = new long[stride * (getHeight() + 1)];
        for (int y = 0; y < getHeight(); y++) {
            long row = 0;
            for (int x = 0; x < getWidth(); x++) {
                row += at(x, y);
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
            }
        }
        return sums;
    }

    private int mean(final long[] sums, final int x, final int y, final int radius) {
        final int stride = getWidth() + 1;
        final int left = Math.max(0, x - radius);
        final int right = Math.min(getWidth(), x + radius + 1);
        final int top = Math.max(0, y - radius);
        final int bottom = Math.min(getHeight(), y + radius + 1);
        final long sum = sums[bottom * stride + right] - sums[top * stride + right] - sums[bottom * stride + left]
            + sums[top * stride + left];
        return (int) (sum / ((long) (right - left) * (bottom - top)));
    }

    /** Light at a place, pixels counted at their middles; beyond the edge that of the edge. */
    double between(final double atX, final double atY) {
        final double x = Math.max(0, Math.min(getWidth() - 1, atX - 0.5));
        final double y = Math.max(0, Math.min(getHeight() - 1, atY - 0.5));
        final int left = (int) x;
        final int top = (int) y;
        final int right = Math.min(getWidth() - 1, left + 1);
        final int bottom = Math.min(getHeight() - 1, top + 1);
        final double upper = at(left, top) + (x - left) * (at(right, top) - at(left, top));
        final double lower = at(left, bottom) + (x - left) * (at(right, bottom) - at(left, bottom));
        return upper + (y - top) * (lower - upper);
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
