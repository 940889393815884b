package io.swabline.issuer.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.swabline.issuer.Kinship;
import io.swabline.issuer.Reason;
import io.swabline.issuer.RelativeLabel;
import io.swabline.issuer.Residence;
import io.swabline.issuer.http.BodyShape.Field;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.DocumentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a request's JSON strictly: UTF-8, one object of known fields, each once and of its type, nothing behind it. Nesting
 * cannot grow deep, since an object is only entered where one belongs. A {@link Refusal} names the field, never its value.
 * The text passes through one array, which is overwritten; no string is made of an ID number or a name.
 */
final class RequestParser {
    private static final int ID_NUMBER_LENGTH_MAX = 64;
    private static final int TEXT_LENGTH_MAX = 256;
    private static final int CONSENT_CODE_LENGTH_MAX = 32;
    private static final int SHORT_TEXT_LENGTH_MAX = 64;
    /** One more than a code has, so that a longer text is none. */
    private static final int CODE_LENGTH_MAX = CodeDescriptor.TEXT_LENGTH + 1;
    /** No table of names that requests could fill, and no buffers that outlive a request with what it said. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
        .build();

    private final JsonParser json;
    private final RequestFields fields = new RequestFields();

    private RequestParser(final JsonParser json) {
        this.json = json;
    }

    /** The fields of a body; the caller closes them, and overwrites the body. */
    static RequestFields parse(final byte[] body, final int length, final BodyShape shape) {
        if (length == 0) {
            if (shape == BodyShape.NOTHING) { // in which there is never more
                return new RequestFields();
            }
            throw Refusal.of(ProblemType.EMPTY_BODY, "send a JSON object with " + shape.needed());
        }
        final char[] text = new char[length];
        try {
            final CharBuffer decoded = CharBuffer.wrap(text);
            final CoderResult result = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(body, 0, length), decoded, true);
            if (result.isError()) {
                throw Refusal.of(ProblemType.BAD_ENCODING, "the body must be UTF-8");
            }
            return parse(text, decoded.position(), shape);
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    private static RequestFields parse(final char[] text, final int length, final BodyShape shape) {
        try (JsonParser json = FACTORY.createParser(text, 0, length)) {
            final RequestParser parser = new RequestParser(json);
            try {
                parser.readAll(shape);
                return parser.fields;
            } catch (final JsonProcessingException e) {
                parser.fields.close();
                throw Refusal.of(ProblemType.BAD_JSON, badJson(e));
            } catch (final Refusal e) {
                parser.fields.close();
                throw e;
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Jackson tells no place where a number or a name is longer than it takes. */
    private static String badJson(final JsonProcessingException failure) {
        return failure.getLocation() == null ? "a number or a name of the body is longer than any that belongs there"
            : "the body is not JSON from character " + failure.getLocation().getCharOffset() + " on";
    }

    private void readAll(final BodyShape shape) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw Refusal.of(ProblemType.WRONG_TYPE, "the body must be a JSON object");
        }
        readObject(shape, fields.person());
        final boolean ended;
        try {
            ended = json.nextToken() == null;
        } catch (final JsonProcessingException e) {
            throw trailing();
        }
        if (!ended) {
            throw trailing();
        }
    }

    private void readObject(final BodyShape shape, final Identity identity) throws IOException {
        final Set<Field> seen = EnumSet.noneOf(Field.class);
        int number = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            number++;
            final Field field = shape.field(json.currentName());
            if (field == null) {
                throw Refusal.of(ProblemType.UNKNOWN_FIELD,
                    "field number " + number + " of an object is not known; it must have " + shape.needed());
            }
            if (!seen.add(field)) {
                throw Refusal.of(ProblemType.DUPLICATE_FIELD, field.jsonName() + " is given twice");
            }
            readValue(shape, field, json.nextToken(), identity);
        }
        for (final Field field : shape.required()) {
            if (!seen.contains(field)) {
                throw Refusal.of(ProblemType.MISSING_FIELD, field.jsonName() + " is missing");
            }
        }
        if (shape.isPerson()) {
            requireOneNumber(seen);
        }
    }

    private static void requireOneNumber(final Set<Field> seen) {
        final boolean hasDocument = seen.contains(Field.DOCUMENT);
        if (!hasDocument && !seen.contains(Field.ID_NUMBER)) {
            throw Refusal.of(ProblemType.MISSING_FIELD, "id_number or document is missing");
        }
        if (hasDocument && seen.contains(Field.ID_NUMBER)) {
            throw Refusal.of(ProblemType.BAD_VALUE, "a person has an id_number or a document here, not both");
        }
        if (!hasDocument && seen.contains(Field.BIRTH_DATE)) {
            throw Refusal.of(ProblemType.BAD_VALUE, "birth_date belongs to a document: an ID number has it");
        }
    }

    private void readValue(final BodyShape shape, final Field field, final JsonToken token, final Identity identity)
        throws IOException {
        switch (field) {
            case ID_NUMBER -> identity.idNumber(idNumber(token));
            case NAME -> identity.name(characters(field, token));
            case DOCUMENT -> readInner(shape, field, token, identity);
            case TYPE -> identity.type(choice(field, token, DocumentType.class));
            case NUMBER -> identity.number(characters(field, token));
            case ISSUING_STATE -> identity.issuingState(
                token == JsonToken.VALUE_NULL ? new char[0] : characters(field, token));
            case BIRTH_DATE -> identity.birthDate(token == JsonToken.VALUE_NULL ? null : date(field, token));
            case GUARDIAN -> readInner(shape, field, token, fields.guardian());
            case RELATIVE -> readInner(shape, field, token, fields.relative());
            case FIRST -> readInner(shape, field, token, fields.first());
            case SECOND -> readInner(shape, field, token, fields.second());
            case RESIDENCE -> fields.residence(choice(field, token, Residence.class));
            case REASON -> fields.reason(token == JsonToken.VALUE_NULL ? null : choice(field, token, Reason.class));
            case KINSHIP -> fields.kinship(choice(field, token, Kinship.class));
            case CONSENT_CODE -> fields.consentCode(token == JsonToken.VALUE_NULL ? null : consentCode(token));
            case NICKNAME -> fields.nickname(token == JsonToken.VALUE_NULL ? null : nickname(token));
            case CODE -> fields.code(code(token));
            case REISSUE -> fields.reissue(isTrue(field, token));
            case TICKET -> fields.ticket(shortText(field, token));
            case PERSON -> fields.keptPerson(shortText(field, token));
            case CONFIRMED -> fields.confirmed(isTrue(field, token));
            case IMAGES -> fields.images(isTrue(field, token));
            default -> throw new IllegalStateException("field " + field + " is not read");
        }
    }

    private void readInner(final BodyShape shape, final Field field, final JsonToken token, final Identity identity)
        throws IOException {
        if (token != JsonToken.START_OBJECT) {
            throw Refusal.of(ProblemType.WRONG_TYPE, field.jsonName() + " must be an object");
        }
        readObject(shape.inner(field), identity);
    }

    private LocalDate date(final Field field, final JsonToken token) throws IOException {
        final char[] text = characters(field, token);
        try {
            return LocalDate.parse(CharBuffer.wrap(text));
        } catch (final DateTimeParseException e) {
            throw Refusal.of(ProblemType.BAD_VALUE, field.jsonName() + " must be a date such as 1980-12-31");
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    private byte[] idNumber(final JsonToken token) throws IOException {
        requireString(Field.ID_NUMBER, token);
        final char[] text = json.getTextCharacters();
        final int offset = json.getTextOffset();
        final int length = json.getTextLength();
        final byte[] id = new byte[Math.min(length, ID_NUMBER_LENGTH_MAX)];
        for (int i = 0; i < id.length; i++) {
            final char character = text[offset + i];
            id[i] = character > ' ' && character < 0x7f ? (byte) character : (byte) '?';
        }
        Arrays.fill(text, offset, offset + length, '\0');
        return id;
    }

    /** At most so many; what is longer is refused later for its length. */
    private char[] characters(final Field field, final JsonToken token) throws IOException {
        requireString(field, token);
        final char[] text = json.getTextCharacters();
        final int offset = json.getTextOffset();
        final int length = json.getTextLength();
        final char[] taken = Arrays.copyOfRange(text, offset, offset + Math.min(length, TEXT_LENGTH_MAX));
        Arrays.fill(text, offset, offset + length, '\0');
        return taken;
    }

    /** As people write it: with spaces and hyphens. */
    private String consentCode(final JsonToken token) throws IOException {
        requireString(Field.CONSENT_CODE, token);
        final String text = json.getText();
        return text.substring(0, Math.min(text.length(), CONSENT_CODE_LENGTH_MAX)).replaceAll("[ -]", "");
    }

    /** Nothing, or nothing but spaces, is none. */
    private String nickname(final JsonToken token) throws IOException {
        requireString(Field.NICKNAME, token);
        final String text = json.getText().strip();
        if (!text.isEmpty() && !RelativeLabel.isNickname(text)) {
            throw Refusal.of(ProblemType.BAD_NICKNAME, "a nickname has 1 to 20 characters that can be seen");
        }
        return text.isEmpty() ? null : text;
    }

    /** No more of it than any that we gave out has. */
    private String shortText(final Field field, final JsonToken token) throws IOException {
        requireString(field, token);
        final String text = json.getText();
        return text.substring(0, Math.min(text.length(), SHORT_TEXT_LENGTH_MAX));
    }

    private String code(final JsonToken token) throws IOException {
        requireString(Field.CODE, token);
        final String text = json.getText();
        return text.substring(0, Math.min(text.length(), CODE_LENGTH_MAX));
    }

    private <T extends Enum<T>> T choice(final Field field, final JsonToken token, final Class<T> choices) throws IOException {
        requireString(field, token);
        final String text = json.getText();
        for (final T choice : choices.getEnumConstants()) {
            if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
                return choice;
            }
        }
        throw Refusal.of(ProblemType.BAD_VALUE, field.jsonName() + " must be one of "
            + Arrays.toString(choices.getEnumConstants()).toLowerCase(Locale.ROOT));
    }

    private static boolean isTrue(final Field field, final JsonToken token) {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw Refusal.of(ProblemType.WRONG_TYPE, field.jsonName() + " must be true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private static void requireString(final Field field, final JsonToken token) {
        if (token != JsonToken.VALUE_STRING) {
            throw Refusal.of(ProblemType.WRONG_TYPE, field.jsonName() + " must be a string");
        }
    }

    private static Refusal trailing() {
        return Refusal.of(ProblemType.TRAILING_DATA, "nothing may follow the JSON object");
    }
}
