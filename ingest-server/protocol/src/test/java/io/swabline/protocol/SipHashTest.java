package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SipHashTest {
    /** Key 00 to 0f, messages 00, 01, 02 and so on, as in the vectors of the paper and of its reference implementation. */
    private final SipHash reference = new SipHash(words(0).getLong(0), words(0).getLong(8));

    private static ByteBuffer words(final int firstByte) {
        final ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 16; i++) {
            bytes.put(i, (byte) (firstByte + i));
        }
        return bytes;
    }

    private static long vector(final int... bytes) {
        long word = 0;
        for (int i = 7; i >= 0; i--) {
            word = word << 8 | bytes[i];
        }
        return word;
    }

    @Test
    void shouldAgreeWithTheReferenceVectors() {
        final ByteBuffer message = words(0);
        assertThat(reference.hash(message.getLong(0)))
            .isEqualTo(vector(0x8e, 0x9a, 0x29, 0x8d, 0x11, 0x95, 0x90, 0x36));
        assertThat(reference.hash(message.getLong(0), message.getLong(8)))
            .isEqualTo(vector(0x66, 0x8b, 0x90, 0x7d, 0x1a, 0xdd, 0x4f, 0xcc));
    }

    @Test
    void shouldDependOnEveryBitOfKeyAndMessage() {
        final Set<Long> hashes = new HashSet<>();
        for (int bit = 0; bit < 64; bit++) {
            final long flipped = 1L << bit;
            hashes.add(new SipHash(flipped, 0).hash(0, 0));
            hashes.add(new SipHash(0, flipped).hash(0, 0));
            hashes.add(new SipHash(0, 0).hash(flipped, 0));
            hashes.add(new SipHash(0, 0).hash(0, flipped));
            hashes.add(new SipHash(0, 0).hash(flipped));
        }
        assertThat(hashes).hasSize(5 * 64);
    }

    @Test
    void shouldTakeAnotherKeyEachTime() {
        assertThat(SipHash.withRandomKey().hash(1, 2)).isNotEqualTo(SipHash.withRandomKey().hash(1, 2));
    }
}
