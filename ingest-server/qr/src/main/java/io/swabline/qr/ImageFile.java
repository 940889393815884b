package io.swabline.qr;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Opens an image file that may be anything, a hostile one included: its size is checked before its pixels are decoded, and large
 * photographs are read at a fraction of their resolution, which is plenty for a QR code.
 */
final class ImageFile {
    static final long FILE_LENGTH_MAX = 64L << 20;
    static final int SIDE_PIXELS_MAX = 30_000;
    static final long PIXELS_MAX = 100_000_000;
    /** Larger pictures are read with fewer pixels; at 4 bytes each, 64 MB. */
    static final long PIXELS_READ_MAX = 16_000_000;

    private ImageFile() {
    }

    static BufferedImage read(final Path file) throws QrException {
        try {
            checkFile(file);
            try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
                return read(file.toString(), in);
            }
        } catch (final QrException e) {
            throw e;
        } catch (final NoSuchFileException e) {
            throw new QrException(file + " does not exist", e);
        } catch (final IOException | RuntimeException e) {
            throw damaged(file.toString(), e);
        } catch (final OutOfMemoryError e) {
            throw tooLarge(file.toString(), e);
        }
    }

    /** An image that is in memory; {@code name} is what messages call it. */
    static BufferedImage read(final String name, final byte[] bytes) throws QrException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            return read(name, in);
        } catch (final QrException e) {
            throw e;
        } catch (final IOException | RuntimeException e) {
            throw damaged(name, e);
        } catch (final OutOfMemoryError e) {
            throw tooLarge(name, e);
        }
    }

    /** The JDK's image readers answer damaged files with exceptions of many kinds. */
    private static QrException damaged(final String name, final Exception cause) {
        return new QrException(name + " is damaged or cannot be read (" + cause + "): save the picture again as PNG", cause);
    }

    /** The JDK's image readers believe the lengths that a file claims, and ask for arrays of that size. */
    private static QrException tooLarge(final String name, final OutOfMemoryError cause) {
        return new QrException(
            name + " needs more memory than this program has, by what it says of itself: save the picture again as PNG", cause);
    }

    private static BufferedImage read(final String name, final ImageInputStream in) throws IOException {
        final Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
            throw new QrException(name + " is not an image that can be read: use PNG, JPEG, GIF, BMP or TIFF");
        }
        final ImageReader reader = readers.next();
        try {
            reader.setInput(in, true, true);
            return read(name, reader);
        } finally {
            reader.dispose();
        }
    }

    private static void checkFile(final Path file) throws IOException {
        final long length = Files.size(file);
        if (!Files.isRegularFile(file)) {
            throw new QrException(file + " is not a file");
        }
        if (!Files.isReadable(file)) {
            throw new QrException(file + " may not be read by this user");
        }
        if (length == 0) {
            throw new QrException(file + " is empty: it is not an image");
        }
        if (length > FILE_LENGTH_MAX) {
            throw new QrException(file + " has " + length + " bytes, more than the " + FILE_LENGTH_MAX
                + " that a picture may have: save it smaller");
        }
    }

    private static BufferedImage read(final String name, final ImageReader reader) throws IOException {
        final long width = reader.getWidth(0);
        final long height = reader.getHeight(0);
        if (width < 1 || height < 1 || width > SIDE_PIXELS_MAX || height > SIDE_PIXELS_MAX || width * height > PIXELS_MAX) {
            throw new QrException(name + " has " + width + " x " + height + " pixels; at most " + SIDE_PIXELS_MAX
                + " a side and " + PIXELS_MAX + " in all are read: save it smaller");
        }
        final ImageReadParam param = reader.getDefaultReadParam();
        final int step = (int) Math.ceil(Math.sqrt((double) (width * height) / PIXELS_READ_MAX));
        param.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, param);
    }
}
