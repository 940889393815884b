package io.swabline.protocol;

import io.swabline.fuzz.Edits;
import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sampling codes: a text is refused with {@link IllegalArgumentException} or is character by character the code's own; and
 * without the key nobody makes a core or a code that is taken. The input is a text, or edits of a genuine code's text or bytes.
 */
public final class CodeFuzz {
    private static final int TEXT = 0;
    private static final int EDIT_TEXT = 1;
    private static final long ISSUED_AT = 1_649_462_400L;
    private static final SamplingKey KEY = FuzzKeys.keys().current();
    private static final byte[] GENUINE = new CodeIssuer(KEY).issue(
        Pseudonym.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}), 7, ISSUED_AT, 30, CodeDescriptor.FLAG_SELF);
    private static final CodeSignature SIGNATURE = new CodeSignature(KEY.publicKey());
    private static final CoreCheck CORE = new CoreCheck(KEY);
    private static final CoreBatch BATCH = new CoreBatch(KEY, 2);
    private static final UnsafeBuffer CORE_BUFFER = new UnsafeBuffer(new byte[CodeDescriptor.CORE_LENGTH]);

    private CodeFuzz() {
    }

    /** The first byte says what the rest is. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final int kind = input.u8() % 3;
        if (kind == TEXT) {
            text(new String(input.rest(), StandardCharsets.ISO_8859_1));
        } else if (kind == EDIT_TEXT) {
            final byte[] text = SamplingCode.of(GENUINE).text().getBytes(StandardCharsets.US_ASCII);
            text(new String(Edits.apply(text, input), StandardCharsets.ISO_8859_1));
        } else {
            bytes(Edits.apply(GENUINE, input));
        }
    }

    private static void text(final String text) {
        final SamplingCode code;
        try {
            code = SamplingCode.parse(text);
        } catch (final IllegalArgumentException refused) {
            return;
        }
        Finding.unlessEqual(text, code.text(), "text of a code");
        bytes(code.bytes());
    }

    private static void bytes(final byte[] bytes) {
        final SamplingCode code;
        try {
            code = SamplingCode.of(bytes);
        } catch (final IllegalArgumentException refused) {
            Finding.unless(bytes.length != CodeDescriptor.CODE_LENGTH, "100 bytes are refused");
            return;
        }
        Finding.unlessEqual(code, SamplingCode.parse(code.text()), "the code of its text");
        Finding.unless(!code.toString().isEmpty(), "no description");
        final boolean isCoreGenuine = CORE.isGenuine(code.core(), 0);
        Finding.unlessEqual(Arrays.equals(GENUINE, 0, CodeDescriptor.CORE_LENGTH, bytes, 0, CodeDescriptor.CORE_LENGTH),
            isCoreGenuine, "MAC genuine");
        // Other bytes of the signature may be one of the same core only where the signer made it.
        Finding.unlessEqual(Arrays.equals(GENUINE, bytes), SIGNATURE.isGenuine(code), "signature genuine");
        final Verdict verdict = CodeValidity.verdict(isCoreGenuine, KEY.status(), code, ISSUED_AT);
        Finding.unless(isCoreGenuine == (verdict == Verdict.ACCEPTED), "a code that is not genuine is " + verdict);
        batch(code, isCoreGenuine);
    }

    /** The server's way: all cores of a batch at once. */
    private static void batch(final SamplingCode code, final boolean isGenuine) {
        code.putCore(CORE_BUFFER, 0);
        BATCH.clear();
        BATCH.add(CORE_BUFFER, 0);
        BATCH.add(new UnsafeBuffer(GENUINE), 0);
        BATCH.verify();
        Finding.unlessEqual(isGenuine, BATCH.isGenuine(0), "genuine in a batch");
        Finding.unless(BATCH.isGenuine(1), "the genuine core beside it is not");
    }

    /** Texts and edits. */
    public static List<byte[]> seeds() {
        final byte[] text = SamplingCode.of(GENUINE).text().getBytes(StandardCharsets.US_ASCII);
        return IntStream.range(0, 3).mapToObj(kind -> {
            final byte[] seed = new byte[kind == TEXT ? 1 + text.length : 5];
            seed[0] = (byte) kind;
            System.arraycopy(kind == TEXT ? text : new byte[] {1, 30, 0, 1}, 0, seed, 1, seed.length - 1);
            return seed;
        }).toList();
    }
}
