package io.swabline.qr;

import java.io.IOException;

/** A picture could not be read, or holds no QR code. The message says which and what to do; it never holds a code's text. */
public final class QrException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean isImage;

    QrException(final String message) {
        this(message, null);
    }

    QrException(final String message, final Throwable cause) {
        this(message, cause, false);
    }

    private QrException(final String message, final Throwable cause, final boolean isImage) {
        super(message, cause);
        this.isImage = isImage;
    }

    static QrException withoutCode(final String message) {
        return new QrException(message, null, true);
    }

    /** Whether the picture could be read, but no code was found in it. */
    public boolean isImage() {
        return isImage;
    }
}
