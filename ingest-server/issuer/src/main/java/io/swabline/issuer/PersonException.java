package io.swabline.issuer;

/** What somebody gave is not an ID number or not a name. The message may be shown; it repeats nothing of what was given. */
public final class PersonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which of the two. */
    public enum Field {
        ID_NUMBER,
        NAME
    }

    private final Field field;

    PersonException(final Field field, final String message) {
        super(message);
        this.field = field;
    }

    public Field field() {
        return field;
    }
}
