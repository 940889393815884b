package io.swabline.qr;

/**
 * Where a flat sheet lies before a pinhole camera, which looks at the sheet's middle from two and a half times the longer side of
 * the picture. Immutable.
 */
final class Camera {
    private static final int SAMPLES = 3;
    private static final double DISTANCE = 2.5;

    private final double pixels;
    private final double turnCos;
    private final double turnSin;
    private final double tiltCos;
    private final double tiltSin;
    private final double azimuthCos;
    private final double azimuthSin;

    /**
     * Sets it up; angles in degrees.
     *
     * @param pixels  of the picture for a pixel of the sheet, in the middle
     * @param turn    of the sheet in its own plane
     * @param tilt    of the sheet away from the camera
     * @param azimuth in which direction it is tilted
     */
    Camera(final double pixels, final double turn, final double tilt, final double azimuth) {
        this.pixels = pixels;
        turnCos = Math.cos(Math.toRadians(turn));
        turnSin = Math.sin(Math.toRadians(turn));
        tiltCos = Math.cos(Math.toRadians(tilt));
        tiltSin = Math.sin(Math.toRadians(tilt));
        azimuthCos = Math.cos(Math.toRadians(azimuth));
        azimuthSin = Math.sin(Math.toRadians(azimuth));
    }

    /** Bends a sheet: moves a place on the flat sheet, measured from its middle. */
    @FunctionalInterface
    interface Bend {
        Bend NONE = place -> { };

        void apply(double[] place);
    }

    Grey take(final Grey sheet, final int width, final int height, final double background) {
        return take(sheet, width, height, background, Bend.NONE);
    }

    Grey take(final Grey sheet, final int width, final int height, final double background, final Bend bend) {
        Grey source = sheet;
        double shrunk = 1;
        while (pixels * shrunk < 0.4) {
            source = source.half();
            shrunk *= 2;
        }
        final Grey from = source;
        final double by = shrunk;
        final double[] place = new double[2];
        final Grey picture = new Grey(width, height, 0);
        return picture.treat((x, y, old) -> {
            double sum = 0;
            for (int i = 0; i < SAMPLES * SAMPLES; i++) {
                place[0] = x + (0.5 + i % SAMPLES) / SAMPLES - width / 2.0;
                place[1] = y + (0.5 + i / SAMPLES) / SAMPLES - height / 2.0;
                toSheet(place, DISTANCE * Math.max(width, height));
                bend.apply(place);
                final double sheetX = (place[0] + sheet.width / 2.0) / by - 0.5;
                final double sheetY = (place[1] + sheet.height / 2.0) / by - 0.5;
                sum += from.between(sheetX, sheetY, background);
            }
            return sum / (SAMPLES * SAMPLES);
        });
    }

    /** The way back of a ray: from the picture, measured from its middle, to the sheet. */
    private void toSheet(final double[] place, final double distance) {
        final double along = place[0] * azimuthCos + place[1] * azimuthSin;
        final double across = place[1] * azimuthCos - place[0] * azimuthSin;
        final double depth = distance * tiltCos - along * tiltSin;
        final double s = depth > 1e-6 ? distance * along / depth : 1e9;
        final double t = across * (distance + s * tiltSin) / distance;
        final double flatX = (s * azimuthCos - t * azimuthSin) / pixels;
        final double flatY = (s * azimuthSin + t * azimuthCos) / pixels;
        place[0] = flatX * turnCos + flatY * turnSin;
        place[1] = flatY * turnCos - flatX * turnSin;
    }
}
