package io.swabline.qr;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A grey picture to be treated badly: light from 0 to 255 a pixel, kept exact between the treatments. One thread. */
final class Grey {
    final int width;
    final int height;
    final float[] light;

    Grey(final int width, final int height, final double light) {
        this.width = width;
        this.height = height;
        this.light = new float[width * height];
        Arrays.fill(this.light, (float) light);
    }

    /** Light of a pixel, from its place and what it was. */
    @FunctionalInterface
    interface Treatment {
        double apply(int x, int y, double light);
    }

    /** The first band as it is: getRGB would take a grey picture's light for linear and brighten it. */
    static Grey of(final BufferedImage image) {
        final Grey grey = new Grey(image.getWidth(), image.getHeight(), 0);
        image.getRaster().getSamples(0, 0, grey.width, grey.height, 0, grey.light);
        return grey;
    }

    BufferedImage toImage() {
        final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        final int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = (int) Math.max(0, Math.min(255, Math.rint(at(x, y))));
            }
            image.getRaster().setPixels(0, y, width, 1, row);
        }
        return image;
    }

    float at(final int x, final int y) {
        return light[y * width + x];
    }

    /** Changes every pixel by itself, in this picture. */
    Grey treat(final Treatment treatment) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                light[y * width + x] = (float) treatment.apply(x, y, light[y * width + x]);
            }
        }
        return this;
    }

    /** Light between pixels; beyond the edge that of {@code outside}. */
    double between(final double x, final double y, final double outside) {
        if (x < 0 || y < 0 || x > width - 1 || y > height - 1) {
            return outside;
        }
        final int left = Math.min((int) x, width - 2);
        final int top = Math.min((int) y, height - 2);
        final double right = x - left;
        final double low = y - top;
        final int at = top * width + left;
        return (light[at] * (1 - right) + light[at + 1] * right) * (1 - low)
            + (light[at + width] * (1 - right) + light[at + width + 1] * right) * low;
    }

    Grey half() {
        final Grey half = new Grey(width / 2, height / 2, 0);
        return half.treat((x, y, old) -> (at(2 * x, 2 * y) + at(2 * x + 1, 2 * y)
            + at(2 * x, 2 * y + 1) + at(2 * x + 1, 2 * y + 1)) / 4);
    }

    /** Gaussian blur. */
    Grey blur(final double sigmaPixels) {
        if (sigmaPixels <= 0) {
            return this;
        }
        final int radius = (int) Math.ceil(3 * sigmaPixels);
        final double[] weights = new double[2 * radius + 1];
        for (int i = -radius; i <= radius; i++) {
            weights[i + radius] = Math.exp(-0.5 * i * i / (sigmaPixels * sigmaPixels));
        }
        return along(weights, 1, width, width, height).along(weights, width, height, 1, width);
    }

    /** Everything moved while the picture was taken. */
    Grey motion(final double lengthPixels, final double angle) {
        final int steps = Math.max(1, (int) Math.ceil(lengthPixels));
        final double[] weights = new double[2 * (steps / 2) + 1];
        Arrays.fill(weights, 1);
        final double stretch = lengthPixels / Math.max(1, weights.length - 1);
        return convolve(weights, stretch * Math.cos(angle), stretch * Math.sin(angle));
    }

    /** Ink or toner that was dragged: dark light trails off in the direction of the paper's way. */
    Grey smear(final double lengthPixels, final double share) {
        final double keep = Math.exp(-1 / lengthPixels);
        final Grey smeared = new Grey(width, height, 0);
        for (int x = 0; x < width; x++) {
            double trail = 255;
            for (int y = 0; y < height; y++) {
                trail = Math.min(at(x, y), 255 - (255 - trail) * keep);
                smeared.light[y * width + x] = (float) Math.min(at(x, y), at(x, y) * (1 - share) + trail * share);
            }
        }
        return smeared;
    }

    /** Weighs the neighbours in rows, or in columns: {@code lines} of them, each of {@code length} pixels. */
    private Grey along(final double[] weights, final int step, final int length, final int lineStep, final int lines) {
        final int radius = weights.length / 2;
        final double sum = Arrays.stream(weights).sum();
        final float[] line = new float[length + 2 * radius];
        final Grey to = new Grey(width, height, 0);
        for (int i = 0; i < lines; i++) {
            for (int at = 0; at < line.length; at++) {
                line[at] = light[i * lineStep + Math.max(0, Math.min(length - 1, at - radius)) * step];
            }
            for (int at = 0; at < length; at++) {
                double total = 0;
                for (int j = 0; j < weights.length; j++) {
                    total += weights[j] * line[at + j];
                }
                to.light[i * lineStep + at * step] = (float) (total / sum);
            }
        }
        return to;
    }

    /** What is dark grows by so many pixels on every side. */
    Grey grow(final int pixels) {
        Grey grown = this;
        for (int i = 0; i < pixels; i++) {
            final Grey from = grown;
            final Grey wide = new Grey(width, height, 0).treat((x, y, old) -> Math.min(from.at(x, y),
                Math.min(from.at(Math.max(0, x - 1), y), from.at(Math.min(width - 1, x + 1), y))));
            grown = new Grey(width, height, 0).treat((x, y, old) -> Math.min(wide.at(x, y),
                Math.min(wide.at(x, Math.max(0, y - 1)), wide.at(x, Math.min(height - 1, y + 1)))));
        }
        return grown;
    }

    private Grey convolve(final double[] weights, final double stepX, final double stepY) {
        final int radius = weights.length / 2;
        final double sum = Arrays.stream(weights).sum();
        return new Grey(width, height, 0).treat((x, y, old) -> {
            double total = 0;
            for (int i = -radius; i <= radius; i++) {
                final int fromX = Math.max(0, Math.min(width - 1, (int) Math.rint(x + i * stepX)));
                final int fromY = Math.max(0, Math.min(height - 1, (int) Math.rint(y + i * stepY)));
                total += weights[i + radius] * light[fromY * width + fromX];
            }
            return total / sum;
        });
    }

    Grey noise(final double sigma, final SplittableRandom random) {
        return treat((x, y, old) -> Math.max(0, Math.min(255, old + sigma * random.nextGaussian())));
    }

    /** What a JPEG file keeps of it. */
    Grey jpeg(final int quality) {
        try {
            return of(ImageIO.read(new ByteArrayInputStream(jpegBytes(quality))));
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    byte[] jpegBytes(final int quality) throws IOException {
        final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        final ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(quality / 100f);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(toImage(), null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
