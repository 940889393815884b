package io.swabline.issuer;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a desk needs to know. The password does not show in the text.
 *
 * @param url               JDBC URL of the registry, H2 or PostgreSQL
 * @param user              of the database
 * @param password          of the database; may be empty
 * @param poolSize          connections, 1 and up
 * @param validityDays      of a new code, 1 to 255; less where the key file has noted less
 * @param renewBefore       a code that is valid for less than this is renewed when asked for; shorter than the validity
 * @param relations         of guardians to persons
 * @param reissuesPerDayMax re-issues by one person, and by each guardian of that person, on one day in Shanghai, 1 and up
 * @param pendingMax        requests that may wait, 1 and up; more are answered BUSY
 * @param cutoffsMax        superseded codes that are remembered until they expire, 1 and up; at this limit re-issues are
 *                          answered BUSY
 * @param linksMax          links of persons who are one, 1 and up; at this limit no further ones are taken
 */
public record DeskSettings(
    String url, String user, String password, int poolSize, int validityDays, Duration renewBefore,
    RelationSettings relations, int reissuesPerDayMax, int pendingMax, int cutoffsMax, int linksMax) {
    private static final int LINKS_MAX = 100_000;

    /** Checks the ranges; {@link IllegalArgumentException} names the setting that is out of its own. */
    public DeskSettings {
        if (!url.startsWith(RegistryKind.H2.prefix()) && !url.startsWith(RegistryKind.POSTGRESQL.prefix())) {
            throw new IllegalArgumentException("the registry's URL starts with jdbc:h2: or jdbc:postgresql:");
        }
        if (url.startsWith(RegistryKind.H2.prefix())) {
            requireKept(url);
        } else {
            JdbcText.requireNoUserBeforeHost(url);
        }
        if (validityDays < 1 || validityDays > 255) {
            throw new IllegalArgumentException("a code is valid for 1 to 255 days, not " + validityDays);
        }
        if (renewBefore.isNegative() || renewBefore.compareTo(Duration.ofDays(validityDays)) >= 0) {
            throw new IllegalArgumentException("renewal is less than the validity before the end, not " + renewBefore);
        }
        requirePositive("pool size", poolSize);
        requirePositive("re-issues a day", reissuesPerDayMax);
        requirePositive("waiting requests", pendingMax);
        requirePositive("cut-offs", cutoffsMax);
        requirePositive("links", linksMax);
    }

    /** With room for as many links as a server has by default. */
    public DeskSettings(
        final String url, final String user, final String password, final int poolSize, final int validityDays,
        final Duration renewBefore, final RelationSettings relations, final int reissuesPerDayMax, final int pendingMax,
        final int cutoffsMax) {
        this(url, user, password, poolSize, validityDays, renewBefore, relations, reissuesPerDayMax, pendingMax, cutoffsMax,
            LINKS_MAX);
    }

    /** An H2 registry is in a file that keeps what was answered when the power fails. */
    private static void requireKept(final String url) {
        if (url.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the path of an H2 registry, which is in data.directory where registry.url names "
                + "no other, has a line break or another control character: rename the directory");
        }
        if (!url.matches("jdbc:h2:(file:|whole:|[/~.]).*")) {
            throw new IllegalArgumentException("an H2 registry is embedded, in a file, jdbc:h2:file:");
        }
        if (url.matches("(?i).*;(WRITE_DELAY|RETENTION_TIME|MAX_COMPACT_TIME|DEFRAG_ALWAYS|INIT)=.*")) {
            throw new IllegalArgumentException("WRITE_DELAY, RETENTION_TIME, MAX_COMPACT_TIME, DEFRAG_ALWAYS and INIT of an H2 "
                + "registry are fixed: with others it may lose answered codes");
        }
    }

    /** The defaults, on a database of one's own URL. */
    public static DeskSettings of(final String url, final String user, final String password) {
        return new DeskSettings(
            url, user, password, 2, 30, Duration.ofDays(5), RelationSettings.defaults(), 5, 10_000, 5_000_000);
    }

    /** The defaults, on an embedded database below a data directory. */
    public static DeskSettings embedded(final Path dataDirectory) {
        return of(embeddedUrl(dataDirectory), "swabline", "");
    }

    /** URL of the embedded database below a data directory. */
    public static String embeddedUrl(final Path dataDirectory) {
        return RegistryKind.H2.prefix() + "file:" + dataDirectory.toAbsolutePath().resolve("registry").resolve("registry");
    }

    private static void requirePositive(final String what, final int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": 1 and up, not " + value);
        }
    }

    /** Neither the password nor what a URL may hold behind its database. */
    @Override
    public String toString() {
        return "registry " + JdbcText.masked(url.replaceAll("[?;].*", "")) + ", codes valid for " + validityDays + " days";
    }
}
