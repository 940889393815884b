package io.swabline.cli;

/** A setting that cannot be used: names the key, where it was set, what was wrong and what is allowed. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(final String message) {
        super(message);
    }

    SettingsException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
