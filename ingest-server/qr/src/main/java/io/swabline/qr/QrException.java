package io.swabline.qr;

import java.io.IOException;

/** A picture could not be read, or holds no QR code. The message says which and what to do; it never holds a code's text. */
public final class QrException extends IOException {
    private static final long serialVersionUID = 1;

    QrException(final String message) {
        super(message);
    }

    QrException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
