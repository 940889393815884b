package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingCodeTest {
    private final GoldenFile golden = GoldenFile.read("SamplingCode");
    private final Pseudonym person = new PersonPseudonyms(golden.hex(0, "pepper")).of(golden.string("idNumber"));
    private final CodeIssuer issuer = new CodeIssuer(TestKeys.golden());
    private final CoreCheck check = new CoreCheck(TestKeys.golden());
    private final CodeSignature signature = new CodeSignature(TestKeys.golden().publicKey());

    @Test
    void shouldIssueTheGoldenCode() {
        final byte[] code = issuer.issue(person, golden.number("issueNumber"), golden.number("issuedAt"),
            (int) golden.number("validityDays"), (int) golden.number("flags"));

        assertThat(person.bytes()).isEqualTo(golden.hex(1, "pseudonym"));
        assertThat(code).isEqualTo(golden.bytes());
        assertThat(SamplingCode.of(code).text()).isEqualTo(golden.text()).hasSize(153).startsWith("N1:");
    }

    @Test
    void shouldReadTheGoldenCode() {
        final SamplingCode code = SamplingCode.parse(golden.text());

        assertThat(code).isEqualTo(SamplingCode.of(golden.bytes())).hasSameHashCodeAs(SamplingCode.of(golden.bytes()));
        assertThat(code.version()).isEqualTo(1);
        assertThat(code.keyId()).isEqualTo((int) golden.number("keyId"));
        assertThat(code.flags()).isEqualTo(CodeDescriptor.FLAG_RELATIVE);
        assertThat(code.validityDays()).isEqualTo(30);
        assertThat(code.issuedAtEpochSeconds()).isEqualTo(golden.number("issuedAt"));
        assertThat(code.expiresAtEpochSeconds()).isEqualTo(golden.number("issuedAt") + 30 * 86_400);
        assertThat(signature.isGenuine(code)).isTrue();
        assertThat(check.isGenuine(code.core(), 0)).isTrue();
        final byte[] pseudonym = new byte[Pseudonym.LENGTH];
        assertThat(check.unseal(code.core(), 0, pseudonym, 0)).isEqualTo(golden.number("issueNumber"));
        assertThat(pseudonym).isEqualTo(person.bytes());
        final UnsafeBuffer credential = new UnsafeBuffer(new byte[CodeDescriptor.CORE_LENGTH]);
        code.putCore(credential, 0);
        assertThat(credential.byteArray()).isEqualTo(code.core());
    }

    @Test
    void shouldFindEveryFlippedBit() {
        for (int bit = 0; bit < CodeDescriptor.CODE_LENGTH * 8; bit++) {
            final byte[] flipped = golden.bytes();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            final SamplingCode code = SamplingCode.of(flipped);
            final boolean isCore = bit < CodeDescriptor.CORE_LENGTH * 8;

            assertThat(check.isGenuine(code.core(), 0)).as("core, bit %d", bit).isEqualTo(!isCore);
            assertThat(signature.isGenuine(code)).as("signature, bit %d", bit).isFalse();
        }
    }

    @Test
    void shouldForgetABadSignatureBeforeTheNextCode() {
        final SamplingCode good = SamplingCode.of(golden.bytes());
        for (int bit = CodeDescriptor.SIGNATURE_OFFSET * 8; bit < CodeDescriptor.CODE_LENGTH * 8; bit += 17) {
            final byte[] flipped = golden.bytes();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(signature.isGenuine(SamplingCode.of(flipped))).isFalse();
            assertThat(signature.isGenuine(good)).as("after bit %d", bit).isTrue();
        }
    }

    @Test
    void shouldNotTakeACodeOfAnotherKey() {
        final SplittableRandom random = new SplittableRandom(Seeds.seed());
        final SamplingKey other = TestKeys.random((int) golden.number("keyId"), random);
        final SamplingKey sameSecretsOtherId = new SamplingKey(2, KeyStatus.CURRENT, 0, TestKeys.golden().sealKey(),
            TestKeys.golden().macKey(), null);

        assertThat(new CoreCheck(other).isGenuine(golden.bytes(), 0)).isFalse();
        assertThat(new CoreCheck(sameSecretsOtherId).isGenuine(golden.bytes(), 0)).isFalse();
    }

    @Test
    void shouldNotShowThatTwoCodesAreOfOnePerson() {
        final Set<String> sealed = new HashSet<>();
        for (int issueNumber = 0; issueNumber < 20; issueNumber++) {
            final byte[] code = issuer.issue(person, issueNumber, 1_649_462_400L, 30, CodeDescriptor.FLAG_SELF);
            final byte[] holder = new byte[CodeDescriptor.SEALED_LENGTH];
            System.arraycopy(code, CodeDescriptor.SEALED_OFFSET, holder, 0, holder.length);
            sealed.add(Base45.encode(holder));
        }

        assertThat(sealed).hasSize(20);
    }

    @Test
    void shouldKeepTheHolderOutOfItsText() {
        assertThat(SamplingCode.of(golden.bytes())).hasToString(
            "sampling code version 1 under key 1, issued 2022-04-09T00:00:00Z for 30 days, fetched by a relative");
        assertThat(person).hasToString("pseudonym d92b…");
    }

    @Test
    void shouldRoundTripRandomCodes() {
        final long seed = Seeds.seed();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            final byte[] bytes = new byte[CodeDescriptor.CODE_LENGTH];
            random.nextBytes(bytes);
            final SamplingCode code = SamplingCode.of(bytes);

            assertThat(SamplingCode.parse(code.text()).bytes()).as("seed %d, code %d", seed, i).isEqualTo(bytes);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAText() {
        final String text = golden.text();

        assertThatIllegalArgumentException().isThrownBy(() -> SamplingCode.parse("")).withMessageContaining("N1:");
        assertThatIllegalArgumentException().isThrownBy(() -> SamplingCode.parse("HC1:" + text)).withMessageContaining("N1:");
        assertThatIllegalArgumentException().isThrownBy(() -> SamplingCode.parse("n1:" + text.substring(3)))
            .withMessageContaining("N1:");
        assertThatIllegalArgumentException().isThrownBy(() -> SamplingCode.parse(text + " "))
            .withMessageContaining("153 characters, this one 154");
        assertThatIllegalArgumentException().isThrownBy(() -> SamplingCode.parse(text.substring(0, 152)))
            .withMessageContaining("152");
        assertThatIllegalArgumentException().isThrownBy(() -> SamplingCode.parse(text.substring(0, 152) + "h"))
            .withMessageContaining("alphabet");
        assertThatIllegalArgumentException().isThrownBy(() -> SamplingCode.parse(text.substring(0, 150) + ":::"))
            .withMessageContaining("65535");
        assertThatIllegalArgumentException().isThrownBy(() -> SamplingCode.of(new byte[99])).withMessageContaining("99");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 30, 1, issue number", "4294967296, 0, 30, 1, issue number",
        "0, -1, 30, 1, issued-at", "0, 4294967296, 30, 1, issued-at",
        "0, 0, 0, 1, days", "0, 0, 256, 1, days",
        "0, 0, 30, 0, flags", "0, 0, 30, 3, flags", "0, 0, 30, 5, flags"})
    void shouldNotIssueWhatIsOutOfRange(
        final long issueNumber, final long issuedAt, final int days, final int flags, final String named) {
        assertThatIllegalArgumentException().isThrownBy(() -> issuer.issue(person, issueNumber, issuedAt, days, flags))
            .withMessageContaining(named);
        assertThat(issuer.issue(person, 4_294_967_295L, 4_294_967_295L, 255, 1)).as("the greatest values").hasSize(100);
    }
}
