package io.swabline.qr;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the QR codes in a picture, in whatever direction, light on dark too. Tries the likely first and gives up late; the work
 * on a picture is bounded by its size, and counted, not timed, so that the same picture always gives the same texts. Stateless.
 */
public final class QrReader {
    /** Larger files are refused: no photograph of a phone is as large. */
    public static final long FILE_LENGTH_MAX = ImageFile.FILE_LENGTH_MAX;

    private QrReader() {
    }

    /** The texts of all codes in an image file, from top to bottom; {@link QrException} if there is none or it cannot be read. */
    public static List<String> readFile(final Path file) throws QrException {
        return readFile(file, text -> true);
    }

    /**
     * The texts of all codes in an image file, from top to bottom; {@link QrException} if there is none or it cannot be read.
     *
     * @param isWanted whether a text is one that is looked for; others are returned too, but the search goes on
     */
    public static List<String> readFile(final Path file, final Predicate<String> isWanted) throws QrException {
        return read(file.toString(), ImageFile.read(file), isWanted);
    }

    /** As {@link #readFile(Path, Predicate)}, of an image file that is in memory; messages call it {@code name}. */
    public static List<String> readBytes(final String name, final byte[] bytes, final Predicate<String> isWanted)
        throws QrException {
        if (bytes.length > FILE_LENGTH_MAX) {
            throw new QrException(name + " has more than the " + FILE_LENGTH_MAX + " bytes that a picture may have");
        }
        return read(name, ImageFile.read(name, bytes), isWanted);
    }

    private static List<String> read(final String name, final BufferedImage image, final Predicate<String> isWanted)
        throws QrException {
        final List<String> texts = new SymbolSearch(Luminance.of(image), isWanted).texts();
        if (texts.isEmpty()) {
            throw QrException.withoutCode("no QR code found in " + name
                + ": move closer so that the code fills half of the picture, "
                + "hold still, with more light and no glare, and the white margin in the picture");
        }
        return texts;
    }

    /** The texts of all codes in a picture, from top to bottom; {@link QrException} if there is none. */
    public static List<String> read(final BufferedImage image) throws QrException {
        return read(image, text -> true);
    }

    /** See {@link #readFile(Path, Predicate)}. */
    public static List<String> read(final BufferedImage image, final Predicate<String> isWanted) throws QrException {
        final List<String> texts = new SymbolSearch(Luminance.of(image), isWanted).texts();
        if (texts.isEmpty()) {
            throw QrException.withoutCode(
                "no QR code found in the picture of " + image.getWidth() + " x " + image.getHeight() + " pixels");
        }
        return texts;
    }
}
