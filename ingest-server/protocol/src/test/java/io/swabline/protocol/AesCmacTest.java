package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AesCmacTest {
    private static final String RFC_KEY = "2b7e151628aed2a6abf7158809cf4f3c";
    private static final String RFC_MESSAGE = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

    @ParameterizedTest
    @CsvSource({
        "0, bb1d6929e95937287fa37d129b756746",
        "16, 070a16b46b4d4144f79bdd9dd04a287c",
        "40, dfa66747de9ae63030ca32611497c827",
        "64, 51f0bebf7e3b9d92fc49741779363cfe"})
    void shouldGiveTheMacsOfRfc4493(final int length, final String expected) {
        final byte[] message = HexFormat.of().parseHex(RFC_MESSAGE);

        assertThat(HexFormat.of().formatHex(mac(HexFormat.of().parseHex(RFC_KEY), message, 0, length))).isEqualTo(expected);
    }

    @Test
    void shouldAgreeWithBouncyCastleOnRandomMessages() {
        final long seed = Seeds.seed();
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] keyLengths = {16, 24, 32};
        for (int i = 0; i < 3_000; i++) {
            final byte[] key = new byte[keyLengths[i % 3]];
            random.nextBytes(key);
            final byte[] message = new byte[random.nextInt(100)];
            random.nextBytes(message);
            final int offset = random.nextInt(message.length + 1);
            final int length = random.nextInt(message.length - offset + 1);

            final CMac other = new CMac(AESEngine.newInstance());
            other.init(new KeyParameter(key));
            other.update(message, offset, length);
            final byte[] expected = new byte[AesCmac.LENGTH];
            other.doFinal(expected, 0);
            assertThat(mac(key, message, offset, length)).as("seed %d, message %d", seed, i).isEqualTo(expected);
        }
    }

    @Test
    void shouldCarryNothingFromOneMessageToTheNext() {
        final AesCmac cmac = new AesCmac(HexFormat.of().parseHex(RFC_KEY));
        final byte[] message = HexFormat.of().parseHex(RFC_MESSAGE);
        final byte[] first = new byte[AesCmac.LENGTH];
        final byte[] target = new byte[AesCmac.LENGTH + 2];
        cmac.mac(message, 3, 24, first, 0);
        cmac.mac(message, 0, 64, target, 0);
        cmac.mac(message, 3, 24, target, 2);

        assertThat(Arrays.copyOfRange(target, 2, target.length)).isEqualTo(first);
    }

    private static byte[] mac(final byte[] key, final byte[] message, final int offset, final int length) {
        final byte[] mac = new byte[AesCmac.LENGTH];
        new AesCmac(key).mac(message, offset, length, mac, 0);
        return mac;
    }
}
