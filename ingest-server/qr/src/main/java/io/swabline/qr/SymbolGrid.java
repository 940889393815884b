package io.swabline.qr;

import com.google.zxing.ResultPoint;
import com.google.zxing.common.PerspectiveTransform;
import com.google.zxing.qrcode.detector.FinderPatternInfo;

/**
 * The modules of a code in a grey picture, seen in perspective. Three corners are known; the fourth is where the patterns that
 * every code has (timing, alignment, the finders' rings, the white margin) fit best. One thread.
 */
final class SymbolGrid {
    private static final int ALIGNMENT_MODULES_MIN = 25;
    /** Of its 25 modules 17 are dark; one of them says more of the fourth corner than one of the timing patterns. */
    private static final double ALIGNMENT_WEIGHT = 3;
    private static final int THRESHOLD_RADIUS_MODULES = 5;

    private final Luminance picture;
    private final int size;
    private final ResultPoint topLeft;
    private final ResultPoint topRight;
    private final ResultPoint bottomLeft;
    private PerspectiveTransform transform;
    private final float[] point = new float[2];
    private final GridBend bend;

    /** How dark modules are told from light ones. */
    enum Threshold {
        /** The mean of the modules around. */
        MEAN,
        /** The middle between the darkest and the lightest module around. */
        MIDDLE
    }

    SymbolGrid(final Luminance picture, final FinderPatternInfo symbol, final int size) {
        this.picture = picture;
        this.size = size;
        topLeft = symbol.getTopLeft();
        topRight = symbol.getTopRight();
        bottomLeft = symbol.getBottomLeft();
        bend = new GridBend(size);
    }

    /** Looks for the fourth corner, and says how much lighter than dark its fixed patterns are that must be light. */
    double fit() {
        final double reach = size - 7;
        final double rightX = (topRight.getX() - topLeft.getX()) / reach;
        final double rightY = (topRight.getY() - topLeft.getY()) / reach;
        final double downX = (bottomLeft.getX() - topLeft.getX()) / reach;
        final double downY = (bottomLeft.getY() - topLeft.getY()) / reach;
        double x = topRight.getX() + reach * downX;
        double y = topRight.getY() + reach * downY;
        double best = -1;
        double range = reach * 0.36;
        for (double step = Math.max(1, reach / 40); step > 0.2; step /= 2) {
            final double aroundX = x;
            final double aroundY = y;
            for (double right = -range; right <= range; right += step) {
                for (double down = -range; down <= range; down += step) {
                    final double toX = aroundX + right * rightX + down * downX;
                    final double toY = aroundY + right * rightY + down * downY;
                    place(toX, toY);
                    final double fit = score();
                    if (fit > best) {
                        best = fit;
                        x = toX;
                        y = toY;
                    }
                }
            }
            range = step;
        }
        place(x, y);
        return best;
    }

    private void place(final double x, final double y) {
        final float far = size - 3.5f;
        transform = PerspectiveTransform.quadrilateralToQuadrilateral(
            3.5f, 3.5f, far, 3.5f, far, far, 3.5f, far,
            topLeft.getX(), topLeft.getY(), topRight.getX(), topRight.getY(), (float) x, (float) y,
            bottomLeft.getX(), bottomLeft.getY());
    }

    /** How much lighter the modules are that must be light than those that must be dark. */
    private double score() {
        double sum = 0;
        double weight = 0;
        for (int i = 8; i < size - 8; i++) {
            final int sign = (i & 1) == 0 ? -1 : 1;
            sum += sign * (light(i + 0.5, 6.5) + light(6.5, i + 0.5));
            weight += 2;
        }
        if (size >= ALIGNMENT_MODULES_MIN) {
            for (int y = -2; y <= 2; y++) {
                for (int x = -2; x <= 2; x++) {
                    final boolean isLight = Math.max(Math.abs(x), Math.abs(y)) == 1;
                    sum += (isLight ? ALIGNMENT_WEIGHT * 17 / 8 : -ALIGNMENT_WEIGHT) * light(size - 6.5 + x, size - 6.5 + y);
                    weight += ALIGNMENT_WEIGHT;
                }
            }
        }
        return sum / weight;
    }

    /** Moves parts of the grid to where modules are told apart best: paper is rarely flat. */
    void bend() {
        bend.fit(this::light);
    }

    /** The modules, dark ones true. */
    boolean[][] modules(final double sharpening, final Threshold threshold) {
        final double[][] light = new double[size][size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                light[y][x] = (light(x + 0.5, y + 0.5) * 2 + light(x + 0.3, y + 0.3) + light(x + 0.7, y + 0.3)
                    + light(x + 0.3, y + 0.7) + light(x + 0.7, y + 0.7)) / 6;
            }
        }
        final double[][] sharp = sharpen(light, sharpening);
        final boolean[][] dark = new boolean[size][size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                dark[y][x] = sharp[y][x] < threshold(sharp, x, y, threshold);
            }
        }
        return dark;
    }

    /** Takes away what a blurred module got from its neighbours. */
    private double[][] sharpen(final double[][] light, final double amount) {
        if (amount == 0) {
            return light;
        }
        final double[][] sharp = new double[size][size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                final double around = light[y][Math.max(0, x - 1)] + light[y][Math.min(size - 1, x + 1)]
                    + light[Math.max(0, y - 1)][x] + light[Math.min(size - 1, y + 1)][x];
                sharp[y][x] = light[y][x] + amount * (light[y][x] - around / 4);
            }
        }
        return sharp;
    }

    private double threshold(final double[][] light, final int x, final int y, final Threshold threshold) {
        final int radius = THRESHOLD_RADIUS_MODULES;
        double sum = 0;
        double darkest = Double.MAX_VALUE;
        double lightest = -Double.MAX_VALUE;
        int count = 0;
        for (int atY = Math.max(0, y - radius); atY <= Math.min(size - 1, y + radius); atY++) {
            for (int atX = Math.max(0, x - radius); atX <= Math.min(size - 1, x + radius); atX++) {
                final double at = light[atY][atX];
                sum += at;
                darkest = Math.min(darkest, at);
                lightest = Math.max(lightest, at);
                count++;
            }
        }
        return threshold == Threshold.MEAN ? sum / count : (darkest + lightest) / 2;
    }

    private double light(final double moduleX, final double moduleY) {
        point[0] = (float) (moduleX + bend.x(moduleX, moduleY));
        point[1] = (float) (moduleY + bend.y(moduleX, moduleY));
        transform.transformPoints(point);
        return picture.between(point[0], point[1]);
    }
}
