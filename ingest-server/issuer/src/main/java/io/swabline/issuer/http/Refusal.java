package io.swabline.issuer.http;

import io.swabline.issuer.IssuerException;
import io.swabline.issuer.PersonException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A request that is not served, on its way to a problem answer. The detail goes to the caller: it never repeats anything of the
 * request. Without a stack trace, since it is an answer and no fault.
 */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BUSY_RETRY_SECONDS = 1;
    private static final int REGISTRY_RETRY_SECONDS = 5;
    private static final long RETRY_JITTER_SECONDS_MAX = 60;

    private final ProblemType type;
    private final transient Map<String, String> headers;
    private final String field;
    private final String fault;

    private Refusal(final ProblemType type, final String detail, final Map<String, String> headers) {
        this(type, detail, headers, null, null);
    }

    private Refusal(
        final ProblemType type, final String detail, final Map<String, String> headers, final String field,
        final String fault) {
        super(detail, null, false, false);
        this.type = type;
        this.headers = headers;
        this.field = field;
        this.fault = fault;
    }

    static Refusal of(final ProblemType type, final String detail) {
        return new Refusal(type, detail, Map.of());
    }

    static Refusal with(final ProblemType type, final String detail, final String header, final String value) {
        return new Refusal(type, detail, Map.of(header, value));
    }

    /** At random a little later, so that those who were refused together do not come back together. */
    static Refusal retryAfter(final ProblemType type, final String detail, final long seconds) {
        final long atLeast = Math.max(1, seconds);
        final long jitter = ThreadLocalRandom.current().nextLong(Math.min(atLeast, RETRY_JITTER_SECONDS_MAX) + 1);
        return with(type, detail, "Retry-After", Long.toString(atLeast + jitter));
    }

    static Refusal busy() {
        return retryAfter(ProblemType.BUSY, "more requests wait than can be served; try again", BUSY_RETRY_SECONDS);
    }

    static Refusal registryUnavailable() {
        return retryAfter(
            ProblemType.REGISTRY_UNAVAILABLE, "the registry does not answer; nothing was changed, try again",
            REGISTRY_RETRY_SECONDS);
    }

    static Refusal of(final IssuerException failure) {
        final String detail = failure.getMessage();
        return switch (failure.problem()) {
            case UNKNOWN_PERSON -> of(ProblemType.UNKNOWN_PERSON, detail);
            case UNKNOWN_RELATION -> of(ProblemType.UNKNOWN_RELATION, detail);
            case NOT_ELIGIBLE -> of(ProblemType.NOT_ELIGIBLE, detail);
            case NOT_GRANTED_YET -> of(ProblemType.NOT_GRANTED_YET, detail);
            case REISSUE_NOT_GRANTED -> of(ProblemType.REISSUE_NOT_GRANTED, detail);
            case CONSENT_CODE_WRONG -> of(ProblemType.CONSENT_CODE_WRONG, detail);
            case GUARDIANS_FULL -> of(ProblemType.GUARDIANS_FULL, detail);
            case APPLIED_TOO_OFTEN -> retryAfter(ProblemType.APPLIED_TOO_OFTEN, detail, failure.retryAfterSeconds());
            case OWN_RELATIVE -> of(ProblemType.OWN_RELATIVE, detail);
            case IDEMPOTENCY_KEY_REUSED -> of(ProblemType.IDEMPOTENCY_KEY_REUSED, detail);
            case RELATIVES_FULL -> of(ProblemType.RELATIVES_FULL, detail);
            case REISSUED_TOO_OFTEN -> retryAfter(ProblemType.REISSUED_TOO_OFTEN, detail, failure.retryAfterSeconds());
            case PERSONS_DIFFER -> of(ProblemType.PERSONS_DIFFER, detail);
            case LINKS_FULL -> of(ProblemType.LINKS_FULL, detail);
            case BUSY -> retryAfter(ProblemType.BUSY, detail, BUSY_RETRY_SECONDS);
            case REGISTRY_UNAVAILABLE -> retryAfter(ProblemType.REGISTRY_UNAVAILABLE, detail, REGISTRY_RETRY_SECONDS);
        };
    }

    /** @param path of the person in the body, for the name of the field */
    static Refusal of(final PersonException failure, final String path) {
        final ProblemType type = switch (failure.field()) {
            case ID_NUMBER -> ProblemType.BAD_ID_NUMBER;
            case NAME -> ProblemType.BAD_NAME;
            case DOCUMENT_NUMBER, ISSUING_STATE -> ProblemType.BAD_DOCUMENT;
            case BIRTH_DATE -> ProblemType.BAD_BIRTH_DATE;
        };
        final String field = switch (failure.field()) {
            case ID_NUMBER -> "id_number";
            case NAME -> "name";
            case DOCUMENT_NUMBER -> "document.number";
            case ISSUING_STATE -> "document.issuing_state";
            case BIRTH_DATE -> "birth_date";
        };
        return new Refusal(type, failure.getMessage(), Map.of(), path + field,
            failure.fault() == null ? null : failure.fault().name().toLowerCase(Locale.ROOT));
    }

    /** Which field of the body is wrong; null where it is none. */
    String field() {
        return field;
    }

    /** What is wrong with a document's number, one word; null for all else. */
    String fault() {
        return fault;
    }

    ProblemType type() {
        return type;
    }

    Map<String, String> headers() {
        return headers;
    }
}
