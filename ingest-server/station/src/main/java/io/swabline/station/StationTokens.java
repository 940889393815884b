package io.swabline.station;

import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.access.AccessToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Tokens from a file that only its owner may read: one token alone, for whichever station uses it, or lines
 * {@code station,token} as {@code swabline stations add FROM-TO --format csv} prints them. Immutable; any thread.
 */
public final class StationTokens {
    private static final long LENGTH_MAX = 16 << 20;
    private static final String HEADER = "station,token";

    private final Path file;
    private final Map<Long, String> byStation;
    private final String onlyOne;

    private StationTokens(final Path file, final Map<Long, String> byStation, final String onlyOne) {
        this.file = file;
        this.byStation = byStation;
        this.onlyOne = onlyOne;
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException if it cannot be used; the message says why and never quotes it
     */
    public static StationTokens read(final Path file) {
        try {
            final String permissions = OwnerOnlyFile.permissionsOpenToOthers(file);
            if (permissions != null) {
                throw new IllegalArgumentException("the token file " + file + " is open to others than its owner (" + permissions
                    + "): run 'chmod 600 " + file + "'");
            }
            if (Files.size(file) > LENGTH_MAX) {
                throw new IllegalArgumentException("the token file " + file + " is too large for tokens");
            }
            return parse(file, Files.readString(file));
        } catch (final IOException e) {
            throw new IllegalArgumentException("the token file " + file + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static StationTokens parse(final Path file, final String text) {
        if (AccessToken.isWellFormed(text.strip())) {
            return new StationTokens(file, Map.of(), text.strip());
        }
        final Map<Long, String> tokens = new HashMap<>();
        int number = 0;
        for (final String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank() || line.equals(HEADER)) {
                continue;
            }
            final int comma = line.indexOf(',');
            if (comma < 1 || !line.substring(0, comma).matches("[0-9]{1,10}")
                || !AccessToken.isWellFormed(line.substring(comma + 1).strip())) {
                throw new IllegalArgumentException("line " + number + " of the token file " + file
                    + " is not 'station,token', as 'swabline stations add 1-500 --format csv' prints it");
            }
            tokens.put(Long.parseLong(line.substring(0, comma)), line.substring(comma + 1).strip());
        }
        return new StationTokens(file, tokens, null);
    }

    /** The token of a station. {@link IllegalArgumentException} if the file has none. */
    public String of(final long station) {
        final String token = onlyOne != null ? onlyOne : byStation.get(station);
        if (token == null) {
            throw new IllegalArgumentException("the token file " + file + " has no token of station " + station);
        }
        return token;
    }
}
