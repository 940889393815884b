package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import java.time.LocalDate;
import java.util.SplittableRandom;

/** Made-up residents. */
final class Residents {
    private Residents() {
    }

    static Person person(final long number) {
        return person(number, LocalDate.of(1990, 5, 17));
    }

    static Person person(final long number, final LocalDate birthDate) {
        return new Person(pseudonym(number), "张*", birthDate);
    }

    static Pseudonym pseudonym(final long number) {
        final SplittableRandom random = new SplittableRandom(number);
        final byte[] bytes = new byte[Pseudonym.LENGTH];
        random.nextBytes(bytes);
        return Pseudonym.of(bytes);
    }
}
