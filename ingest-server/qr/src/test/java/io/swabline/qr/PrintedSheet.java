package io.swabline.qr;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/**
 * A code as a cheap printer puts it on paper. The printer knows dots, black or none: a module that is no whole number of dots is
 * one dot wider here and there, grey is made of dots by error diffusion. Then dots grow into each other and the toner is dragged.
 *
 * @param sideMm     the side of the code, quiet zone of 4 modules included (also where less of it is left white)
 * @param dpi        dots an inch
 * @param level      error correction
 * @param toner      share of dots that a dark module gets: 1, or less when the printer saves toner
 * @param paper      light of the paper, 0 to 255
 * @param quietZone  modules of it that are left white; beyond them the sheet is black
 * @param gainDots   how far a dot spreads on each side, in thirds
 * @param smearDots  how far toner is dragged
 */
record PrintedSheet(
    double sideMm, int dpi, ErrorCorrectionLevel level, double toner, double paper, double quietZone, double gainDots,
    double smearDots) {
    /** A dot is 3 x 3 pixels of the sheet. */
    static final int DOT_PIXELS = 3;
    private static final int QUIET_ZONE_MODULES = 4;
    private static final double INK_LIGHT = 35;
    private static final double BLANK_SHARE = 0.15;

    /** A printer of 200 dpi with dots that spread by a third and 1 dot of smear, on white paper. */
    static PrintedSheet usual(final double sideMm) {
        return new PrintedSheet(sideMm, 200, ErrorCorrectionLevel.M, 1, 225, 4, 1 / 3.0, 1);
    }

    PrintedSheet withDpi(final int other) {
        return new PrintedSheet(sideMm, other, level, toner, paper, quietZone, gainDots, smearDots);
    }

    PrintedSheet withLevel(final ErrorCorrectionLevel other) {
        return new PrintedSheet(sideMm, dpi, other, toner, paper, quietZone, gainDots, smearDots);
    }

    PrintedSheet withToner(final double share, final double paperLight) {
        return new PrintedSheet(sideMm, dpi, level, share, paperLight, quietZone, gainDots, smearDots);
    }

    PrintedSheet withQuietZone(final double modules) {
        return new PrintedSheet(sideMm, dpi, level, toner, paper, modules, gainDots, smearDots);
    }

    PrintedSheet withInk(final double gain, final double smear) {
        return new PrintedSheet(sideMm, dpi, level, toner, paper, quietZone, gain, smear);
    }

    /** Pixels of the printed sheet for a millimetre. */
    double pixelsPerMm() {
        return dpi / 25.4 * DOT_PIXELS;
    }

    /** The sheet with a white rim of a seventh around the code. */
    Grey print(final String text) {
        final ByteMatrix matrix = matrix(text, level);
        final int modules = matrix.getWidth() + 2 * QUIET_ZONE_MODULES;
        final double dotsPerModule = sideMm / 25.4 * dpi / modules;
        final int codeDots = (int) Math.rint(sideMm / 25.4 * dpi);
        final int rim = (int) (codeDots * BLANK_SHARE);
        final int side = codeDots + 2 * rim;
        final double[] ink = new double[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                final double moduleX = (x - rim + 0.5) / dotsPerModule - QUIET_ZONE_MODULES;
                final double moduleY = (y - rim + 0.5) / dotsPerModule - QUIET_ZONE_MODULES;
                ink[y * side + x] = isDark(matrix, moduleX, moduleY) ? toner : 0;
            }
        }
        diffuse(ink, side);
        return spread(ink, side);
    }

    static ByteMatrix matrix(final String text, final ErrorCorrectionLevel level) {
        try {
            return Encoder.encode(text, level).getMatrix();
        } catch (final WriterException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isDark(final ByteMatrix matrix, final double x, final double y) {
        final int size = matrix.getWidth();
        if (x >= 0 && y >= 0 && x < size && y < size) {
            return matrix.get((int) x, (int) y) == 1;
        }
        final double away = Math.max(Math.max(-x, x - size), Math.max(-y, y - size));
        return quietZone < QUIET_ZONE_MODULES && away > quietZone && away < QUIET_ZONE_MODULES;
    }

    /** Floyd and Steinberg: each dot is black or not, and hands the difference on. */
    private static void diffuse(final double[] ink, final int side) {
        for (int y = 0; y < side - 1; y++) {
            for (int x = 1; x < side - 1; x++) {
                final int at = y * side + x;
                final double wanted = ink[at];
                ink[at] = wanted >= 0.5 ? 1 : 0;
                final double error = wanted - ink[at];
                ink[at + 1] += error * 7 / 16;
                ink[at + side - 1] += error * 3 / 16;
                ink[at + side] += error * 5 / 16;
                ink[at + side + 1] += error / 16;
            }
        }
    }

    private Grey spread(final double[] ink, final int side) {
        final Grey sheet = new Grey(side * DOT_PIXELS, side * DOT_PIXELS, 0);
        sheet.treat((x, y, old) -> 255 * (1 - ink[y / DOT_PIXELS * side + x / DOT_PIXELS]));
        final Grey grown = sheet.grow((int) Math.rint(gainDots * DOT_PIXELS));
        final Grey smeared = smearDots > 0 ? grown.smear(smearDots * DOT_PIXELS, 0.5) : grown;
        return smeared.blur(0.3 * DOT_PIXELS).treat((x, y, old) -> INK_LIGHT + (paper - INK_LIGHT) * old / 255);
    }
}
