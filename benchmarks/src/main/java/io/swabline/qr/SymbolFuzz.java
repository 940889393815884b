package io.swabline.qr;

import io.swabline.fuzz.Edits;
import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Damaged symbols: whatever a small picture shows, the search ends and gives texts or a {@link QrException}. The input is edits
 * of a code's modules, a byte each, and then of the drawn picture's width, so that the symbol shears.
 */
public final class SymbolFuzz {
    private static final int QUIET_ZONE = 4;
    private static final String[] TEXTS = {"N1:FUZZ", "0123456789", "lower case \u5f20", "N1:" + "AB".repeat(75)};
    private static final int SIDE_MAX = 160;
    /** Two pixels a module, no shear. */
    private static final int WHOLE_FORM = 10;

    private SymbolFuzz() {
    }

    /** First byte: which symbol; second: pixels a module and shear; then edits. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final BufferedImage symbol = QrImage.draw(TEXTS[input.u8() % TEXTS.length], 1, QUIET_ZONE);
        final int form = input.u8();
        final int side = symbol.getWidth();
        final byte[] modules = new byte[side * side];
        for (int i = 0; i < modules.length; i++) {
            modules[i] = (byte) symbol.getRGB(i % side, i / side);
        }
        final byte[] edited = Edits.apply(modules, input);
        final int width = Math.max(1, side + (form >> 2) % 5 - 2);
        final int height = Math.min(SIDE_MAX, edited.length / width);
        if (height == 0) {
            return;
        }
        final int scale = 1 + form % Math.max(1, Math.min(3, SIDE_MAX / width));
        final BufferedImage picture = new BufferedImage(width * scale, height * scale, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height * scale; y++) {
            for (int x = 0; x < width * scale; x++) {
                picture.getRaster().setSample(x, y, 0, edited[y / scale * width + x / scale] & 0xff);
            }
        }
        try {
            Finding.unless(!QrReader.read(picture).isEmpty(), "no text and no exception");
        } catch (final QrException none) {
            Finding.unless(bytes.length > 2 || form != WHOLE_FORM, "a whole symbol is not found");
        }
    }

    /** Whole symbols in several forms, and one with a hole. */
    public static List<byte[]> seeds() {
        return List.of(new byte[] {0, WHOLE_FORM}, new byte[] {1, WHOLE_FORM}, new byte[] {2, WHOLE_FORM}, new byte[] {1, 2},
            new byte[] {2, 9}, new byte[] {3, 9}, new byte[] {0, 9, 4, 0, 1, 60, 0});
    }
}
