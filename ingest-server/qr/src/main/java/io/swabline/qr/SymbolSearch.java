package io.swabline.qr;

import com.google.zxing.Binarizer;
import com.google.zxing.NotFoundException;
import com.google.zxing.ResultPoint;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.detector.FinderPatternInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The search for codes in one picture: attempt after attempt, each a size of the picture, a treatment, and a way to tell dark
 * from light, the cheap and likely ones first. Every attempt is paid for from a budget before it is made. One thread, one
 * picture.
 */
final class SymbolSearch {
    /** Pixels to be looked at in all attempts: this many, and so many times the picture's own. */
    private static final long BUDGET_PIXELS = 24_000_000;
    private static final int BUDGET_TIMES = 4;
    /** Reading at a place costs about as much as an attempt on so many pixels. */
    private static final int QUICK_LOOK_PIXELS = 4_000;
    /** Looking closely at a place costs about as much as an attempt on so many pixels. */
    private static final int CLOSE_LOOK_PIXELS = 100_000;
    private static final int CLOSE_LOOKS_MAX = 6;
    private static final int BEND_PIXELS = 1_500_000;
    private static final int BENDS_MAX = 1;
    /** A picture of so many pixels is looked at first, made smaller if need be. */
    private static final int FIRST_PIXELS = 1_600_000;
    private static final int SMALLEST_SIDE_PIXELS = 150;
    private static final int ENLARGE_PIXELS_MAX = 1_200_000;
    private static final int AROUND_RADIUS_PIXELS = 20;

    private final Luminance original;
    private final Predicate<String> isWanted;
    private final List<Found> found = new ArrayList<>();
    private long budget;
    private boolean isWantedFound;

    private record Found(String text, double x, double y, double radius) {
    }

    /** A size of the picture: so many of its pixels are one of the original. */
    private record Size(Luminance picture, double factorX, double factorY) {
        double x(final ResultPoint point) {
            return point.getX() / factorX;
        }

        double y(final ResultPoint point) {
            return point.getY() / factorY;
        }

        long pixels() {
            return (long) picture.getWidth() * picture.getHeight();
        }
    }

    SymbolSearch(final Luminance original, final Predicate<String> isWanted) {
        this.original = original;
        this.isWanted = isWanted;
        budget = BUDGET_PIXELS + BUDGET_TIMES * (long) original.getWidth() * original.getHeight();
    }

    /** All texts, from top to bottom. */
    List<String> texts() {
        searchAll(sizes());
        found.sort(Comparator.comparingDouble(Found::y).thenComparingDouble(Found::x));
        return found.stream().map(Found::text).distinct().toList();
    }

    /** False as soon as there is nothing left to look for. */
    private boolean searchAll(final List<Size> sizes) {
        return search(sizes, UnaryOperator.identity(), 1, SymbolSearch::hybrid)
            && search(sizes, UnaryOperator.identity(), 1, SymbolSearch::global)
            && search(sizes, UnaryOperator.identity(), 1, SymbolSearch::around)
            && search(sizes, Luminance::negative, 1, SymbolSearch::hybrid)
            && search(enlarged(sizes), UnaryOperator.identity(), 2, SymbolSearch::around)
            && search(squeezed(sizes), UnaryOperator.identity(), 1, SymbolSearch::around)
            && search(sizes, picture -> picture.sharp(2, 2), 2, SymbolSearch::around)
            && search(sizes, picture -> picture.smooth(1), 2, SymbolSearch::around)
            && search(sizes, picture -> picture.sharp(4, 3), 2, SymbolSearch::around)
            && search(enlarged(sizes), picture -> picture.sharp(4, 3), 2, SymbolSearch::around)
            && search(sizes, Luminance::median, 3, SymbolSearch::around)
            && search(sizes, picture -> picture.smooth(2), 2, SymbolSearch::around)
            && search(sizes, Luminance::negative, 1, SymbolSearch::around)
            && search(enlarged(sizes), Luminance::negative, 2, SymbolSearch::around);
    }

    /** The size to look at first, the larger ones, then the smaller ones. */
    private List<Size> sizes() {
        final List<Size> sizes = new ArrayList<>(List.of(new Size(original, 1, 1)));
        while (sizes.get(0).pixels() > FIRST_PIXELS) {
            sizes.add(0, half(sizes.get(0)));
        }
        for (Size last = sizes.get(0); smallerSide(last) / 2 >= SMALLEST_SIDE_PIXELS;) {
            last = half(last);
            sizes.add(last);
        }
        return sizes;
    }

