package io.swabline.protocol;

import io.swabline.fuzz.Edits;
import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The text of a key file: refused with {@link KeyFileException}, whose message holds nothing of a value, or taken, and then
 * written and read again as the same. The input is a text, or edits of a valid one.
 */
public final class KeyFileFuzz {
    private static final byte[] VALID = KeyFileText.write(FuzzKeys.keys()).getBytes(StandardCharsets.UTF_8);
    /** Base64 of 9 bytes and more. Neither the names in messages nor the time that is their example are such. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9+/=]{12,}");

    private KeyFileFuzz() {
    }

    /** An even first byte: the rest is the text; an odd one: edits. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final boolean isEdited = (input.u8() & 1) == 1;
        final byte[] content = isEdited ? Edits.apply(VALID, input) : input.rest();
        final String text = new String(content, StandardCharsets.UTF_8);
        final SamplingKeys keys;
        try {
            keys = KeyFileText.parse(FuzzKeys.file(), text);
        } catch (final KeyFileException refused) {
            Finding.unless(!quotes(refused.getMessage(), text), "the message quotes a value");
            return;
        }
        if (keys.root() != null) {
            final String written = KeyFileText.write(keys);
            Finding.unlessEqual(written, KeyFileText.write(KeyFileText.parse(FuzzKeys.file(), written)), "key file");
        }
    }

    private static boolean quotes(final String message, final String text) {
        return text.lines().map(line -> line.substring(line.indexOf('=') + 1).strip())
            .anyMatch(value -> SECRET.matcher(value).matches() && message.contains(value));
    }

    /** The valid text whole, and edited. */
    public static List<byte[]> seeds() {
        final byte[] whole = new byte[VALID.length + 1];
        System.arraycopy(VALID, 0, whole, 1, VALID.length);
        return List.of(whole, new byte[] {1}, new byte[] {1, 0, 9, 1, '3'}, "\0format=1\npepper=AAAA\n".getBytes(
            StandardCharsets.US_ASCII));
    }
}
