package io.swabline.qr;

import com.google.zxing.ChecksumException;
import com.google.zxing.DecodeHintType;
import com.google.zxing.FormatException;
import com.google.zxing.ReaderException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.DecoderResult;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.detector.Detector;
import com.google.zxing.qrcode.detector.FinderPattern;
import com.google.zxing.qrcode.detector.FinderPatternInfo;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads a code of which the place is known: first as ZXing does, in black and white; then by {@link SymbolGrid} in the grey
 * picture, with several ways to tell dark modules from light ones. Wrong guesses cost time only, for the code's own error
 * correction refuses them. One thread, one picture.
 */
final class SymbolReader extends Detector {
    private static final Map<DecodeHintType, ?> HINTS = Map.of(DecodeHintType.TRY_HARDER, Boolean.TRUE);
    private static final double[] SHARPENINGS = {0, 0.6, 1.5};
    /** Where patterns stand out by less light there is no code. */
    private static final double FIT_MIN = 4;
    private static final int MODULES_MIN = 21;
    private static final int MODULES_MAX = 177;

    private final Luminance picture;
    private final Decoder decoder = new Decoder();

    SymbolReader(final BitMatrix image, final Luminance picture) {
        super(image);
        this.picture = picture;
    }

    /** The text as ZXing reads it; null if it does not. */
    String readQuickly(final FinderPatternInfo symbol) {
        try {
            return decoder.decode(processFinderPatternInfo(symbol).getBits(), HINTS).getText();
        } catch (final ReaderException e) {
            return null; // the usual way of ZXing to say that there is none
        }
    }

    /**
     * The text by looking closely; null if it cannot be read.
     *
     * @param mayBend whether to try, at great expense, that the paper is not flat
     */
    String readClosely(final FinderPatternInfo symbol, final boolean mayBend) {
        SymbolGrid best = null;
        double bestFit = FIT_MIN;
        for (final int modules : sizes(symbol)) {
            final SymbolGrid grid = new SymbolGrid(picture, symbol, modules);
            final double fit = grid.fit();
            if (fit > bestFit) {
                bestFit = fit;
                best = grid;
            }
        }
        String text = best == null ? null : read(best);
        if (best != null && text == null && mayBend) {
            best.bend();
            text = read(best);
        }
        return text;
    }

    private String read(final SymbolGrid grid) {
        for (final double sharpening : SHARPENINGS) {
            for (final SymbolGrid.Threshold threshold : SymbolGrid.Threshold.values()) {
                final String text = decode(grid.modules(sharpening, threshold));
                if (text != null) {
                    return text;
                }
            }
        }
        return null;
    }

    private String decode(final boolean[][] modules) {
        try {
            final DecoderResult result = decoder.decode(modules, HINTS);
            return result.getText();
        } catch (final ChecksumException | FormatException e) {
            return null; // the usual way of ZXing to say that this is no code
        }
    }

    /** Modules a side, the likeliest first. */
    private Set<Integer> sizes(final FinderPatternInfo symbol) {
        final FinderPattern topLeft = symbol.getTopLeft();
        final float moduleSize =
            (calculateModuleSize(topLeft, symbol.getTopRight(), symbol.getBottomLeft()) + sizeOf(symbol)) / 2;
        final float pixels = Float.isNaN(moduleSize) ? sizeOf(symbol) : moduleSize;
        final double legs = Math.hypot(symbol.getTopRight().getX() - topLeft.getX(), symbol.getTopRight().getY() - topLeft.getY())
            + Math.hypot(symbol.getBottomLeft().getX() - topLeft.getX(), symbol.getBottomLeft().getY() - topLeft.getY());
        final double estimate = legs / 2 / pixels + 7;
        final int nearest = 4 * (int) Math.rint((estimate - 1) / 4) + 1;
        final int direction = estimate > nearest ? 4 : -4;
        final Set<Integer> sizes = new LinkedHashSet<>();
        for (final int size : new int[] {nearest, nearest + direction, nearest - direction}) {
            if (size >= MODULES_MIN && size <= MODULES_MAX) {
                sizes.add(size);
            }
        }
        return sizes;
    }

    private static float sizeOf(final FinderPatternInfo symbol) {
        return (symbol.getTopLeft().getEstimatedModuleSize() + symbol.getTopRight().getEstimatedModuleSize()
            + symbol.getBottomLeft().getEstimatedModuleSize()) / 3;
    }
}
