package io.swabline.qr;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a code's modules are off their places because the paper is bent or crumpled: knots four modules apart, each moved by some
 * modules, even between them. The code's own modules say where to: in their middles they are darkest or lightest, on their
 * edges grey. Every knot is held by its neighbours, and those beside the finder squares are right from the beginning, so that
 * the grid does not slip by whole modules. One thread.
 */
final class GridBend {
    private static final int KNOT_MODULES = 4;
    private static final double[] STEPS = {0.3, 0.2, 0.1};
    private static final int REACH_MODULES = 4;
    /** Knots this near to the middle of a finder square stay where they are. */
    private static final double PINNED_MODULES = 5;
    /** How strongly knots hold each other, in a picture's light for a square module. */
    private static final double STIFFNESS = 25;

    private final int size;
    private final int knots;
    private final double[] movedX;
    private final double[] movedY;
    private final boolean[] isPlaced;
    private boolean isStraight = true;

    /** Light at a place of the grid, with what this bend adds. */
    @FunctionalInterface
    interface Light {
        double at(double moduleX, double moduleY);
    }

    GridBend(final int size) {
        this.size = size;
        knots = size / KNOT_MODULES + 2;
        movedX = new double[knots * knots];
        movedY = new double[knots * knots];
        isPlaced = new boolean[knots * knots];
    }

    double x(final double moduleX, final double moduleY) {
        return isStraight ? 0 : between(movedX, moduleX, moduleY);
    }

    double y(final double moduleX, final double moduleY) {
        return isStraight ? 0 : between(movedY, moduleX, moduleY);
    }

    private double between(final double[] moved, final double moduleX, final double moduleY) {
        final double x = Math.max(0, Math.min(knots - 1.001, moduleX / KNOT_MODULES));
        final double y = Math.max(0, Math.min(knots - 1.001, moduleY / KNOT_MODULES));
        final int at = (int) y * knots + (int) x;
        final double right = x - (int) x;
        final double low = y - (int) y;
        return (moved[at] * (1 - right) + moved[at + 1] * right) * (1 - low)
            + (moved[at + knots] * (1 - right) + moved[at + knots + 1] * right) * low;
    }

    /** Begins at the three finder squares and goes on from what is placed already; then everything again, in smaller steps. */
    void fit(final Light light) {
        isStraight = false;
        final List<Integer> order = IntStream.range(0, movedX.length).boxed()
            .sorted(Comparator.comparingDouble(this::distance)).toList();
        for (final int knot : order) {
            if (distance(knot) > PINNED_MODULES) {
                follow(knot);
                isPlaced[knot] = true;
                move(knot, 2, 0.3, light);
            } else {
                isPlaced[knot] = true;
            }
        }
        for (final double step : STEPS) {
            for (final int knot : order) {
                if (distance(knot) > PINNED_MODULES) {
                    move(knot, 1, step, light);
                }
            }
        }
    }

    /** In modules, from the nearest finder square's middle. */
    private double distance(final int knot) {
        final double x = knot % knots * KNOT_MODULES;
        final double y = knot / knots * KNOT_MODULES;
        final double far = size - 3.5;
        return Math.min(Math.hypot(x - 3.5, y - 3.5), Math.min(Math.hypot(x - far, y - 3.5), Math.hypot(x - 3.5, y - far)));
    }

    private void follow(final int knot) {
        double x = 0;
        double y = 0;
        int count = 0;
        for (int i = 0; i < 9; i++) {
            final int atX = knot % knots + i % 3 - 1;
            final int atY = knot / knots + i / 3 - 1;
            if (atX >= 0 && atY >= 0 && atX < knots && atY < knots && isPlaced[atY * knots + atX]) {
                x += movedX[atY * knots + atX];
                y += movedY[atY * knots + atX];
                count++;
            }
        }
        movedX[knot] = count == 0 ? 0 : x / count;
        movedY[knot] = count == 0 ? 0 : y / count;
    }

    private void move(final int knot, final int steps, final double step, final Light light) {
        final double fromX = movedX[knot];
        final double fromY = movedY[knot];
        double best = worth(knot, light);
        double bestX = fromX;
        double bestY = fromY;
        for (int right = -steps; right <= steps; right++) {
            for (int down = -steps; down <= steps; down++) {
                movedX[knot] = fromX + right * step;
                movedY[knot] = fromY + down * step;
                final double worth = worth(knot, light);
                if (worth > best) {
                    best = worth;
                    bestX = movedX[knot];
                    bestY = movedY[knot];
                }
            }
        }
        movedX[knot] = bestX;
        movedY[knot] = bestY;
    }

    /** The contrast of the modules around the knot, less what it costs to be elsewhere than the neighbours. */
    private double worth(final int knot, final Light light) {
        final int middleX = knot % knots * KNOT_MODULES;
        final int middleY = knot / knots * KNOT_MODULES;
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int y = Math.max(0, middleY - REACH_MODULES); y < Math.min(size, middleY + REACH_MODULES); y++) {
            for (int x = Math.max(0, middleX - REACH_MODULES); x < Math.min(size, middleX + REACH_MODULES); x++) {
                final double at = light.at(x + 0.5, y + 0.5);
                sum += at;
                squares += at * at;
                count++;
            }
        }
        if (count == 0) {
            return -held(knot);
        }
        final double mean = sum / count;
        return Math.sqrt(Math.max(0, squares / count - mean * mean)) - held(knot);
    }

    private double held(final int knot) {
        double pull = 0;
        int count = 0;
        for (final int neighbour : new int[] {knot - 1, knot + 1, knot - knots, knot + knots}) {
            final boolean isBeside = neighbour >= 0 && neighbour < movedX.length
                && (neighbour / knots == knot / knots || neighbour % knots == knot % knots);
            if (isBeside && isPlaced[neighbour]) {
                final double x = movedX[knot] - movedX[neighbour];
                final double y = movedY[knot] - movedY[neighbour];
                pull += x * x + y * y;
                count++;
            }
        }
        return STIFFNESS * pull / Math.max(1, count);
    }
}
