package io.swabline.protocol;

import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Documents as lines of text, and as the 36 bytes of a scan. A line is refused by its own exception, which does not repeat the
 * number, or gives a credential that is valid and parses to itself; bytes are valid exactly where rules written down once more
 * as patterns say so.
 */
public final class DocumentFuzz {
    private static final int NUMBER_OFFSET = 4;
    /** As no count in a message has. */
    private static final Pattern DIGITS = Pattern.compile("[0-9]{5}");
    private static final List<String> PATTERNS = List.of("[A-Z0-9]{5,15}", "[HM][0-9]{8}|[HM]A[0-9]{7}", "[0-9]{8}",
        "[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]");

    private DocumentFuzz() {
    }

    /** Two bytes are the day, the rest is a line in UTF-8, and the 36 bytes of a credential. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final long today = input.u16();
        final byte[] rest = input.rest();
        line(new String(rest, StandardCharsets.UTF_8), today);
        final byte[] credential = Arrays.copyOf(rest, DocumentDescriptor.LENGTH);
        Finding.unlessEqual(reference(credential, today), DocumentNumber.isValid(credential, 0, today), "validity of 36 bytes");
    }

    private static void line(final String line, final long today) {
        final DocumentNumber number;
        try {
            number = DocumentText.parse(line, today);
        } catch (final IllegalArgumentException refused) {
            Finding.unless(!DIGITS.matcher(refused.getMessage().replace(DocumentText.EXAMPLE, "")).find(),
                "the message may repeat what was typed");
            return;
        }
        Finding.unless(DocumentText.isDocument(line), "a line that parses is no document");
        final byte[] credential = number.credential();
        Finding.unless(DocumentNumber.isValid(credential, 0, today), "what was parsed is not valid");
        Finding.unlessEqual(number, DocumentNumber.parse(number.type(), number.issuingState(), number.number(), today),
            "canonical form, parsed again");
        Finding.unless(reference(credential, today), "what was parsed is not valid by the rules");
    }

    private static boolean reference(final byte[] credential, final long today) {
        final int type = credential[0];
        if (type < 1 || type > PATTERNS.size()) {
            return false;
        }
        final String text = new String(credential, StandardCharsets.ISO_8859_1);
        final String number = text.substring(NUMBER_OFFSET).replaceAll("\0+$", "");
        return text.substring(1, NUMBER_OFFSET).matches(type == 1 ? "[A-Z]{3}" : "\0{3}")
            && number.matches(PATTERNS.get(type - 1))
            && (number.length() != IdNumber.LENGTH || IdNumber.isValid(number, today));
    }

    /** Lines of every type, right and mistyped, and credentials. */
    public static List<byte[]> seeds() {
        return Stream.of("passport:GBR:123456789", "Passport: d<< :L898902C<", "hk-macao-permit:h1234567803",
            "hk-macao-permit:MA1234567", "taiwan-permit:0561682001(D)", "permanent-residence:CAN110081030305",
            "permanent-residence:911124198103030013", "passport:GB:1", "\1GBR123456789", "\1DEUC01X00T47", "\2\0\0\0H12345678",
            "\3\0\0\00012345678", "\4\0\0\0CAN110081030305", "\4\0\0\0911124198103030013").map(DocumentFuzz::seed).toList();
    }

    private static byte[] seed(final String text) {
        return ("\0\60" + text).getBytes(StandardCharsets.UTF_8);
    }
}
