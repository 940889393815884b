package io.swabline.loadgen.ledger;

/** A file that was given as a ledger cannot be read as one; the message says why. */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LedgerException(final String message) {
        super(message);
    }
}
