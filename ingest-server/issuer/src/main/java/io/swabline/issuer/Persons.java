package io.swabline.issuer;

import io.swabline.protocol.IdNumber;
import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.function.Supplier;

/**
 * Makes persons of ID numbers and names, of which it keeps nothing: the pseudonym, the masked name and the birth date go on,
 * and the caller clears what it gave. One thread.
 */
public final class Persons {
    private static final int BIRTH_YEAR_OFFSET = 6;
    private static final int BIRTH_MONTH_OFFSET = 10;
    private static final int BIRTH_DAY_OFFSET = 12;

    private final Supplier<SamplingKeys> keys;
    private final InstantSource clock;
    private SamplingKeys keysOfPseudonyms;
    private PersonPseudonyms pseudonyms;

    public Persons(final Supplier<SamplingKeys> keys, final InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The person of an ID number in ASCII and a name; {@link PersonException} if one of them is none. */
    public Person person(final byte[] idNumber, final char[] name) {
        final Pseudonym pseudonym = pseudonym(idNumber);
        return new Person(pseudonym, MaskedName.of(name), LocalDate.of(
            number(idNumber, BIRTH_YEAR_OFFSET, 4),
            number(idNumber, BIRTH_MONTH_OFFSET, 2),
            number(idNumber, BIRTH_DAY_OFFSET, 2)));
    }

    /** The pseudonym of an ID number in ASCII; {@link PersonException} if it is none. */
    public Pseudonym pseudonym(final byte[] idNumber) {
        final long today = Eligibility.today(clock.instant()).toEpochDay();
        if (!IdNumber.isValid(idNumber, 0, idNumber.length, today)) {
            throw new PersonException(PersonException.Field.ID_NUMBER,
                "an ID number has 18 characters, a real birth date and the right check character at its end: ask for it again");
        }
        final byte[] pseudonym = new byte[Pseudonym.LENGTH];
        pseudonyms().of(idNumber, 0, idNumber.length, pseudonym, 0);
        return Pseudonym.of(pseudonym);
    }

    private PersonPseudonyms pseudonyms() {
        final SamplingKeys now = keys.get();
        if (now != keysOfPseudonyms) {
            pseudonyms = now.pseudonyms();
            keysOfPseudonyms = now;
        }
        return pseudonyms;
    }

    private static int number(final byte[] id, final int offset, final int digits) {
        int number = 0;
        for (int i = 0; i < digits; i++) {
            number = number * 10 + id[offset + i] - '0';
        }
        return number;
    }
}
