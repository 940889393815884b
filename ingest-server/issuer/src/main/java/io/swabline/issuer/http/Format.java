package io.swabline.issuer.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/** What a code may be answered as. */
enum Format {
    JSON("application/json"),
    PNG("image/png"),
    SVG("image/svg+xml");

    private static final double DEFAULT_QUALITY = 1;

    private final String mediaType;

    Format(final String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** What the request likes best, JSON where it leaves the choice; refused if it wants none of what there is. */
    static Format of(final HttpServerRequest request, final boolean images) {
        final String accept = String.join(",", request.headers().getAll("Accept"));
        Format best = null;
        double bestQuality = 0;
        for (final Format format : images ? values() : new Format[] {JSON}) {
            final double quality = accept.isBlank() ? DEFAULT_QUALITY : quality(accept, format.mediaType);
            if (quality > bestQuality) {
                best = format;
                bestQuality = quality;
            }
        }
        if (best == null) {
            throw Refusal.of(ProblemType.NOT_ACCEPTABLE, images
                ? "to be had are application/json, image/png and image/svg+xml" : "to be had is application/json");
        }
        return best;
    }

    /** Of the range that fits the type most closely; 0 if none does. */
    private static double quality(final String accept, final String mediaType) {
        double quality = 0;
        int closest = 0;
        for (final String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            final String[] parts = range.split(";", -1);
            final String name = parts[0].strip();
            final int closeness;
            if (name.equals(mediaType)) {
                closeness = 3;
            } else if (name.equals(mediaType.substring(0, mediaType.indexOf('/')) + "/*")) {
                closeness = 2;
            } else {
                closeness = name.equals("*/*") ? 1 : 0;
            }
            if (closeness > closest) {
                closest = closeness;
                quality = quality(parts);
            }
        }
        return quality;
    }

    private static double quality(final String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            final String part = parts[i].strip();
            if (part.startsWith("q=")) {
                try {
                    return Double.parseDouble(part.substring(2));
                } catch (final NumberFormatException e) {
                    return 0;
                }
            }
        }
        return DEFAULT_QUALITY;
    }
}
