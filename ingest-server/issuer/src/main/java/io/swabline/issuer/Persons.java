package io.swabline.issuer;

import io.swabline.protocol.DocumentFault;
import io.swabline.protocol.DocumentNumber;
import io.swabline.protocol.DocumentNumberException;
import io.swabline.protocol.DocumentType;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.function.Supplier;

/**
 * Makes persons of numbers and names, of which it keeps nothing: the pseudonym, the masked name and the birth date go on,
 * and the caller clears what it gave. One thread.
 */
public final class Persons {
    private static final int BIRTH_YEAR_OFFSET = 6;
    private static final int BIRTH_MONTH_OFFSET = 10;
    private static final int BIRTH_DAY_OFFSET = 12;
    private static final LocalDate EARLIEST_BIRTH = LocalDate.of(1900, 1, 1);

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
        return new Person(pseudonym, MaskedName.of(name), birthDate(idNumber));
    }

    /**
     * The person of a document and a name. A card of permanent residence with an ID number gives the person of that number.
     *
     * @param birthDate as the city's app or staff states it; null where nobody does. An ID number goes before it
     */
    public Person person(final DocumentNumber document, final LocalDate birthDate, final char[] name) {
        final Pseudonym pseudonym = pseudonyms().of(document);
        final LocalDate known = document.isIdNumber()
            ? birthDate(document.number().getBytes(StandardCharsets.US_ASCII)) : birthDate;
        if (known != null && (known.isBefore(EARLIEST_BIRTH) || known.isAfter(Eligibility.today(clock.instant())))) {
            throw new PersonException(PersonException.Field.BIRTH_DATE,
                "a birth date lies between " + EARLIEST_BIRTH + " and today: ask for it again");
        }
        return new Person(pseudonym, MaskedName.of(name), known);
    }

    /** A document's number as somebody typed it; {@link PersonException} says what is wrong with it. */
    public DocumentNumber document(final DocumentType type, final CharSequence issuingState, final CharSequence number) {
        try {
            return DocumentNumber.parse(type, issuingState, number, Eligibility.today(clock.instant()).toEpochDay());
        } catch (final DocumentNumberException e) {
            final boolean isState = e.fault() == DocumentFault.STATE_FORM || e.fault() == DocumentFault.STATE_NOT_WANTED;
            throw new PersonException(
                isState ? PersonException.Field.ISSUING_STATE : PersonException.Field.DOCUMENT_NUMBER, e.fault(), e.getMessage());
        }
    }

    private static LocalDate birthDate(final byte[] idNumber) {
        return LocalDate.of(
            number(idNumber, BIRTH_YEAR_OFFSET, 4),
            number(idNumber, BIRTH_MONTH_OFFSET, 2),
            number(idNumber, BIRTH_DAY_OFFSET, 2));
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
