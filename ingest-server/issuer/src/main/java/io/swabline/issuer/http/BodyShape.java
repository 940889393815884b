package io.swabline.issuer.http;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The JSON objects that requests bring: which fields one must have, and which it may have. */
enum BodyShape {
    /** No body: one that is announced is refused at once. */
    NOTHING(EnumSet.noneOf(Field.class), EnumSet.noneOf(Field.class)),
    PERSON(EnumSet.of(Field.NAME), EnumSet.of(Field.ID_NUMBER, Field.DOCUMENT, Field.BIRTH_DATE)),
    PERSON_AND_IMAGES(
        EnumSet.of(Field.NAME), EnumSet.of(Field.ID_NUMBER, Field.DOCUMENT, Field.BIRTH_DATE, Field.IMAGES)),
    /** A person as a guardian names it: whatever a guardian says of the age counts for nothing. */
    NAMED_PERSON(EnumSet.of(Field.NAME), EnumSet.of(Field.ID_NUMBER, Field.DOCUMENT)),
    DOCUMENT(EnumSet.of(Field.TYPE, Field.NUMBER), EnumSet.of(Field.ISSUING_STATE)),
    GUARDIAN(EnumSet.of(Field.GUARDIAN), EnumSet.noneOf(Field.class)),
    GUARDIAN_AND_IMAGES(EnumSet.of(Field.GUARDIAN), EnumSet.of(Field.IMAGES)),
    GUARDIAN_AND_RELATIVE(EnumSet.of(Field.GUARDIAN, Field.RELATIVE, Field.RESIDENCE),
        EnumSet.of(Field.REASON, Field.CONSENT_CODE, Field.NICKNAME)),
    STATEMENT(
        EnumSet.of(Field.GUARDIAN, Field.RELATIVE, Field.RESIDENCE, Field.KINSHIP), EnumSet.noneOf(Field.class)),
    GUARDIAN_AND_NICKNAME(EnumSet.of(Field.GUARDIAN, Field.NICKNAME), EnumSet.noneOf(Field.class)),
    NICKNAME(EnumSet.of(Field.NICKNAME), EnumSet.noneOf(Field.class)),
    /** A ticket that a kept page brings, whom that browser keeps codes of, and whether a click confirmed the person. */
    ENTER(EnumSet.of(Field.TICKET, Field.CONFIRMED), EnumSet.of(Field.PERSON)),
    /** Two persons who are to be one. */
    PERSONS(EnumSet.of(Field.FIRST, Field.SECOND), EnumSet.noneOf(Field.class)),
    PERSON_AND_REISSUE(
        EnumSet.of(Field.NAME), EnumSet.of(Field.ID_NUMBER, Field.DOCUMENT, Field.BIRTH_DATE, Field.REISSUE)),
    /** How the resident whose session it is accepts an application. */
    REISSUE(EnumSet.noneOf(Field.class), EnumSet.of(Field.REISSUE)),
    /** The text of a sampling code. */
    CODE(EnumSet.of(Field.CODE), EnumSet.noneOf(Field.class)),
    /** A relation applied for by the resident whose session it is. */
    RELATIVE(EnumSet.of(Field.NAME, Field.RESIDENCE),
        EnumSet.of(Field.ID_NUMBER, Field.DOCUMENT,
            Field.REASON, Field.CONSENT_CODE, Field.NICKNAME));

    /** A field's name is the constant's in small letters. */
    enum Field {
        ID_NUMBER, NAME, IMAGES, GUARDIAN, RELATIVE, RESIDENCE, REASON, KINSHIP, CONSENT_CODE, REISSUE, NICKNAME,
        TICKET, PERSON, CONFIRMED, DOCUMENT, TYPE, NUMBER, ISSUING_STATE, BIRTH_DATE, CODE, FIRST, SECOND;

        private final String jsonName = name().toLowerCase(Locale.ROOT);

        String jsonName() {
            return jsonName;
        }
    }

    private final Set<Field> required;
    private final Set<Field> optional;

    BodyShape(final Set<Field> required, final Set<Field> optional) {
        this.required = required;
        this.optional = optional;
    }

    /** Whether one of these two fields must be there, and not both. */
    boolean isPerson() {
        return optional.contains(Field.ID_NUMBER);
    }

    /** What an object must have, for messages. */
    String needed() {
        final String names = String.join(", ", required.stream().map(Field::jsonName).toList());
        return isPerson() ? names + ", id_number or document" : names.isEmpty() ? "no fields" : names;
    }

    /** What the object of a field must be; null where the field is no object. */
    BodyShape inner(final Field field) {
        return switch (field) {
            case GUARDIAN, FIRST, SECOND -> PERSON;
            case RELATIVE -> this == STATEMENT ? PERSON : NAMED_PERSON;
            case DOCUMENT -> DOCUMENT;
            default -> null;
        };
    }

    Set<Field> required() {
        return required;
    }

    /** The field of that name; null if this object has none. */
    Field field(final String jsonName) {
        for (final Field field : Field.values()) {
            if (field.jsonName().equals(jsonName)) {
                return required.contains(field) || optional.contains(field) ? field : null;
            }
        }
        return null;
    }
}
