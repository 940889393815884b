package io.swabline.benchmarks.jmh;

import io.swabline.benchmarks.scratch.ScratchDirectory;
import io.swabline.loadgen.population.Persons;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CoreIssuer;
import io.swabline.protocol.SamplingKey;
import io.swabline.protocol.SamplingKeys;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Genuine codes of persons by number, under keys of its own. One thread; issuing allocates nothing. */
final class SyntheticCodes {
    private static final int VALIDITY_DAYS = 30;

    private final SamplingKeys keys;
    private final CoreIssuer issuer;
    private final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[CodeDescriptor.PSEUDONYM_LENGTH]);

    /** @param batch codes issued at a time at most */
    SyntheticCodes(final int batch) {
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            final Path file = scratch.path().resolve("keys.properties");
            keys = SamplingKeys.create(file);
        }
        issuer = new CoreIssuer(keys.current(), batch);
    }

    SamplingKeys keys() {
        return keys;
    }

    SamplingKey key() {
        return keys.current();
    }

    /** Writes the cores of {@code count} persons one behind the other. */
    void issue(final long firstPerson, final int count, final long issuedAtSeconds, final MutableDirectBuffer cores,
        final int offset) {
        for (int i = 0; i < count; i++) {
            pseudonym.putLong(0, Persons.mix(firstPerson + i), ByteOrder.LITTLE_ENDIAN);
            issuer.add(pseudonym, 0, 1, issuedAtSeconds, VALIDITY_DAYS, CodeDescriptor.FLAG_SELF);
        }
        issuer.issue(cores, offset);
    }
}
