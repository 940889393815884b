package io.swabline.system;

import io.swabline.protocol.DocumentNumber;
import io.swabline.protocol.DocumentNumberException;
import io.swabline.protocol.DocumentType;
import io.swabline.protocol.IdNumber;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the pages say of a document's number while it is typed, against what the server takes. */
@Tag("slow")
class PagesDocumentTest {
    private static final int RANDOM_NUMBERS = 20_000;
    private static final String CHARACTERS = "0123456789HMAXZ -()<";

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("seed", 20_220_408L);
    private final Random random = new Random(seed);
    private final long today = LocalDate.now().toEpochDay();

    @Test
    void shouldTakeTheNumbersThatTheServerTakes() throws IOException {
        Browser.assumeInstalled();
        final List<List<String>> numbers = new ArrayList<>(List.of(
            List.of("hk_macao_permit", "H12345678"), List.of("hk_macao_permit", "ha1234567"),
            List.of("hk_macao_permit", "M1234567801"), List.of("hk_macao_permit", "T12345678"),
            List.of("taiwan_permit", "12345678"), List.of("taiwan_permit", "1234567801(D)"),
            List.of("taiwan_permit", "１２３４５６７８"), List.of("permanent_residence", "FRA310012345678"),
            List.of("passport", "E1234 5678"), List.of("passport", "1234"), List.of("passport", "ABCDE1234567890F")));
        for (final DocumentType type : DocumentType.values()) {
            for (int i = 0; i < RANDOM_NUMBERS / 4; i++) {
                numbers.add(List.of(inApi(type), random(type)));
            }
        }
        final List<Boolean> expected = numbers.stream().map(number -> isTaken(number.get(0), number.get(1))).toList();
        try (Browser browser = Browser.start(directory)) {
            final Object said = browser.run(module()
                + "return arguments[0].map(([type, number]) => complaint(normalised(number, type), type) === null)", numbers);
            final List<?> answers = (List<?>) said;
            for (int i = 0; i < numbers.size(); i++) {
                assertThat(answers.get(i)).as("%s, seed %d", numbers.get(i), seed).isEqualTo(expected.get(i));
            }
            assertThat(expected).contains(true).contains(false);
            assertThat(browser.run(module() + "return ['GBR', 'D', 'GB', 'DEUT', '1BR'].map((s) => stateComplaint(s) === null)"))
                .isEqualTo(List.of(true, true, false, false, false));
        }
    }

    /** Mostly near a form of the type, with a character changed, added or left out now and then. */
    private String random(final DocumentType type) {
        final StringBuilder number = new StringBuilder(switch (type) {
            case PASSPORT -> digits(3 + random.nextInt(14));
            case HK_MACAO_PERMIT -> (random.nextBoolean() ? "H" : "MA") + digits(7 + random.nextInt(4));
            case TAIWAN_PERMIT -> digits(7 + random.nextInt(5));
            case PERMANENT_RESIDENCE -> random.nextBoolean() ? "GBR" + digits(12) : idNumber();
        });
        if (random.nextInt(3) == 0) {
            number.setCharAt(random.nextInt(number.length()), CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        if (random.nextInt(5) == 0) {
            number.insert(random.nextInt(number.length()), CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return number.toString();
    }

    private String digits(final int count) {
        final StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private String idNumber() {
        final String body = "9" + digits(5) + "19" + digits(2) + "0" + (1 + random.nextInt(9)) + "1" + digits(1) + digits(3);
        return body + (char) IdNumber.checkCharacter(body.getBytes(StandardCharsets.US_ASCII), 0);
    }

    private static String inApi(final DocumentType type) {
        return type.word().replace('-', '_');
    }

    private boolean isTaken(final String type, final String number) {
        try {
            final DocumentType known = DocumentType.ofWord(type.replace('_', '-'));
            DocumentNumber.parse(known, known == DocumentType.PASSPORT ? "GBR" : "", number, today);
            return true;
        } catch (final DocumentNumberException e) {
            return false;
        }
    }

    /** The module as plain functions. */
    private static String module() throws IOException {
        try (InputStream in = PagesDocumentTest.class.getResourceAsStream("/pages/assets/document-number.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^export ", "");
        }
    }
}
