package io.swabline.issuer.http;

import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Bytes that clients may keep, with the ETag by which they ask again: made once, since hashing megabytes takes milliseconds. */
final class TaggedContent {
    private static final int ETAG_BYTES = 16;

    private final byte[] content;
    private final String etag;

    private TaggedContent(final byte[] content, final String etag) {
        this.content = content;
        this.etag = etag;
    }

    /** Of bytes that are not changed after this. */
    static TaggedContent of(final byte[] content) {
        try {
            final byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return new TaggedContent(content, '"' + HexFormat.of().formatHex(digest, 0, ETAG_BYTES) + '"');
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }

    byte[] content() {
        return content;
    }

    String etag() {
        return etag;
    }

    /** Whether the client says that it has this content. */
    boolean isKnownBy(final HttpServerRequest request) {
        final String known = request.getHeader("If-None-Match");
        return known != null && (known.contains(etag) || known.strip().equals("*"));
    }

    /** The content with its ETag, or that it has not changed since. */
    Answer answer(final HttpServerRequest request, final String contentType) {
        final Map<String, String> headers = Map.of("ETag", etag, "Cache-Control", "no-cache");
        return isKnownBy(request) ? Answer.empty(304, headers) : new Answer(200, contentType, content, headers);
    }
}
