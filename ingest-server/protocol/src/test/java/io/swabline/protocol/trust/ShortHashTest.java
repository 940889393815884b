package io.swabline.protocol.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.SamplingCode;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShortHashTest {
    @Test
    void shouldBeTheFirstEightBytesOfSha256OverKeyIdAndSealedHolder() throws Exception {
        final byte[] bytes = new byte[CodeDescriptor.CODE_LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7 + 200);
        }
        final byte[] hashed = new byte[17];
        hashed[0] = bytes[1];
        System.arraycopy(bytes, 8, hashed, 1, 16);
        final byte[] digest = MessageDigest.getInstance("SHA-256").digest(hashed);
        final byte[] reversed = new byte[8];
        for (int i = 0; i < 8; i++) {
            reversed[i] = digest[7 - i];
        }
        final long expected = new BigInteger(reversed).longValue();

        assertThat(ShortHash.of(SamplingCode.of(bytes))).isEqualTo(expected);
        assertThat(ShortHash.of(bytes, 0)).isEqualTo(expected);
        assertThat(ShortHash.of(bytes[1] & 0xff, bytes, 8)).isEqualTo(expected);
    }

    @Test
    void shouldKeepToItsGoldenValue() {
        final byte[] sealed = new byte[16];
        Arrays.fill(sealed, (byte) 0xa5);

        assertThat(Long.toHexString(ShortHash.of(1, sealed, 0))).isEqualTo("41101c4052ccfe50");
    }
}
