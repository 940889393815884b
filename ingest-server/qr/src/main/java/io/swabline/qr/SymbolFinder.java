package io.swabline.qr;

import com.google.zxing.ResultPoint;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.detector.FinderPattern;
import com.google.zxing.qrcode.detector.FinderPatternFinder;
import com.google.zxing.qrcode.detector.FinderPatternInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds where QR codes may be: the squares in three of their corners, taken together in threes. ZXing's own search compares all
 * squares with each other, however many a hostile picture holds, and expects a flat view; this one keeps the best few and lets a
 * code be seen from the side. One thread, one picture.
 */
final class SymbolFinder extends FinderPatternFinder {
    private static final int CENTERS_SEEN_MAX = 400;
    private static final int CENTERS_MAX = 48;
    private static final int SYMBOLS_MAX = 250;
    /** The same square is crossed by several rows; seen but once it is chance. */
    private static final int CROSSED_MIN = 2;
    private static final double SIZE_RATIO_MAX = 2.2;
    private static final double LEG_RATIO_MAX = 2.6;
    private static final double COSINE_MAX = 0.75;
    /** Between the middles of two squares lie 14 modules in the smallest QR code and 170 in the largest. */
    private static final double LEG_MODULES_MIN = 9;
    private static final double LEG_MODULES_MAX = 230;

    private record Scored(FinderPatternInfo symbol, double badness) {
    }

    SymbolFinder(final BitMatrix image) {
        super(image);
    }

    /** At most {@link #SYMBOLS_MAX}, the likeliest first. */
    List<FinderPatternInfo> find() {
        scan();
        final List<FinderPattern> centers = new ArrayList<>(getPossibleCenters());
        centers.removeIf(center -> center.getCount() < CROSSED_MIN);
        centers.sort(Comparator.comparingInt(FinderPattern::getCount).reversed());
        final List<FinderPattern> best = centers.subList(0, Math.min(centers.size(), CENTERS_MAX));
        final List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < best.size(); i++) {
            for (int j = i + 1; j < best.size(); j++) {
                for (int k = j + 1; k < best.size(); k++) {
                    score(new FinderPattern[] {best.get(i), best.get(j), best.get(k)}, scored);
                }
            }
        }
        scored.sort(Comparator.comparingDouble(Scored::badness));
        return scored.stream().limit(SYMBOLS_MAX).map(Scored::symbol).toList();
    }

    private void scan() {
        final BitMatrix image = getImage();
        final int step = Math.max(1, image.getHeight() / 800);
        final int[] runs = new int[5];
        for (int y = 0; y < image.getHeight() && getPossibleCenters().size() < CENTERS_SEEN_MAX; y += step) {
            doClearCounts(runs);
            int state = 0;
            for (int x = 0; x < image.getWidth(); x++) {
                if (image.get(x, y) == ((state & 1) == 0)) {
                    runs[state]++;
                } else if (state == 0 && runs[0] == 0) {
                    continue;
                } else if (state < 4) {
                    runs[++state]++;
                } else if (foundPatternCross(runs) && handlePossibleCenter(runs, y, x)) {
                    doClearCounts(runs);
                    state = 0;
                } else {
                    doShiftCounts2(runs);
                    state = 3;
                }
            }
            if (state == 4 && foundPatternCross(runs)) {
                handlePossibleCenter(runs, y, image.getWidth());
            }
        }
    }

    private static void score(final FinderPattern[] centers, final List<Scored> scored) {
        float smallest = Float.MAX_VALUE;
        float largest = 0;
        for (final FinderPattern center : centers) {
            smallest = Math.min(smallest, center.getEstimatedModuleSize());
            largest = Math.max(largest, center.getEstimatedModuleSize());
        }
        if (largest > smallest * SIZE_RATIO_MAX) {
            return;
        }
        ResultPoint.orderBestPatterns(centers);
        final FinderPatternInfo symbol = new FinderPatternInfo(centers);
        final double x1 = symbol.getTopRight().getX() - symbol.getTopLeft().getX();
        final double y1 = symbol.getTopRight().getY() - symbol.getTopLeft().getY();
        final double x2 = symbol.getBottomLeft().getX() - symbol.getTopLeft().getX();
        final double y2 = symbol.getBottomLeft().getY() - symbol.getTopLeft().getY();
        final double leg1 = Math.hypot(x1, y1);
        final double leg2 = Math.hypot(x2, y2);
        final double cosine = Math.abs((x1 * x2 + y1 * y2) / (leg1 * leg2));
        final double legRatio = Math.max(leg1, leg2) / Math.min(leg1, leg2);
        final double modules = (leg1 + leg2) / (smallest + largest);
        if (cosine < COSINE_MAX && legRatio < LEG_RATIO_MAX && modules > LEG_MODULES_MIN && modules < LEG_MODULES_MAX) {
            scored.add(new Scored(symbol, cosine + Math.log(legRatio) + Math.log(largest / smallest)));
        }
    }
}
