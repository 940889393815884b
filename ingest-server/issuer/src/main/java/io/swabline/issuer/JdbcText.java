package io.swabline.issuer;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * JDBC URLs, and texts that hold one, as people may see them: database, host and the names of parameters. Values of parameters
 * are never shown, for a name may be written in several ways and a password may hold what ends it. Pure functions.
 */
public final class JdbcText {
    private static final String HIDDEN = "***";
    private static final Pattern URL = Pattern.compile("jdbc:[^\"\\r\\n]*", Pattern.CASE_INSENSITIVE);
    /** All up to the last @: a password may hold slashes. A URL that was taken for a path has one slash only. */
    private static final Pattern BEFORE_HOST =
        Pattern.compile("^(jdbc:[a-z0-9]+:(?:[a-z]+:)?/{0,2}).*@", Pattern.CASE_INSENSITIVE);
    private static final Pattern SCHEME = Pattern.compile("^(jdbc:[a-z0-9]*:?).*", Pattern.CASE_INSENSITIVE);
    /** In H2's URLs, a semicolon with a backslash before it belongs to the value. */
    private static final Pattern H2_END = Pattern.compile("(?<!\\\\);");
    /** A password may hold what ends one elsewhere, so all is hidden up to the quote or the line's end. */
    private static final Pattern PASSWORD =
        Pattern.compile("((?:password|passwd|pwd|secret)[a-z0-9_]*\\s*=)[^\"\\r\\n]*", Pattern.CASE_INSENSITIVE);

    private JdbcText() {
    }

    /** A URL by which its database can be recognised; another text as {@link #masked} has it. */
    public static String maskedUrl(final String url) {
        final String stripped = url.strip();
        final String begin = stripped.toLowerCase(Locale.ROOT);
        if (!begin.startsWith("jdbc:")) {
            return masked(url);
        }
        if (begin.startsWith(RegistryKind.POSTGRESQL.prefix())) {
            return postgresql(stripped);
        }
        return begin.startsWith(RegistryKind.H2.prefix()) ? h2(stripped) : SCHEME.matcher(stripped).replaceFirst("$1" + HIDDEN);
    }

    /** A message, such as a driver's, that may repeat a URL somewhere. */
    public static String masked(final String text) {
        final String urls = URL.matcher(text).replaceAll(found -> Matcher.quoteReplacement(maskedUrl(found.group())));
        return PASSWORD.matcher(urls).replaceAll("$1" + HIDDEN);
    }

    /** What stands before the parameters of a URL for PostgreSQL. */
    private static String withoutParameters(final String url) {
        final int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }

    private static String postgresql(final String url) {
        final String database = withoutParameters(url);
        final String shown =
            BEFORE_HOST.matcher(database).replaceFirst("$1" + HIDDEN + "@").replaceFirst("([;#]).*", "$1" + HIDDEN);
        return database.length() == url.length() ? shown
            : shown + "?" + parameters(url.substring(database.length() + 1).split("&", -1), "&");
    }

    private static String h2(final String url) {
        final String[] parts = H2_END.split(url, -1);
        final boolean isFile = url.matches("(?i)jdbc:h2:(file:|whole:|[/~.]).*");
        final String shown = isFile ? parts[0] : BEFORE_HOST.matcher(parts[0]).replaceFirst("$1" + HIDDEN + "@");
        return parts.length == 1 ? shown : shown + ";" + parameters(Arrays.copyOfRange(parts, 1, parts.length), ";");
    }

    /** What has no name may be the rest of a password. */
    private static String parameters(final String[] parameters, final String separator) {
        return Arrays.stream(parameters)
            .map(parameter -> parameter.replaceFirst("^([\\w.% -]+=)?(?s:.*)$", "$1" + HIDDEN))
            .collect(Collectors.joining(separator));
    }

    /**
     * A URL for PostgreSQL has no user or password but in its parameters: what stands before an @ is taken for a part of the
     * host's name, is looked up in the DNS, and stands in the driver's messages.
     *
     * @throws IllegalArgumentException with what to do
     */
    static void requireNoUserBeforeHost(final String url) {
        if (withoutParameters(url).matches("(?s).*[@;#].*")) {
            throw new IllegalArgumentException("its URL has one of @ ; # before the parameters: a user or password does not "
                + "belong there; name them with registry.user and registry.password-file");
        }
    }
}
