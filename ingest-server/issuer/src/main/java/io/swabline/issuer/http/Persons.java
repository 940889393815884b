package io.swabline.issuer.http;

import io.swabline.issuer.Person;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochClock;

/**
 * Makes persons of what requests say: judges ID number and name, and keeps the pseudonym, the masked name and the birth date
 * alone. Used by the event loop; a {@link Refusal} says what is wrong without repeating it.
 */
final class Persons {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final int NAME_LENGTH_MAX = 60;
    /** What joins the parts of a name, beside letters: of Uyghurs, of foreigners. */
    private static final String JOINTS = " ·•・.-'’";

    private final Supplier<SamplingKeys> keys;
    private final EpochClock clock;
    private SamplingKeys keysOfPseudonyms;
    private PersonPseudonyms pseudonyms;

    Persons(final Supplier<SamplingKeys> keys, final EpochClock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    Person person(final Identity identity) {
        final Pseudonym pseudonym = pseudonym(identity);
        return new Person(pseudonym, maskedName(identity.name()), birthDate(identity.idNumber()));
    }

    /** The pseudonym alone; the name must be possible all the same. */
    Pseudonym pseudonym(final Identity identity) {
        final byte[] id = identity.idNumber();
        final long today = LocalDate.ofInstant(Instant.ofEpochMilli(clock.time()), SHANGHAI).toEpochDay();
        if (!IdNumber.isValid(id, 0, id.length, today)) {
            throw Refusal.of(ProblemType.BAD_ID_NUMBER, "id_number must be 18 characters with a real birth date and the right"
                + " check character; ask for it again");
        }
        maskedName(identity.name());
        final byte[] pseudonym = new byte[Pseudonym.LENGTH];
        pseudonyms().of(id, 0, id.length, pseudonym, 0);
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

    private static LocalDate birthDate(final byte[] id) {
        return LocalDate.of(number(id, 6, 4), number(id, 10, 2), number(id, 12, 2));
    }

    private static int number(final byte[] id, final int offset, final int digits) {
        int number = 0;
        for (int i = 0; i < digits; i++) {
            number = number * 10 + id[offset + i] - '0';
        }
        return number;
    }

    /** The first character, and two stars for the rest, however long it is: {@code 张**}. */
    static String maskedName(final char[] name) {
        int characters = 0;
        for (int i = 0; i < name.length; i += Character.charCount(Character.codePointAt(name, i))) {
            final int character = Character.codePointAt(name, i);
            final boolean isJoint = i > 0 && (JOINTS.indexOf(character) >= 0 || isMark(character));
            if (!Character.isLetter(character) && !isJoint) {
                throw badName();
            }
            characters++;
        }
        if (characters < 2 || characters > NAME_LENGTH_MAX) {
            throw badName();
        }
        return Character.toString(Character.codePointAt(name, 0)) + (characters == 2 ? "*" : "**");
    }

    private static boolean isMark(final int character) {
        final int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static Refusal badName() {
        return Refusal.of(ProblemType.BAD_NAME,
            "name must be 2 to " + NAME_LENGTH_MAX + " letters; between them may be spaces, points and hyphens");
    }
}
