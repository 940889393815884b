package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base45Test {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    @ParameterizedTest
    @CsvSource({"AB, BB8", "Hello!!, %69 VD92EX0", "base-45, UJCLQE7W581", "ietf!, QED8WEX0"})
    void shouldGiveTheExamplesOfRfc9285(final String bytes, final String text) {
        assertThat(Base45.encode(bytes.getBytes(StandardCharsets.US_ASCII))).isEqualTo(text);
        assertThat(Base45.decode(text)).isEqualTo(bytes.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void shouldTakeTheEmptyText() {
        assertThat(Base45.encode(new byte[0])).isEmpty();
        assertThat(Base45.decode("")).isEmpty();
    }

    @Test
    void shouldRoundTripEveryPairAndEveryLastByte() {
        for (int i = 0; i <= 0xffff; i++) {
            final byte[] pair = {(byte) (i >>> 8), (byte) i};
            assertThat(Base45.decode(Base45.encode(pair))).isEqualTo(pair);
        }
        for (int i = 0; i <= 0xff; i++) {
            final byte[] single = {(byte) i};
            assertThat(Base45.decode(Base45.encode(single))).isEqualTo(single);
        }
    }

    @Test
    void shouldTakeNoTextThatNoEncoderWrites() {
        int taken = 0;
        for (int i = 0; i < 45 * 45 * 45; i++) {
            final String text = "" + ALPHABET.charAt(i % 45) + ALPHABET.charAt(i / 45 % 45) + ALPHABET.charAt(i / 2025);
            taken += isTakenAndCanonical(text);
        }
        assertThat(taken).isEqualTo(65_536);

        int lastTaken = 0;
        for (int i = 0; i < 45 * 45; i++) {
            lastTaken += isTakenAndCanonical("" + ALPHABET.charAt(i % 45) + ALPHABET.charAt(i / 45));
        }
        assertThat(lastTaken).isEqualTo(256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "ABCD", "GGW", ":::", "::", "V5", "bb8", "BB8_AB", "BB\u0000", "BBÄ", "BB\uff18", "BB\n"})
    void shouldRefuse(final String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Base45.decode(text));
    }

    @Test
    void shouldNameThePlace() {
        assertThatIllegalArgumentException().isThrownBy(() -> Base45.decode("BB8bBB")).withMessageContaining("character 4");
        assertThatIllegalArgumentException().isThrownBy(() -> Base45.decode("BB8GGW"))
            .withMessageContaining("characters 4 to 6");
    }

    @Test
    void shouldRoundTripRandomBytes() {
        final long seed = Seeds.seed();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            final byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            assertThat(Base45.decode(Base45.encode(bytes))).as("seed %d", seed).isEqualTo(bytes);
        }
    }

    private static int isTakenAndCanonical(final String text) {
        final byte[] bytes;
        try {
            bytes = Base45.decode(text);
        } catch (final IllegalArgumentException e) {
            return 0;
        }
        assertThat(Base45.encode(bytes)).isEqualTo(text);
        return 1;
    }
}
