package io.swabline.protocol;

/** A document's number cannot be right. The message says what is wrong and where; it never holds the number. */
public final class DocumentNumberException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final DocumentFault fault;

    DocumentNumberException(final DocumentFault fault, final String message) {
        super(message);
        this.fault = fault;
    }

    public DocumentFault fault() {
        return fault;
    }
}
