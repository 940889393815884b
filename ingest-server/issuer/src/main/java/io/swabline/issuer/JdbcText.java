package io.swabline.issuer;

import java.util.regex.Pattern;

/** JDBC URLs, and texts that hold one, as people may see them: without the passwords. Pure functions. */
public final class JdbcText {
    private static final String HIDDEN = "$1***";
    /** user:password@ before a host. A URL that was taken for a path has one slash only. */
    private static final Pattern BEFORE_HOST =
        Pattern.compile("(jdbc:[a-z0-9]+:(?:[a-z]+:)?//?)[^/?;\"'\\s]*@", Pattern.CASE_INSENSITIVE);
    private static final String KEY = "((?:password|passwd|pwd|secret)[a-z0-9_]*\\s*=)";
    private static final Pattern OF_POSTGRESQL = Pattern.compile(KEY + "[^&]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern OF_H2 = Pattern.compile(KEY + "(?:\\\\;|[^;])*", Pattern.CASE_INSENSITIVE);
    /** A password may hold what ends one elsewhere, so all is hidden up to the quote or the line's end. */
    private static final Pattern IN_TEXT = Pattern.compile(KEY + "[^\"\\r\\n]*", Pattern.CASE_INSENSITIVE);

    private JdbcText() {
    }

    /** A URL whose other properties can be read still. */
    public static String maskedUrl(final String url) {
        final Pattern password = url.startsWith(RegistryKind.POSTGRESQL.prefix()) ? OF_POSTGRESQL
            : url.startsWith(RegistryKind.H2.prefix()) ? OF_H2 : IN_TEXT;
        return password.matcher(BEFORE_HOST.matcher(url).replaceAll("$1***@")).replaceAll(HIDDEN);
    }

    /** A message, such as a driver's, that may repeat a URL somewhere. */
    public static String masked(final String text) {
        return IN_TEXT.matcher(BEFORE_HOST.matcher(text).replaceAll("$1***@")).replaceAll(HIDDEN);
    }
}
