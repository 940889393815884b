package io.swabline.issuer.http;

import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The files of the pages, from the class path under {@code pages/}. A name is looked up only if it is one plain name with a
 * known ending, so that no request can lead elsewhere; there are no listings. Browsers ask again each time and are told by
 * the ETag that nothing changed, so that a page opened after an update has nothing older. Used by the event loop.
 */
final class Assets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\\.[A-Za-z0-9_-]{1,63}){1,3}");
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

    /** What says something of relatives in a file that others need, too. */
    private static final Pattern OF_RELATIVES =
        Pattern.compile("(?s)[ \\t]*(<!-- relatives -->|/\\* relatives \\*/).*?(<!-- /relatives -->|/\\* /relatives \\*/)\\n?");

    private final boolean relatives;
    /** Files that were asked for; there are only so many. */
    private final Map<String, TaggedContent> loaded = new HashMap<>();

    /** Without {@code relatives}, files say nothing of them. */
    Assets(final boolean relatives) {
        this.relatives = relatives;
    }

    /** A file of the directory {@code pages/} itself. */
    Answer page(final HttpServerRequest request, final String name) {
        return file(request, name, name);
    }

    /** A page that there is, whatever the browser has of it. */
    Answer page(final String name) {
        return new Answer(200, CONTENT_TYPES.get("html"), content(name).content(), Map.of());
    }

    /** A page with a text of ours in place of a mark, wherever that stands. */
    Answer filled(final String name, final String mark, final String text) {
        final String page = new String(content(name).content(), StandardCharsets.UTF_8);
        return new Answer(200, CONTENT_TYPES.get("html"), page.replace(mark, escaped(text)).getBytes(StandardCharsets.UTF_8),
            Map.of());
    }

    private static String escaped(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }

    /** A file of {@code pages/assets/}, by a name that the request chose. */
    Answer asset(final HttpServerRequest request, final String name) {
        return file(request, name, "assets/" + name);
    }

    private Answer file(final HttpServerRequest request, final String name, final String path) {
        final String type = NAME.matcher(name).matches() ? CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1)) : null;
        final TaggedContent content = type == null ? null : content(path);
        if (content == null) {
            throw Refusal.of(ProblemType.NOT_FOUND, "there is no such page");
        }
        return content.answer(request, type);
    }

    /** A file that is no text has no such marks and goes through unchanged, byte by byte. */
    private static byte[] withoutRelatives(final byte[] file) {
        return OF_RELATIVES.matcher(new String(file, StandardCharsets.ISO_8859_1)).replaceAll("")
            .getBytes(StandardCharsets.ISO_8859_1);
    }

    private TaggedContent content(final String path) {
        final TaggedContent known = loaded.get(path);
        if (known != null) {
            return known;
        }
        try (InputStream in = Assets.class.getResourceAsStream("/pages/" + path)) {
            if (in == null) {
                return null;
            }
            final TaggedContent content = TaggedContent.of(relatives ? in.readAllBytes() : withoutRelatives(in.readAllBytes()));
            loaded.put(path, content);
            return content;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
