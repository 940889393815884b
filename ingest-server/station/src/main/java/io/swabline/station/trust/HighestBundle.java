package io.swabline.station.trust;

import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.trust.Fingerprint;
import io.swabline.protocol.trust.TrustBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Which bundle a terminal adopted last, in a file of its own beside the bundle: a genuine older bundle that is copied over the
 * newest one has a good signature, and only this file shows that it is older. Text of one line with a checksum, replaced whole
 * and forced. It is not signed: who can write it can lower it.
 *
 * @param root     the root key of that bundle
 * @param counter  its counter
 * @param madeAtMs when it was made, epoch milliseconds; for messages
 */
record HighestBundle(Fingerprint root, long counter, long madeAtMs) {
    private static final Pattern LINE = Pattern.compile(
        "(root=([0-9a-f]{4}(?:-[0-9a-f]{4})*) counter=(\\d{1,19}) made-at=(\\d{1,19})) crc=([0-9a-f]{8})\n");
    private static final int LENGTH_MAX = 512;

    static HighestBundle of(final TrustBundle bundle) {
        return new HighestBundle(bundle.rootFingerprint(), bundle.counter(), bundle.madeAtMs());
    }

    /** What was remembered; null if there is no such file, or it does not hold what was written. */
    static HighestBundle read(final Path file) throws IOException {
        final byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LENGTH_MAX);
        } catch (final NoSuchFileException e) {
            return null;
        }
        return parse(new String(bytes, StandardCharsets.US_ASCII));
    }

    /** Null if it is not a {@link #line()}. */
    static HighestBundle parse(final String text) {
        final Matcher line = LINE.matcher(text);
        if (!line.matches() || !checksum(line.group(1)).equals(line.group(5))) {
            return null;
        }
        try {
            return new HighestBundle(
                Fingerprint.parse(line.group(2)), Long.parseLong(line.group(3)), Long.parseLong(line.group(4)));
        } catch (final IllegalArgumentException e) {
            return null;
        }
    }

    void write(final Path file) throws IOException {
        OwnerOnlyFile.replace(file, line());
    }

    /** With its checksum and the line's end. */
    String line() {
        final String line = "root=" + root + " counter=" + counter + " made-at=" + madeAtMs;
        return line + " crc=" + checksum(line) + "\n";
    }

    /** Whether a bundle of the same root is older than this one. */
    boolean isNewerThan(final TrustBundle bundle) {
        return root.equals(bundle.rootFingerprint()) && bundle.counter() < counter;
    }

    Instant madeAt() {
        return Instant.ofEpochMilli(madeAtMs);
    }

    private static String checksum(final String line) {
        final CRC32C crc = new CRC32C();
        crc.update(line.getBytes(StandardCharsets.US_ASCII));
        return String.format("%08x", crc.getValue());
    }
}
