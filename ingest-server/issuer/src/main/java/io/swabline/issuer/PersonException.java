package io.swabline.issuer;

import io.swabline.protocol.DocumentFault;

/** What somebody gave is no number, no name or no birth date. The message may be shown; it repeats nothing of what was given. */
public final class PersonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which of them. */
    public enum Field {
        ID_NUMBER,
        NAME,
        DOCUMENT_NUMBER,
        ISSUING_STATE,
        BIRTH_DATE
    }

    private final Field field;
    private final DocumentFault fault;

    PersonException(final Field field, final String message) {
        this(field, null, message);
    }

    PersonException(final Field field, final DocumentFault fault, final String message) {
        super(message);
        this.field = field;
        this.fault = fault;
    }

    /** What is wrong with a document's number or issuing state; null for other fields. */
    public DocumentFault fault() {
        return fault;
    }

    public Field field() {
        return field;
    }
}
