package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class PersonPseudonymsTest {
    private final byte[] pepper = GoldenFile.read("SamplingCode").hex(0, "pepper");
    private final PersonPseudonyms pseudonyms = new PersonPseudonyms(pepper);

    @Test
    void shouldBeTheSameForLowerAndUpperCase() {
        assertThat(pseudonyms.of("11010519491231002x")).isEqualTo(pseudonyms.of("11010519491231002X"))
            .hasSameHashCodeAs(pseudonyms.of("11010519491231002X"));
    }

    @Test
    void shouldDifferByPersonAndByPepper() {
        final byte[] otherPepper = pepper.clone();
        otherPepper[31]++;

        assertThat(pseudonyms.of("11010519491231002X")).isNotEqualTo(pseudonyms.of("34052419800101001X"));
        assertThat(pseudonyms.of("11010519491231002X"))
            .isNotEqualTo(new PersonPseudonyms(otherPepper).of("11010519491231002X"));
    }

    @Test
    void shouldGiveThePagesAnotherOneThatOnlyThePepperLeadsTo() {
        final Pseudonym person = pseudonyms.of("11010519491231002X");
        final byte[] otherPepper = pepper.clone();
        otherPepper[0]++;

        assertThat(pseudonyms.forPages(person)).isNotEqualTo(person).isEqualTo(new PersonPseudonyms(pepper).forPages(person))
            .isNotEqualTo(pseudonyms.forPages(pseudonyms.of("34052419800101001X")))
            .isNotEqualTo(new PersonPseudonyms(otherPepper).forPages(person));
    }

    @Test
    void shouldBeTheHmacOfTheJdk() throws GeneralSecurityException {
        final long seed = Seeds.seed();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 1_000; i++) {
            final byte[] randomPepper = new byte[PersonPseudonyms.PEPPER_LENGTH];
            random.nextBytes(randomPepper);
            final byte[] id = IdNumberTest.withCheck(random.nextLong(10_000_000_000_000_000L, 99_999_999_999_999_999L) + "")
                .getBytes(StandardCharsets.US_ASCII);
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(randomPepper, "HmacSHA256"));
            final byte[] target = new byte[20];
            new PersonPseudonyms(randomPepper).of(id, 0, id.length, target, 3);

            assertThat(Arrays.copyOfRange(target, 3, 15)).as("seed %d, number %d", seed, i)
                .isEqualTo(Arrays.copyOf(mac.doFinal(id), Pseudonym.LENGTH));
            assertThat(Arrays.copyOfRange(target, 15, 20)).containsOnly(0);
        }
    }

    @Test
    void shouldTakeOnlyItsSizes() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PersonPseudonyms(new byte[16]));
        assertThatIllegalArgumentException().isThrownBy(() -> pseudonyms.of("1234")).withMessageNotContaining("1234");
        assertThatIllegalArgumentException().isThrownBy(() -> Pseudonym.of(new byte[16]));
    }

    @Test
    void shouldHashOneTimeCodesByPersonAndPepper() {
        final PersonPseudonyms one = new PersonPseudonyms(new byte[PersonPseudonyms.PEPPER_LENGTH]);
        final byte[] otherPepper = new byte[PersonPseudonyms.PEPPER_LENGTH];
        otherPepper[0] = 1;
        final Pseudonym person = Pseudonym.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        final Pseudonym other = Pseudonym.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13});
        final byte[] hash = one.consentHash(person, 12_345_678);

        assertThat(hash).hasSize(12).isEqualTo(one.consentHash(person, 12_345_678));
        assertThat(hash).isNotEqualTo(one.consentHash(person, 12_345_679)).isNotEqualTo(one.consentHash(other, 12_345_678))
            .isNotEqualTo(new PersonPseudonyms(otherPepper).consentHash(person, 12_345_678))
            .isNotEqualTo(one.forPages(person).bytes());
    }

    @Test
    void shouldTellDocumentsApartByTypeStateAndNumber() {
        final long today = 20_000;
        final Pseudonym british = pseudonyms.of(DocumentNumber.parse(DocumentType.PASSPORT, "GBR", "12345678", today));

        assertThat(british).isEqualTo(pseudonyms.of(DocumentNumber.parse(DocumentType.PASSPORT, "gbr", "1234 5678", today)))
            .isNotEqualTo(pseudonyms.of(DocumentNumber.parse(DocumentType.PASSPORT, "USA", "12345678", today)))
            .isNotEqualTo(pseudonyms.of(DocumentNumber.parse(DocumentType.PASSPORT, "GBR", "123456780", today)))
            .isNotEqualTo(pseudonyms.of(DocumentNumber.parse(DocumentType.TAIWAN_PERMIT, "", "12345678", today)));
    }

    @Test
    void shouldHashADocumentAsTheHmacOfTheJdk() throws GeneralSecurityException {
        final byte[] credential = DocumentNumber.parse(DocumentType.PASSPORT, "D", "C01X00T47", 20_000).credential();
        final byte[] input = new byte[45];
        System.arraycopy("document:".getBytes(StandardCharsets.US_ASCII), 0, input, 0, 9);
        System.arraycopy(credential, 0, input, 9, 36);
        final Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(pepper, "HmacSHA256"));
        final byte[] target = new byte[12];
        pseudonyms.ofDocument(credential, 0, target, 0);

        assertThat(target).isEqualTo(Arrays.copyOf(mac.doFinal(input), Pseudonym.LENGTH));
        assertThat(pseudonyms.of("11010519491231002X")).as("nothing of the longer input is left")
            .isEqualTo(new PersonPseudonyms(pepper).of("11010519491231002X"));
    }

    @Test
    void shouldBeTheSamePersonByIdCardAndByResidenceCardWithAnIdNumber() {
        final String number = IdNumberTest.withCheck("91112419810303001");

        assertThat(pseudonyms.of(DocumentNumber.parse(DocumentType.PERMANENT_RESIDENCE, "", number, 20_000)))
            .isEqualTo(pseudonyms.of(number));
    }
}
