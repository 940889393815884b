package io.swabline.qr;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import com.google.zxing.qrcode.encoder.QRCode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A QR code of a text, error correction M, to be drawn in any size. Text of digits, capitals and {@code $%*+-./:} and space is
 * encoded in alphanumeric mode, so a sampling code of 153 characters has version 6: 41 modules a side. Immutable.
 */
public final class QrImage {
    /** What the standard asks for on each side. */
    public static final int QUIET_ZONE_MODULES = 4;

    /**
     * A printed module: 8 dots of a printer of 200 dpi, 12 of one of 300 dpi, 24 of one of 600 dpi. A sampling code and its
     * quiet zone are 1.96 inches or 49.8 mm that way; docs/codes-on-paper.md has the measurements.
     */
    public static final double PRINTED_MODULE_INCHES = 0.04;

    private static final FileAttribute<?> OWNER_ONLY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int MODULE_PIXELS_MAX = 64;
    private static final double METRES_PER_INCH = 0.0254;
    private static final int QUIET_ZONE_MODULES_MAX = 32;
    private static final int WHITE = 1;
    private static final int BLACK = 0;

    private final QRCode code;

    private QrImage(final QRCode code) {
        this.code = code;
    }

    /** Lays out the code; {@link IllegalArgumentException} if the text is empty or too long for a QR code. */
    public static QrImage of(final String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a QR code needs a text of at least one character");
        }
        try {
            return new QrImage(Encoder.encode(text, ErrorCorrectionLevel.M, Map.of(EncodeHintType.CHARACTER_SET, "UTF-8")));
        } catch (final WriterException e) {
            throw new IllegalArgumentException("a text of " + text.length() + " characters does not fit into a QR code", e);
        }
    }

    /** Draws a text; see {@link #draw(int, int)}. */
    public static BufferedImage draw(final String text, final int modulePixels, final int quietZoneModules) {
        return of(text).draw(modulePixels, quietZoneModules);
    }

    /** 1 to 40. */
    public int version() {
        return code.getVersion().getVersionNumber();
    }

    /** Modules a side, without the quiet zone. */
    public int modules() {
        return code.getMatrix().getWidth();
    }

    /**
     * The modules without the quiet zone, one bit each, 1 for a dark one: row by row from the top, from the left, the first
     * one in the highest bit of the first byte; what is left of the last byte is 0.
     */
    public byte[] bits() {
        final ByteMatrix matrix = code.getMatrix();
        final int side = matrix.getWidth();
        final byte[] bits = new byte[(side * side + Byte.SIZE - 1) / Byte.SIZE];
        for (int i = 0; i < side * side; i++) {
            if (isDark(matrix, i % side, i / side)) {
                bits[i / Byte.SIZE] |= (byte) (0x80 >> i % Byte.SIZE);
            }
        }
        return bits;
    }

    /**
     * Draws the code in black and white.
     *
     * @param modulePixels     pixels a side of each module, 1 to 64
     * @param quietZoneModules white margin, 0 to 32 modules; less than {@link #QUIET_ZONE_MODULES} is hard to read
     */
    public BufferedImage draw(final int modulePixels, final int quietZoneModules) {
        checkRange("modulePixels", modulePixels, 1, MODULE_PIXELS_MAX);
        checkRange("quietZoneModules", quietZoneModules, 0, QUIET_ZONE_MODULES_MAX);
        final ByteMatrix matrix = code.getMatrix();
        final int side = (matrix.getWidth() + 2 * quietZoneModules) * modulePixels;
        final BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
        final int[] row = new int[side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                row[x] = isDark(matrix, x / modulePixels - quietZoneModules, y / modulePixels - quietZoneModules) ? BLACK : WHITE;
            }
            image.getRaster().setPixels(0, y, side, 1, row);
        }
        return image;
    }

    /** Writes a PNG file, see {@link #toPng}; the owner's only, for a code is personal. An existing file is written over. */
    public void writePng(final Path file, final int modulePixels, final int quietZoneModules) throws IOException {
        final ByteBuffer png = ByteBuffer.wrap(toPng(modulePixels, quietZoneModules));
        try (SeekableByteChannel out = Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING), OWNER_ONLY)) {
            while (png.hasRemaining()) {
                out.write(png);
            }
        }
    }

    /** The code as a PNG image that prints at {@link #PRINTED_MODULE_INCHES}. */
    public byte[] toPng(final int modulePixels, final int quietZoneModules) throws IOException {
        final BufferedImage image = draw(modulePixels, quietZoneModules);
        final Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("png");
        if (!writers.hasNext()) {
            throw new IOException("this Java has no PNG writer: use a full JDK or the java-desktop module");
        }
        final ImageWriter writer = writers.next();
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            final IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
            putDensity(metadata, (int) Math.rint(modulePixels / (PRINTED_MODULE_INCHES * METRES_PER_INCH)));
            writer.setOutput(out);
            writer.write(new IIOImage(image, null, metadata));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The PNG chunk pHYs; what the JDK makes of its standard metadata is the reciprocal. */
    private static void putDensity(final IIOMetadata metadata, final int pixelsPerMetre) throws IOException {
        final IIOMetadataNode density = new IIOMetadataNode("pHYs");
        density.setAttribute("pixelsPerUnitXAxis", Integer.toString(pixelsPerMetre));
        density.setAttribute("pixelsPerUnitYAxis", Integer.toString(pixelsPerMetre));
        density.setAttribute("unitSpecifier", "meter");
        final IIOMetadataNode root = new IIOMetadataNode(metadata.getNativeMetadataFormatName());
        root.appendChild(density);
        metadata.mergeTree(metadata.getNativeMetadataFormatName(), root);
    }

    /** The code as an SVG document, one unit a module: sharp in any size, {@link #PRINTED_MODULE_INCHES} unless one is given. */
    public String toSvg(final int quietZoneModules) {
        checkRange("quietZoneModules", quietZoneModules, 0, QUIET_ZONE_MODULES_MAX);
        final ByteMatrix matrix = code.getMatrix();
        final int side = matrix.getWidth() + 2 * quietZoneModules;
        final String inches = String.format(Locale.ROOT, "%.2fin", side * PRINTED_MODULE_INCHES);
        final StringBuilder svg = new StringBuilder(16 << 10)
            .append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ").append(side).append(' ').append(side)
            .append("\" width=\"").append(inches).append("\" height=\"").append(inches)
            .append("\" shape-rendering=\"crispEdges\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<path d=\"");
        for (int y = 0; y < matrix.getHeight(); y++) {
            appendRuns(svg, matrix, y, quietZoneModules);
        }
        return svg.append("\"/>\n</svg>\n").toString();
    }

    /** One rectangle for each run of dark modules in the row. */
    private static void appendRuns(final StringBuilder svg, final ByteMatrix matrix, final int y, final int quietZoneModules) {
        int x = 0;
        while (x < matrix.getWidth()) {
            int end = x;
            while (isDark(matrix, end, y)) {
                end++;
            }
            if (end > x) {
                svg.append('M').append(x + quietZoneModules).append(' ').append(y + quietZoneModules)
                    .append('h').append(end - x).append("v1h-").append(end - x).append('z');
            }
            x = end + 1;
        }
    }

    private static boolean isDark(final ByteMatrix matrix, final int x, final int y) {
        return x >= 0 && y >= 0 && x < matrix.getWidth() && y < matrix.getHeight() && matrix.get(x, y) == 1;
    }

    private static void checkRange(final String name, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + "; it is " + value);
        }
    }
}
