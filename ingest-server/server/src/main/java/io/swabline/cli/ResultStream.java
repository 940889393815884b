package io.swabline.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output that remembers why writing failed, for a {@link java.io.PrintStream} only tells that it did: results that did
 * not get to a full disk are not there, and the command must say so. Used by the thread of the command.
 */
final class ResultStream extends FilterOutputStream {
    /** What Linux calls EPIPE: whoever read the output has gone, such as {@code head}, and wants no more. */
    private static final String READER_GONE = "Broken pipe";

    private IOException failure;

    ResultStream(final OutputStream target) {
        super(target);
    }

    @Override
    public void write(final int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (final IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /** Why results were lost; null if none were, or if nobody wanted them any more. */
    String lossReason() {
        return failure == null || READER_GONE.equals(failure.getMessage()) ? null : failure.getMessage();
    }
}
