package io.swabline.server.access;

import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.access.AccessFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Station numbers that an operator has blocked, whatever they show: a file in the data directory, one number a line, the
 * owner's only. Changed by one thread at a time and replaced whole; asked by any thread.
 */
public final class BlockedStations {
    static final String FILE = "blocked-stations";
    static final int BLOCKED_MAX = 100_000;
    private static final long STATION_MAX = 0xFFFF_FFFEL;

    private final Path file;
    private volatile Set<Long> blocked;

    private BlockedStations(final Path file, final Set<Long> blocked) {
        this.file = file;
        this.blocked = blocked;
    }

    /**
     * Reads the file; none means that nobody is blocked.
     *
     * @throws AccessFileException if it cannot be read: a station that was blocked must not come back by that
     */
    public static BlockedStations in(final Path dataDirectory) {
        final Path file = dataDirectory.resolve(FILE);
        final Set<Long> read = new HashSet<>();
        try {
            for (final String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    read.add(number(line.strip()));
                }
            }
        } catch (final NoSuchFileException nobody) {
            return new BlockedStations(file, Set.of());
        } catch (final IOException | NumberFormatException e) {
            throw new AccessFileException(file, "cannot be read as station numbers (" + e + ")",
                "give it back to the server's user, or mend the line: each has one number and nothing else", e);
        }
        return new BlockedStations(file, Set.copyOf(read));
    }

    /**
     * A station number as a command has it.
     *
     * @throws NumberFormatException if it is none, 1 to 4294967294
     */
    public static long number(final String text) {
        final long number = Long.parseLong(text);
        if (number < 1 || number > STATION_MAX) {
            throw new NumberFormatException("'" + text + "' is not from 1 to " + STATION_MAX);
        }
        return number;
    }

    /** A list that blocks no station and never changes. */
    static BlockedStations none() {
        return new BlockedStations(null, Set.of());
    }

    public boolean contains(final long station) {
        return blocked.contains(station);
    }

    /** All of them, in order. */
    public List<Long> numbers() {
        return blocked.stream().sorted().toList();
    }

    public int size() {
        return blocked.size();
    }

    /**
     * Blocks a station, on the disk first.
     *
     * @return false if it was blocked already
     * @throws IOException if the file cannot be written: then nothing has changed
     */
    public synchronized boolean block(final long station) throws IOException {
        if (contains(station)) {
            return false;
        }
        if (size() >= BLOCKED_MAX) {
            throw new IOException(BLOCKED_MAX + " stations are blocked, which is the most: unblock some, or take authentication");
        }
        final Set<Long> more = new HashSet<>(blocked);
        more.add(station);
        replace(more);
        return true;
    }

    /** The opposite of {@link #block}; false if the station was not blocked. */
    public synchronized boolean unblock(final long station) throws IOException {
        if (!contains(station)) {
            return false;
        }
        final Set<Long> fewer = new HashSet<>(blocked);
        fewer.remove(station);
        replace(fewer);
        return true;
    }

    private void replace(final Set<Long> next) throws IOException {
        final StringBuilder text = new StringBuilder("# Stations that are blocked: change it with 'swabline stations "
            + "block', which tells the running server.\n");
        new TreeSet<>(next).forEach(station -> text.append(station).append('\n'));
        OwnerOnlyFile.replace(file, text.toString());
        blocked = Set.copyOf(next);
    }
}
