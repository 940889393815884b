package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentNumberTest {
    private static final long TODAY = LocalDate.of(2024, 4, 9).toEpochDay();
    /** The permanent residence card of somebody born on 1981-03-03 in the form of 2023: an ID number that begins with 9. */
    private static final String NEW_RESIDENCE = IdNumberTest.withCheck("91112419810303001");

    @ParameterizedTest
    @CsvSource({
        "PASSPORT,            GBR,    123456789,          GBR, 123456789",
        "PASSPORT,            gbr,    l898902c<,          GBR, L898902C",
        "PASSPORT,            D,      C01X 00T-47,        DEU, C01X00T47",
        "PASSPORT,            D<<,    C01X00T47,          DEU, C01X00T47",
        "PASSPORT,            DEU,    c01x00t47,          DEU, C01X00T47",
        "PASSPORT,            ＵＳＡ, １２３４５６７８９, USA, 123456789",
        "PASSPORT,            UNO,    12345,              UNO, 12345",
        "PASSPORT,            XXA,    ABCDE1234567890,    XXA, ABCDE1234567890",
        "HK_MACAO_PERMIT,     '',     H12345678,          '',  H12345678",
        "HK_MACAO_PERMIT,     '',     m 1234 5678,        '',  M12345678",
        "HK_MACAO_PERMIT,     '',     H1234567800,        '',  H12345678",
        "HK_MACAO_PERMIT,     '',     H1234567803,        '',  H12345678",
        "HK_MACAO_PERMIT,     '',     HA1234567,          '',  HA1234567",
        "HK_MACAO_PERMIT,     '',     MA1234567,          '',  MA1234567",
        "TAIWAN_PERMIT,       '',     12345678,           '',  12345678",
        "TAIWAN_PERMIT,       '',     0561682001(D),      '',  05616820",
        "TAIWAN_PERMIT,       '',     ０５６１６８２００１（Ｄ）, '',  05616820",
        "TAIWAN_PERMIT,       '',     0561682002(1),      '',  05616820",
        "TAIWAN_PERMIT,       '',     0561682003,         '',  05616820",
        "PERMANENT_RESIDENCE, '',     can 110081030305,   '',  CAN110081030305",
    })
    void shouldGiveOneCanonicalForm(
        final DocumentType type, final String state, final String typed, final String canonicalState, final String canonical) {
        final DocumentNumber number = DocumentNumber.parse(type, state, typed, TODAY);

        assertThat(number.type()).isEqualTo(type);
        assertThat(number.issuingState()).isEqualTo(canonicalState);
        assertThat(number.number()).isEqualTo(canonical);
        assertThat(number.isIdNumber()).isFalse();
        assertThat(number).isEqualTo(DocumentNumber.parse(type, canonicalState, canonical, TODAY));
        assertThat(number.toString()).doesNotContain(canonical).contains(type.word());
    }

    @ParameterizedTest
    @CsvSource({
        "PASSPORT,            GB,   123456789,             STATE_FORM,       'GBR and not GB'",
        "PASSPORT,            '',   123456789,             STATE_FORM,       '3 letters'",
        "PASSPORT,            G8R,  123456789,             STATE_FORM,       '3 letters'",
        "PASSPORT,            英国, 123456789,             STATE_FORM,       '3 letters'",
        "PASSPORT,            GBR,  1234,                  NUMBER_LENGTH,    'letters and digits; this one has 4 characters'",
        "PASSPORT,            GBR,  1234567890123456,      NUMBER_LENGTH,    'this one has 16 characters'",
        "PASSPORT,            GBR,  12 34/5678,            NUMBER_CHARACTER, 'character 5 of the number, spaces not counted'",
        "PASSPORT,            GBR,  ' - ',                 NUMBER_EMPTY,     'there is no number'",
        "PASSPORT,            GBR,  А23456789,             NUMBER_CHARACTER, 'character 1 '",
        "HK_MACAO_PERMIT,     HKG,  H12345678,             STATE_NOT_WANTED, 'only a passport'",
        "HK_MACAO_PERMIT,     '',   H1234567,              NUMBER_LENGTH,    'this one has 8 characters'",
        "HK_MACAO_PERMIT,     '',   H123456780,            NUMBER_LENGTH,    'this one has 10 characters'",
        "HK_MACAO_PERMIT,     '',   K12345678,             NUMBER_FORM,      'character 1 of this one is not H or M'",
        "HK_MACAO_PERMIT,     '',   H1234567O,             NUMBER_FORM,      'character 9 of this one is not a digit'",
        "HK_MACAO_PERMIT,     '',   HA12345678,            NUMBER_LENGTH,    'this one has 10 characters'",
        "HK_MACAO_PERMIT,     '',   H12345678(1),          NUMBER_CHARACTER, 'character 10 '",
        "TAIWAN_PERMIT,       '',   1234567,               NUMBER_LENGTH,    'this one has 7 characters'",
        "TAIWAN_PERMIT,       '',   A123456789,            NUMBER_FORM,      'character 1 of this one is not a digit'",
        "TAIWAN_PERMIT,       '',   056168200103(D),       NUMBER_LENGTH,    'this one has 13 characters'",
        "PERMANENT_RESIDENCE, '',   CAN11008103030,        NUMBER_LENGTH,    'this one has 14 characters'",
        "PERMANENT_RESIDENCE, '',   CA0110081030305,       NUMBER_FORM,      'character 3 of this one is not a letter'",
        "PERMANENT_RESIDENCE, '',   11010519491231002X,    NUMBER_FORM,      'character 1 of this one is not 9'",
    })
    void shouldSayWhatIsWrongWithoutTheNumber(
        final DocumentType type, final String state, final String typed, final DocumentFault fault, final String words) {
        assertThatExceptionOfType(DocumentNumberException.class)
            .isThrownBy(() -> DocumentNumber.parse(type, state, typed, TODAY))
            .withMessageContaining(words)
            .satisfies(e -> assertThat(e.fault()).isEqualTo(fault))
            .satisfies(e -> assertThat(typed.isBlank() || typed.equals(" - ") || !e.getMessage().contains(typed)).isTrue());
    }

    @Test
    void shouldTakeTheResidenceCardOf2023AsAnIdNumber() {
        final DocumentNumber number = DocumentNumber.parse(DocumentType.PERMANENT_RESIDENCE, "",
            NEW_RESIDENCE.substring(0, 6) + " " + NEW_RESIDENCE.substring(6).toLowerCase(), TODAY);

        assertThat(number.isIdNumber()).isTrue();
        assertThat(number.number()).isEqualTo(NEW_RESIDENCE);
        assertThat(IdNumber.isValid(NEW_RESIDENCE, TODAY)).as("by ID card").isTrue();
        for (int place = 1; place < NEW_RESIDENCE.length(); place++) {
            final StringBuilder mistyped = new StringBuilder(NEW_RESIDENCE);
            mistyped.setCharAt(place, mistyped.charAt(place) == '7' ? '3' : '7');
            assertFault(DocumentFault.NUMBER_CHECK, DocumentType.PERMANENT_RESIDENCE, mistyped.toString());
        }
        assertFault(DocumentFault.NUMBER_CHECK, DocumentType.PERMANENT_RESIDENCE,
            IdNumberTest.withCheck("91112420240410001"));
    }

    @Test
    void shouldReadNoMoreThanItNeeds() {
        assertFault(DocumentFault.NUMBER_TOO_LONG, DocumentType.TAIWAN_PERMIT, "1".repeat(65));
        assertFault(DocumentFault.NUMBER_TOO_LONG, DocumentType.TAIWAN_PERMIT, "1".repeat(10_000_000));
        assertFault(DocumentFault.NUMBER_CHARACTER, DocumentType.TAIWAN_PERMIT, "\uFDFA".repeat(64));
        assertThatExceptionOfType(DocumentNumberException.class)
            .isThrownBy(() -> DocumentNumber.parse(DocumentType.PASSPORT, "G".repeat(10_000_000), "123456789", TODAY))
            .satisfies(e -> assertThat(e.fault()).isEqualTo(DocumentFault.STATE_FORM));
        final String spaced = String.join(" ", NEW_RESIDENCE.split(""));
        assertThat(DocumentNumber.parse(DocumentType.PERMANENT_RESIDENCE, "", spaced, TODAY).number()).isEqualTo(NEW_RESIDENCE);
    }

    @Test
    void shouldLayOutTheCredential() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[40]);
        buffer.setMemory(0, 40, (byte) 9);
        DocumentNumber.parse(DocumentType.PASSPORT, "D", "C01X00T47", TODAY).putCredential(buffer, 2);

        assertThat(buffer.byteArray()).startsWith(9, 9, 1, 'D', 'E', 'U', 'C', '0', '1', 'X').endsWith(0, 0, 9, 9);
        assertThat(DocumentNumber.isValid(buffer.byteArray(), 2, TODAY)).isTrue();
        assertThat(DocumentNumber.parse(DocumentType.TAIWAN_PERMIT, "", "12345678", TODAY).credential())
            .hasSize(36).startsWith(3, 0, 0, 0, '1', '2');
    }

    /** Whatever stands in the 36 bytes: they are valid exactly if parsing what they say gives them back. */
    @Test
    void shouldTakeExactlyTheCanonicalCredentials() {
        final long seed = Seeds.seed();
        final SplittableRandom random = new SplittableRandom(seed);
        final String[][] documents = {
            {"PASSPORT", "GBR", "123456789"}, {"PASSPORT", "D", "C01X0"}, {"HK_MACAO_PERMIT", "", "H12345678"},
            {"HK_MACAO_PERMIT", "", "MA1234567"}, {"TAIWAN_PERMIT", "", "12345678"},
            {"PERMANENT_RESIDENCE", "", "CAN110081030305"}, {"PERMANENT_RESIDENCE", "", NEW_RESIDENCE}};
        final byte[] replacements = "\0A9HMXx <".getBytes(StandardCharsets.US_ASCII);
        int valid = 0;
        for (int i = 0; i < 20_000; i++) {
            final String[] document = documents[random.nextInt(documents.length)];
            final byte[] credential = DocumentNumber.parse(
                DocumentType.valueOf(document[0]), document[1], document[2], TODAY).credential();
            for (int change = random.nextInt(3); change > 0; change--) {
                credential[random.nextInt(random.nextBoolean() ? 24 : 36)] =
                    random.nextInt(4) == 0 ? (byte) random.nextInt(6) : replacements[random.nextInt(replacements.length)];
            }
            final boolean isValid = DocumentNumber.isValid(credential, 0, TODAY);
            assertThat(isValid).as("seed %d, number %d, %s", seed, i, Arrays.toString(credential))
                .isEqualTo(isCanonical(credential));
            valid += isValid ? 1 : 0;
        }
        assertThat(valid).as("some are valid, some are not").isBetween(5_000, 19_000);
    }

    @Test
    void shouldNameTypesByCodeAndWord() {
        for (final DocumentType type : DocumentType.values()) {
            assertThat(DocumentType.of(type.code())).isSameAs(type);
            assertThat(DocumentType.ofWord(type.word())).isSameAs(type);
        }
        assertThat(DocumentType.values()).extracting(DocumentType::code).containsExactly((byte) 1, (byte) 2, (byte) 3, (byte) 4);
        for (final int unknown : new int[] {-1, 0, 5, 255}) {
            assertThat(DocumentType.isKnown(unknown)).isFalse();
            assertThatIllegalArgumentException().isThrownBy(() -> DocumentType.of(unknown));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> DocumentType.ofWord("visa")).withMessageContaining(
            "passport, hk-macao-permit, taiwan-permit, permanent-residence");
    }

    private static boolean isCanonical(final byte[] credential) {
        try {
            final String number = new String(credential, 4, 32, StandardCharsets.ISO_8859_1).replaceAll("\0+$", "");
            final String state = credential[1] == 0 && credential[2] == 0 && credential[3] == 0 ? ""
                : new String(credential, 1, 3, StandardCharsets.ISO_8859_1);
            return Arrays.equals(credential,
                DocumentNumber.parse(DocumentType.of(credential[0]), state, number, TODAY).credential());
        } catch (final IllegalArgumentException e) {
            return false;
        }
    }

    private static void assertFault(final DocumentFault fault, final DocumentType type, final String typed) {
        assertThatExceptionOfType(DocumentNumberException.class)
            .isThrownBy(() -> DocumentNumber.parse(type, "", typed, TODAY))
            .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
