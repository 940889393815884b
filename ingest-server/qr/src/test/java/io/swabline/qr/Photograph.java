package io.swabline.qr;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A picture in the making: a printed code, the camera, and what happened to both. What is not said is as with a phone held by
 * hand: 6 pixels a module, turned and tilted by up to 10 degrees, a little blur and noise, JPEG quality 80.
 */
final class Photograph {
    static final int SHEET_MODULE_PIXELS = 10;
    static final int CODE_MODULES = 41;
    private static final int RIM_MODULES = 2;

    final SplittableRandom random;
    final List<String> texts = new ArrayList<>();
    /** Paper with the code on it, to be scratched and stained. */
    Grey sheet;
    double modulePixels = 6;
    double turn;
    double tilt;
    double background = 120;
    double blurPixels = 0.7;
    double noise = 3;
    int jpegQuality = 80;
    Camera.Bend bend = Camera.Bend.NONE;

    Photograph(final long seed) {
        random = new SplittableRandom(seed);
        turn = random.nextDouble(-10, 10);
        tilt = random.nextDouble(10);
        texts.add(QrTexts.random(random));
        sheet = sheetOf(texts.get(0));
    }

    /** White paper, 225 of 255, with a code in its middle, 30 of 255. */
    static Grey sheetOf(final String text) {
        final int margin = QrImage.QUIET_ZONE_MODULES + RIM_MODULES;
        final QrImage code = QrImage.of(text);
        final Grey drawn = Grey.of(code.draw(1, margin));
        final int side = (code.modules() + 2 * margin) * SHEET_MODULE_PIXELS;
        return new Grey(side, side, 0).treat((x, y, old) ->
            drawn.at(x / SHEET_MODULE_PIXELS, y / SHEET_MODULE_PIXELS) > 0 ? 225 : 30);
    }

    /** The sheet as the camera's lens shows it, with a desk around. */
    Grey seen() {
        final int side = (int) (sheet.width * 1.25 / SHEET_MODULE_PIXELS * modulePixels) + 16;
        return seen(side, side);
    }

    Grey seen(final int width, final int height) {
        return new Camera(modulePixels / SHEET_MODULE_PIXELS, turn, tilt, random.nextDouble(360))
            .take(sheet, width, height, background, bend);
    }

    /** What the sensor and the file make of what the lens shows. */
    Grey taken(final Grey seen) {
        return seen.blur(blurPixels).noise(noise, random).jpeg(jpegQuality);
    }

    /** A place on the code, in pixels of the sheet. */
    double onSheet(final double modules) {
        return (modules + QrImage.QUIET_ZONE_MODULES + RIM_MODULES) * SHEET_MODULE_PIXELS;
    }

    /** A round thing on the sheet. */
    void cover(final double x, final double y, final double radiusModules, final double light) {
        final double atX = onSheet(x);
        final double atY = onSheet(y);
        final double radius = radiusModules * SHEET_MODULE_PIXELS;
        sheet.treat((toX, toY, old) -> Math.hypot(toX - atX, toY - atY) < radius ? light : old);
    }

    /** A line on the sheet. */
    void scratch(final double widthModules, final double light) {
        final double atX = onSheet(random.nextDouble(CODE_MODULES));
        final double atY = onSheet(random.nextDouble(CODE_MODULES));
        final double angle = random.nextDouble(Math.PI);
        final double half = widthModules * SHEET_MODULE_PIXELS / 2;
        final double length = random.nextDouble(3, 10) * SHEET_MODULE_PIXELS;
        final double cos = Math.cos(angle);
        final double sin = Math.sin(angle);
        sheet.treat((x, y, old) -> Math.abs((x - atX) * sin - (y - atY) * cos) < half
            && Math.abs((x - atX) * cos + (y - atY) * sin) < length ? light : old);
    }
}
