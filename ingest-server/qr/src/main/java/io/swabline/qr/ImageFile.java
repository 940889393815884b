package io.swabline.qr;

import java.awt.image.BufferedImage;
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
                final Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
                if (!readers.hasNext()) {
                    throw new QrException(file + " is not an image that can be read: use PNG, JPEG, GIF, BMP or TIFF");
                }
                final ImageReader reader = readers.next();
                try {
                    reader.setInput(in, true, true);
                    return read(file, reader);
                } finally {
                    reader.dispose();
                }
            }
        } catch (final QrException e) {
            throw e;
        } catch (final NoSuchFileException e) {
            throw new QrException(file + " does not exist", e);
        } catch (final IOException | RuntimeException e) {
            // The JDK's image readers answer damaged files with exceptions of many kinds.
            throw new QrException(file + " is damaged or cannot be read (" + e + "): save the picture again as PNG", e);
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
        if (length > FILE_LENGTH_MAX) {
            throw new QrException(file + " has " + length + " bytes, more than the " + FILE_LENGTH_MAX
                + " that a picture may have: save it smaller");
        }
    }

    private static BufferedImage read(final Path file, final ImageReader reader) throws IOException {
        final long width = reader.getWidth(0);
        final long height = reader.getHeight(0);
        if (width < 1 || height < 1 || width > SIDE_PIXELS_MAX || height > SIDE_PIXELS_MAX || width * height > PIXELS_MAX) {
            throw new QrException(file + " has " + width + " x " + height + " pixels; at most " + SIDE_PIXELS_MAX
                + " a side and " + PIXELS_MAX + " in all are read: save it smaller");
        }
        final ImageReadParam param = reader.getDefaultReadParam();
        final int step = (int) Math.ceil(Math.sqrt((double) (width * height) / PIXELS_READ_MAX));
        param.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, param);
    }
}
