package io.swabline.issuer.http;

import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The files of the pages, from the class path under {@code pages/}. A name is looked up only if it is one plain name with a known
 * ending, so that no request can lead elsewhere; there are no listings. Browsers ask again each time and are told by the ETag
 * that nothing changed: pages and scripts of different versions never mix. Used by the event loop.
 */
final class Assets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\\.[A-Za-z0-9_-]{1,63}){1,3}");
    private static final int ETAG_BYTES = 16;
    private static final Map<String, String> CONTENT_TYPES = Map.ofEntries(
        Map.entry("html", "text/html; charset=utf-8"),
        Map.entry("css", "text/css; charset=utf-8"),
        Map.entry("js", "text/javascript; charset=utf-8"),
        Map.entry("mjs", "text/javascript; charset=utf-8"),
        Map.entry("json", "application/json"),
        Map.entry("webmanifest", "application/manifest+json"),
        Map.entry("svg", "image/svg+xml"),
        Map.entry("png", "image/png"),
        Map.entry("ico", "image/x-icon"),
        Map.entry("woff2", "font/woff2"),
        Map.entry("txt", "text/plain; charset=utf-8"));

    /** Files that were asked for; there are only so many. */
    private final Map<String, byte[]> loaded = new HashMap<>();

    /** A file of the directory {@code pages/} itself. */
    Answer page(final HttpServerRequest request, final String name) {
        return file(request, name, name);
    }

    /** A page that there is, whatever the browser has of it. */
    Answer page(final String name) {
        return new Answer(200, CONTENT_TYPES.get("html"), content(name), Map.of());
    }

    /** A file of {@code pages/assets/}, by a name that the request chose. */
    Answer asset(final HttpServerRequest request, final String name) {
        return file(request, name, "assets/" + name);
    }

    private Answer file(final HttpServerRequest request, final String name, final String path) {
        final String type = NAME.matcher(name).matches() ? CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1)) : null;
        final byte[] content = type == null ? null : content(path);
        if (content == null) {
            throw Refusal.of(ProblemType.NOT_FOUND, "there is no such page");
        }
        return answer(request, type, content);
    }

    /** The content with its ETag, or that it has not changed since. */
    static Answer answer(final HttpServerRequest request, final String contentType, final byte[] content) {
        final String etag = etag(content);
        final Map<String, String> headers = Map.of("ETag", etag, "Cache-Control", "no-cache");
        final String known = request.getHeader("If-None-Match");
        final boolean isKnown = known != null && (known.contains(etag) || known.strip().equals("*"));
        return isKnown ? Answer.empty(304, headers) : new Answer(200, contentType, content, headers);
    }

    private byte[] content(final String path) {
        final byte[] known = loaded.get(path);
        if (known != null) {
            return known;
        }
        try (InputStream in = Assets.class.getResourceAsStream("/pages/" + path)) {
            if (in == null) {
                return null;
            }
            final byte[] content = in.readAllBytes();
            loaded.put(path, content);
            return content;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String etag(final byte[] content) {
        try {
            final byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, ETAG_BYTES) + '"';
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
