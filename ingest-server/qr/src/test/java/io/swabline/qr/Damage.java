package io.swabline.qr;

import java.util.SplittableRandom;
import java.util.function.BiFunction;

/**
 * What may be wrong with the photograph of a code, each in several strengths, and the least share of pictures that must be read
 * all the same at the {@link #asked} strength: a little below what was measured.
 */
enum Damage {
    TURN("turned, degrees", 45, 0.9, new double[] {0, 20, 45, 90, 135, 180, 250, 315}, (photo, strength) -> {
        photo.turn += strength;
        return photo.taken(photo.seen());
    }),
    TILT("seen from the side, degrees", 40, 0.9, new double[] {0, 20, 30, 40, 50, 60}, (photo, strength) -> {
        photo.tilt = strength;
        return photo.taken(photo.seen());
    }),
    SCALE("pixels a module", 3, 0.9, new double[] {20, 10, 6, 4, 3, 2.5, 2, 1.5}, (photo, strength) -> {
        photo.modulePixels = strength;
        return photo.taken(photo.seen());
    }),
    BLUR("blur, sigma in modules", 0.35, 0.9, new double[] {0.1, 0.2, 0.35, 0.5, 0.6, 0.7}, (photo, strength) -> {
        photo.blurPixels = strength * photo.modulePixels;
        return photo.taken(photo.seen());
    }),
    MOTION("motion blur, modules", 0.8, 0.8, new double[] {0.4, 0.8, 1.2, 1.6, 2}, (photo, strength) ->
        photo.taken(photo.seen().motion(strength * photo.modulePixels, photo.random.nextDouble(Math.PI)))),
    NOISE("noise, sigma of 255", 30, 0.9, new double[] {10, 20, 30, 45, 60, 80}, (photo, strength) -> {
        photo.noise = strength;
        return photo.taken(photo.seen());
    }),
    JPEG("JPEG quality at 3 pixels a module", 30, 0.9, new double[] {90, 50, 30, 20, 10, 5}, (photo, strength) -> {
        photo.modulePixels = 3;
        photo.jpegQuality = strength.intValue();
        return photo.taken(photo.seen());
    }),
    DARK("light left, percent, noise 3", 15, 0.9, new double[] {50, 25, 15, 10, 7, 5}, (photo, strength) ->
        photo.taken(photo.seen().treat((x, y, old) -> old * strength / 100))),
    PALE("contrast, of 255, noise 3", 25, 0.9, new double[] {100, 50, 25, 15, 10}, (photo, strength) ->
        photo.taken(photo.seen().treat((x, y, old) -> 130 + (old - 130) * strength / 195))),
    SHADOW("light in the shadow, percent", 30, 0.9, new double[] {60, 45, 30, 20, 12, 8}, (photo, strength) -> {
        final Grey seen = photo.seen();
        final double angle = photo.random.nextDouble(2 * Math.PI);
        final double off = photo.random.nextDouble(-0.15, 0.15) * seen.width;
        return photo.taken(seen.treat((x, y, old) -> {
            final double side = (x - seen.width / 2.0) * Math.cos(angle) + (y - seen.width / 2.0) * Math.sin(angle) - off;
            final double shade = 1 / (1 + Math.exp(-side / 3));
            return old * (1 - shade * (1 - strength / 100));
        }));
    }),
    GRADIENT("light at the dark end, percent", 20, 0.9, new double[] {50, 30, 20, 10, 5}, (photo, strength) -> {
        final Grey seen = photo.seen();
        return photo.taken(seen.treat((x, y, old) -> old * (1 - (1 - strength / 100) * (x + y) / (2.0 * seen.width))));
    }),
    GLARE("glare, radius in modules", 5, 0.7, new double[] {2, 3.5, 5, 6.5, 8, 10}, (photo, strength) -> {
        final Grey seen = photo.seen();
        final double atX = seen.width / 2.0 + photo.random.nextDouble(-8, 12) * photo.modulePixels;
        final double atY = seen.width / 2.0 + photo.random.nextDouble(-8, 12) * photo.modulePixels;
        final double radius = strength * photo.modulePixels;
        return photo.taken(seen.treat((x, y, old) -> {
            final double away = Math.hypot(x - atX, y - atY) / radius;
            return Math.min(255, old + 255 * Math.exp(-0.7 * away * away * away * away));
        }));
    }),
    NEGATIVE("light on dark, pixels a module", 4, 0.9, new double[] {8, 4, 3, 2.5}, (photo, strength) -> {
        photo.modulePixels = strength;
        photo.sheet.treat((x, y, old) -> 255 - old);
        return photo.taken(photo.seen());
    }),
    SCRATCHES("scratches one module wide", 2, 0.7, new double[] {1, 2, 3, 5, 8}, (photo, strength) -> {
        for (int i = 0; i < strength; i++) {
            photo.scratch(1, 215);
        }
        return photo.taken(photo.seen());
    }),
    STAIN("dark stain inside, radius in modules", 4, 0.9, new double[] {2, 3, 4, 5, 6, 7}, (photo, strength) -> {
        photo.cover(photo.random.nextDouble(14, 27), photo.random.nextDouble(14, 27), strength, 60);
        return photo.taken(photo.seen());
    }),
    FINGER("finger on a corner without square, radius in modules", 6, 0.9, new double[] {4, 6, 8, 10, 12}, (photo, strength) -> {
        photo.cover(Photograph.CODE_MODULES, Photograph.CODE_MODULES, strength, 150);
        return photo.taken(photo.seen());
    }),
    CORNER("finger on a square, radius in modules", 2, 0.5, new double[] {1, 2, 3, 4, 6}, (photo, strength) -> {
        final boolean isTop = photo.random.nextBoolean();
        final int at = Photograph.CODE_MODULES;
        photo.cover(isTop && photo.random.nextBoolean() ? at : 0, isTop ? 0 : at, strength, 150);
        return photo.taken(photo.seen());
    }),
    FOLD("folded, light on one half, percent, and a crease", 60, 0.8, new double[] {80, 60, 45, 30}, (photo, strength) -> {
        final double crease = photo.onSheet(photo.random.nextDouble(10, 31));
        final double wide = 0.4 * Photograph.SHEET_MODULE_PIXELS;
        photo.sheet.treat((x, y, old) -> Math.abs(x - crease) < wide ? 190 : x > crease ? old * strength / 100 : old);
        final double middle = photo.sheet.width / 2.0;
        photo.bend = place -> place[0] += place[0] + middle > crease
            ? (place[0] + middle - crease) * (100 - strength) / 700 : 0;
        return photo.taken(photo.seen());
    }),
    CURVED("on a round thing, degrees to each side", 40, 0.6, new double[] {15, 30, 40, 50, 60}, (photo, strength) -> {
        final double half = photo.sheet.width / 2.0;
        final double radius = half / Math.toRadians(strength);
        photo.bend = place -> place[0] = Math.abs(place[0]) < radius ? radius * Math.asin(place[0] / radius) : 1e6;
        return photo.taken(photo.seen());
    }),
    CRUMPLED("crumpled, moved by up to so many modules", 0.3, 0.9, new double[] {0.3, 0.6, 0.9, 1.2, 1.8}, (photo, strength) -> {
        final double[] phase = photo.random.doubles(8, 0, 2 * Math.PI).toArray();
        final double by = strength * Photograph.SHEET_MODULE_PIXELS / 2;
        photo.bend = place -> {
            final double x = place[0] / 90;
            final double y = place[1] / 90;
            place[0] += by * (Math.sin(x + 1.3 * y + phase[0]) + Math.sin(1.9 * y - 0.6 * x + phase[1]));
            place[1] += by * (Math.sin(1.4 * x - y + phase[2]) + Math.sin(2.1 * x + 0.5 * y + phase[3]));
        };
        final Grey seen = photo.seen();
        return photo.taken(seen.treat((x, y, old) -> old * (1 - 0.2 * strength * (0.5
            + 0.5 * Math.sin(x / 37.0 + phase[4]) * Math.sin(y / 29.0 + phase[5])))));
    }),
    SCREEN("photograph of a screen, depth of its lines in percent", 40, 0.8, new double[] {20, 40, 60, 80}, (photo, strength) -> {
        final Grey seen = photo.seen();
        final double pitch = photo.random.nextDouble(2.1, 3.2);
        final double angle = photo.random.nextDouble(0.3);
        return photo.taken(seen.treat((x, y, old) -> {
            final double column = Math.sin(2 * Math.PI * (x * Math.cos(angle) + y * Math.sin(angle)) / pitch);
            final double row = Math.sin(2 * Math.PI * (y * Math.cos(angle) - x * Math.sin(angle)) / pitch);
            return old * (1 - strength / 100 * (0.5 + 0.25 * column + 0.25 * row));
        }));
    }),
    SEVERAL("codes in one picture", 4, 0.9, new double[] {2, 4, 6, 9}, (photo, strength) -> {
        final int columns = (int) Math.ceil(Math.sqrt(strength));
        photo.modulePixels = 4;
        final int side = 250;
        final Grey page = new Grey(columns * side, columns * side, 120);
        for (int i = 0; i < strength; i++) {
            if (i > 0) {
                photo.texts.add(QrTexts.random(photo.random));
                photo.sheet = Photograph.sheetOf(photo.texts.get(i));
            }
            paste(page, photo.seen(side, side), i % columns * side, i / columns * side);
        }
        return photo.taken(page);
    }),
    SMALL("small in 12 megapixels, pixels a module", 4, 0.8, new double[] {10, 6, 4, 3, 2.5}, (photo, strength) -> {
        photo.modulePixels = strength;
        final Grey page = clutter(4000, 3000, photo.random);
        final int side = (int) (52 * strength);
        paste(page, photo.seen(side, side), photo.random.nextInt(4000 - side), photo.random.nextInt(3000 - side));
        return photo.taken(page);
    }),
    FOREIGN("other QR codes beside ours", 3, 0.9, new double[] {1, 3, 8}, (photo, strength) -> {
        final int side = 320;
        final Grey page = new Grey(3 * side, 3 * side, 120);
        final int ours = photo.random.nextInt(strength.intValue() + 1);
        final Grey sheet = photo.sheet;
        for (int i = 0; i <= strength; i++) {
            photo.sheet = i == ours ? sheet : Photograph.sheetOf("HTTPS://EXAMPLE.ORG/" + photo.random.nextInt(1000));
            paste(page, photo.seen(side, side), i % 3 * side, i / 3 * side);
        }
        return photo.taken(page);
    });

