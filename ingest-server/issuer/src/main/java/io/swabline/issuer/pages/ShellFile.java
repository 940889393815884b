package io.swabline.issuer.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the pages as it is sent.
 *
 * @param contentType media type
 * @param plain       the bytes; not changed after this
 * @param gzipped     the same by gzip (RFC 1952); null where that would be no smaller
 * @param tag         tells it from every other content: the half of its SHA-256 in hexadecimal digits
 */
public record ShellFile(String contentType, byte[] plain, byte[] gzipped, String tag) {
    private static final int TAG_BYTES = 16;

    static ShellFile of(final String contentType, final byte[] plain) {
        final byte[] gzipped = gzip(plain);
        return new ShellFile(contentType, plain, gzipped.length < plain.length ? gzipped : null,
            HexFormat.of().formatHex(PageShell.sha256().digest(plain), 0, TAG_BYTES));
    }

    /** Any bytes by gzip, as small as it gets. */
    public static byte[] gzip(final byte[] plain) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 2 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(plain);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
