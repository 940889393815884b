package io.swabline.issuer.http;

/** A failure as text for the log: classes and places without the messages, which may hold something of a request. */
final class FaultText {
    private static final int FRAMES_MAX = 30;
    private static final int CAUSES_MAX = 4;

    private FaultText() {
    }

    static String of(final Throwable failure) {
        final StringBuilder text = new StringBuilder(1 << 10);
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
            text.append(depth == 0 ? "" : "\n  caused by ").append(cause.getClass().getName());
            final StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, FRAMES_MAX); i++) {
                text.append("\n    at ").append(frames[i]);
            }
            cause = cause.getCause();
        }
        return text.toString();
    }
}