    final String title;
    final double asked;
    final double shareMin;
    final double[] strengths;
    private final BiFunction<Photograph, Double, Grey> treatment;

    Damage(
        final String title, final double asked, final double shareMin, final double[] strengths,
        final BiFunction<Photograph, Double, Grey> treatment) {
        this.title = title;
        this.asked = asked;
        this.shareMin = shareMin;
        this.strengths = strengths;
        this.treatment = treatment;
    }

    /** A picture and the texts of sampling codes in it; the same for the same seed. */
    record Taken(Grey picture, java.util.List<String> texts) {
    }

    Taken take(final double strength, final long seed) {
        final Photograph photo = new Photograph(seed * 31 + ordinal());
        final Grey picture = treatment.apply(photo, strength);
        return new Taken(picture, photo.texts);
    }

    static void paste(final Grey page, final Grey picture, final int left, final int top) {
        for (int y = 0; y < picture.height; y++) {
            System.arraycopy(picture.light, y * picture.width, page.light, (top + y) * page.width + left, picture.width);
        }
    }

    /** A table with things and lines of print on it, none of which is a code. */
    static Grey clutter(final int width, final int height, final SplittableRandom random) {
        final Grey page = new Grey(width, height, 150);
        for (int i = 0; i < 400; i++) {
            final int wide = random.nextInt(5, i < 40 ? 600 : 60);
            final int high = random.nextInt(5, i < 40 ? 600 : 60);
            final int left = random.nextInt(width - wide);
            final int top = random.nextInt(height - high);
            final Grey thing = new Grey(wide, high, random.nextInt(20, 240));
            final int stripes = random.nextInt(3, 12);
            if (i % 2 == 0) {
                thing.treat((x, y, old) -> x / stripes % 2 == y / stripes % 3 / 2 ? old : old / 3);
            }
            paste(page, thing, left, top);
        }
        return page;
    }
}