    private static int smallerSide(final Size size) {
        return Math.min(size.picture().getWidth(), size.picture().getHeight());
    }

    private static Size half(final Size size) {
        return new Size(size.picture().reduced(2, 2), size.factorX() / 2, size.factorY() / 2);
    }

    private static List<Size> enlarged(final List<Size> sizes) {
        return sizes.stream().filter(size -> size.pixels() <= ENLARGE_PIXELS_MAX).limit(1)
            .map(size -> new Size(size.picture().enlarged(), size.factorX() * 2, size.factorY() * 2)).toList();
    }

    /** For codes seen from the side: only half as wide, and only half as high. */
    private static List<Size> squeezed(final List<Size> sizes) {
        return sizes.stream().flatMap(size -> Stream.of(
            new Size(size.picture().reduced(2, 1), size.factorX() / 2, size.factorY()),
            new Size(size.picture().reduced(1, 2), size.factorX(), size.factorY() / 2))).toList();
    }

    private boolean search(
        final List<Size> sizes,
        final UnaryOperator<Luminance> treatment,
        final int cost,
        final Function<Luminance, BitMatrix> dark) {
        for (final Size size : sizes) {
            final long price = cost * size.pixels();
            if (price > budget) {
                continue;
            }
            budget -= price;
            final Luminance picture = treatment.apply(size.picture());
            final BitMatrix matrix = dark.apply(picture);
            if (matrix != null && !searchIn(matrix, picture, size)) {
                return false;
            }
        }
        return true;
    }

    /** False if what is wanted was found and nothing else looks like a code. */
    private boolean searchIn(final BitMatrix matrix, final Luminance picture, final Size size) {
        final SymbolReader reader = new SymbolReader(matrix, picture);
        final List<FinderPatternInfo> unread = new ArrayList<>();
        for (final FinderPatternInfo symbol : new SymbolFinder(matrix).find()) {
            if (!isRead(symbol, size) && budget >= QUICK_LOOK_PIXELS) {
                budget -= QUICK_LOOK_PIXELS;
                if (!keep(reader.readQuickly(symbol), symbol, size)) {
                    unread.add(symbol);
                }
            }
        }
        unread.removeIf(symbol -> isRead(symbol, size));
        int looks = 0;
        for (final FinderPatternInfo symbol : unread) {
            if (looks < CLOSE_LOOKS_MAX && budget >= CLOSE_LOOK_PIXELS && !isRead(symbol, size)) {
                final boolean mayBend = looks < BENDS_MAX && budget >= BEND_PIXELS;
                looks++;
                budget -= mayBend ? BEND_PIXELS : CLOSE_LOOK_PIXELS;
                keep(reader.readClosely(symbol, mayBend), symbol, size);
            }
        }
        unread.removeIf(symbol -> isRead(symbol, size));
        return !isWantedFound || !unread.isEmpty();
    }

    private boolean keep(final String text, final FinderPatternInfo symbol, final Size size) {
        if (text == null) {
            return false;
        }
        final ResultPoint one = symbol.getTopRight();
        final ResultPoint other = symbol.getBottomLeft();
        found.add(new Found(text, (size.x(one) + size.x(other)) / 2, (size.y(one) + size.y(other)) / 2,
            Math.hypot(size.x(one) - size.x(other), size.y(one) - size.y(other)) / 2));
        if (!isWantedFound && isWanted.test(text)) {
            isWantedFound = true;
            budget /= 4;
        }
        return true;
    }

    /** Whether one of its corners belongs to a code that is read. */
    private boolean isRead(final FinderPatternInfo symbol, final Size size) {
        return isRead(symbol.getTopLeft(), size) || isRead(symbol.getTopRight(), size)
            || isRead(symbol.getBottomLeft(), size);
    }

    private boolean isRead(final ResultPoint corner, final Size size) {
        return found.stream()
            .anyMatch(code -> Math.hypot(size.x(corner) - code.x(), size.y(corner) - code.y()) < code.radius() * 1.05);
    }

    private static BitMatrix hybrid(final Luminance picture) {
        return dark(new HybridBinarizer(picture));
    }

    private static BitMatrix global(final Luminance picture) {
        return dark(new GlobalHistogramBinarizer(picture));
    }

    private static BitMatrix around(final Luminance picture) {
        return picture.darkerThanAround(AROUND_RADIUS_PIXELS);
    }

    private static BitMatrix dark(final Binarizer binarizer) {
        try {
            return binarizer.getBlackMatrix();
        } catch (final NotFoundException e) {
            return null; // the usual way of ZXing to say that the picture has no contrast
        }
    }
}
