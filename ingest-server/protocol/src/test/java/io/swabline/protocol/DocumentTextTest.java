package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTextTest {
    private static final long TODAY = 20_000;

    @ParameterizedTest
    @CsvSource({
        "passport:GBR:123456789,                PASSPORT,            GBR, 123456789",
        "' Passport: d : c01x 00t-47 ',         PASSPORT,            DEU, C01X00T47",
        "PASSPORT：ＧＢＲ：１２３４５６７８９,  PASSPORT,            GBR, 123456789",
        "hk-macao-permit:H1234567801,           HK_MACAO_PERMIT,     '',  H12345678",
        "taiwan-permit:0561682001(D),           TAIWAN_PERMIT,       '',  05616820",
        "permanent-residence:CAN110081030305,   PERMANENT_RESIDENCE, '',  CAN110081030305",
    })
    void shouldReadALine(final String line, final DocumentType type, final String state, final String number) {
        assertThat(DocumentText.isDocument(line)).isTrue();
        assertThat(DocumentText.parse(line, TODAY)).isEqualTo(DocumentNumber.parse(type, state, number, TODAY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "passport", "passport GBR 123456789", "visa:GBR:123456789", "11010519491231002X", "N1:ABC",
        "H12345678", "my-passport:GBR:1", ":GBR:123456789"})
    void shouldLeaveOtherLinesToOthers(final String line) {
        assertThat(DocumentText.isDocument(line)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> DocumentText.parse(line, TODAY));
    }

    @ParameterizedTest
    @CsvSource({
        "passport:123456789,              'issuing state is missing'",
        "passport:GB:123456789,           'GBR and not GB'",
        "passport:GBR:123:456789,         'character 4 '",
        "taiwan-permit:TWN:12345678,      'only a passport has an issuing state'",
        "hk-macao-permit:,                'there is no number'",
        "hk-macao-permit:1234567,         'this one has 7 characters'",
    })
    void shouldSayWhatIsWrongWithoutTheNumber(final String line, final String words) {
        assertThat(DocumentText.isDocument(line)).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> DocumentText.parse(line, TODAY)).withMessageContaining(words)
            .satisfies(e -> assertThat(e.getMessage().replace(DocumentText.EXAMPLE, "")).doesNotContain("1234567", "456789"));
    }

    @Test
    void shouldNotReadLinesOfAnyLength() {
        assertThat(DocumentText.isDocument("passport:GBR:" + "1".repeat(1_000))).isFalse();
    }
}
