package io.swabline.protocol;

import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * ID numbers and sample ids held against their rules written down once more with the JDK's calendar; and both as a scan carries
 * them: what is written is read again.
 */
public final class IdNumberFuzz {
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

    private IdNumberFuzz() {
    }

    /** Two bytes are the day, the rest is the number. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final long today = input.u16();
        final byte[] id = input.rest();
        final String text = new String(id, StandardCharsets.ISO_8859_1);
        final boolean isValid = IdNumber.isValid(id, 0, id.length, today);
        Finding.unlessEqual(reference(text, today), isValid, "validity of an ID number");
        if (isValid) {
            Finding.unless(IdNumber.isValid(text, today), "its text is not valid");
        }
        credential(text, id);
        sample(text);
    }

    private static boolean reference(final String text, final long today) {
        if (!text.matches("[0-9]{17}[0-9Xx]")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            sum += Character.digit(text.charAt(i), 10) * WEIGHTS[i];
        }
        if (Character.toUpperCase(text.charAt(17)) != "10X98765432".charAt(sum % 11)) {
            return false;
        }
        try {
            final LocalDate birth = LocalDate.of(Integer.parseInt(text.substring(6, 10)),
                Integer.parseInt(text.substring(10, 12)), Integer.parseInt(text.substring(12, 14)));
            return birth.getYear() >= 1880 && birth.toEpochDay() <= today;
        } catch (final DateTimeException noSuchDay) {
            return false;
        }
    }

    private static void credential(final String text, final byte[] id) {
        final UnsafeBuffer credential = new UnsafeBuffer(new byte[ScanDescriptor.CREDENTIAL_LENGTH]);
        try {
            IdNumber.putCredential(text, credential, 0);
        } catch (final IllegalArgumentException refused) {
            Finding.unless(id.length < 1 || id.length > ScanDescriptor.CREDENTIAL_LENGTH
                || text.chars().anyMatch(character -> character < ' ' || character > '~'), "a text that fits is refused");
            return;
        }
        Finding.unlessEqual(id.length, IdNumber.lengthInCredential(credential.byteArray(), 0), "length in the credential");
    }

    private static void sample(final String text) {
        if (SampleId.isValid(text)) {
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[SampleId.LENGTH]);
            SampleId.put(text, buffer, 0);
            Finding.unless(SampleId.isValid(buffer, 0), "a sample id is not valid once written");
            Finding.unlessEqual(text, SampleId.text(buffer, 0), "sample id");
        }
    }

    /** Numbers published as examples, leap days, wrong check characters, and sample ids. */
    public static List<byte[]> seeds() {
        return Stream.of("11010519491231002X", "11010519491231002x", "110105194912310021", "110101200002290019",
            "110101190002290014", "TUBE-0001", "", "1234567890123456").map(IdNumberFuzz::seed).toList();
    }

    private static byte[] seed(final String number) {
        return ("\0\60" + number).getBytes(StandardCharsets.US_ASCII);
    }
}
