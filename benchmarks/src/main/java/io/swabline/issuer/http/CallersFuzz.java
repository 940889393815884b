package io.swabline.issuer.http;

import io.swabline.fuzz.Edits;
import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The text of a callers file: refused with {@link CallersFileException}, or taken, and then written and read again as the same.
 * The input is a text, or edits of a valid one.
 */
public final class CallersFuzz {
    private static final Path FILE = Path.of("fuzz.callers");
    private static final byte[] VALID = CallersFileText.write(List.of(
        new Caller("city-app", Callers.hash("one"), Set.of(Scope.values()), Instant.parse("2026-11-23T00:11:47Z")),
        new Caller("b", Callers.hash("two"), Set.of(Scope.values()[0]), Instant.EPOCH))).getBytes(StandardCharsets.UTF_8);

    private CallersFuzz() {
    }

    /** An even first byte: the rest is the text; an odd one: edits. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final boolean isEdited = (input.u8() & 1) == 1;
        final byte[] content = isEdited ? Edits.apply(VALID, input) : input.rest();
        final Callers callers;
        try {
            callers = CallersFileText.parse(FILE, new String(content, StandardCharsets.UTF_8));
        } catch (final CallersFileException refused) {
            return;
        }
        final String written = CallersFileText.write(callers.all());
        Finding.unlessEqual(written, CallersFileText.write(CallersFileText.parse(FILE, written).all()), "callers file");
    }

    /** The valid text whole, and edited. */
    public static List<byte[]> seeds() {
        final byte[] whole = new byte[VALID.length + 1];
        System.arraycopy(VALID, 0, whole, 1, VALID.length);
        return List.of(whole, new byte[] {1}, new byte[] {1, 7, (byte) 200, 0, 9});
    }
}
