package io.swabline.server.access;

import io.swabline.protocol.access.AccessFileException;
import io.swabline.protocol.access.AccessList;
import io.swabline.protocol.access.StationsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a data directory remembers of the stations file that its server went by: that there was one, and which certificates it
 * withdrew. A stations file that is lost, emptied or restored from an older backup would let in certificates again that were
 * withdrawn; with this it is found out, also at the next start. The memory is a stations file without tokens. Used by one
 * thread at a time.
 */
public final class KnownStations {
    private static final Logger LOGGER = LoggerFactory.getLogger(KnownStations.class);
    private static final String NAME = "stations.known";
    private static final int NAMED_MAX = 5;

    private final Path file;
    private final StationsFile memory;

    public KnownStations(final Path dataDirectory) {
        file = dataDirectory.toAbsolutePath().resolve(NAME);
        memory = new StationsFile(file);
    }

    /** Whether a server on this directory has ever read a stations file. */
    public boolean isThere() {
        return !Files.notExists(file);
    }

    /**
     * The list of a stations file, unless it would let in what was withdrawn. No file is nobody, as long as there never was one.
     *
     * @throws AccessFileException with what to do
     */
    public AccessList load(final StationsFile stations) {
        if (Files.notExists(stations.path())) {
            if (!isThere()) {
                return AccessList.EMPTY;
            }
            throw new AccessFileException(stations.path(), "is missing, and the server on " + file.getParent()
                + " went by one before", "restore it from its backup, or name it with access.stations-file; only if it is to be "
                + "gone with all its tokens, remove " + file + " as well", null);
        }
        final AccessList list = stations.loadExisting();
        final List<String> lost = withdrawals().entrySet().stream()
            .filter(known -> isEarlier(list.withdrawnCertificates().get(known.getKey()), known.getValue()))
            .map(Map.Entry::getKey).sorted().toList();
        if (!lost.isEmpty()) {
            throw new AccessFileException(stations.path(), "no longer withdraws the certificates of " + names(lost)
                + ", which it did before", "restore the newest backup, or withdraw them again with 'swabline stations remove "
                + lost.get(0) + " --certificates'; only if they are to be let in again, remove " + file, null);
        }
        return list;
    }

    private static boolean isEarlier(final Instant now, final Instant before) {
        return now == null || now.isBefore(before);
    }

    private static String names(final List<String> stations) {
        final List<String> named = stations.subList(0, Math.min(NAMED_MAX, stations.size()));
        return (stations.size() == 1 ? "station " : stations.size() + " stations, such as ") + String.join(", ", named);
    }

    private Map<String, Instant> withdrawals() {
        return isThere() ? memory.loadExisting().withdrawnCertificates() : Map.of();
    }

    /** Remembers a list that was taken. A failed write is logged, and the list counts nevertheless. */
    void remember(final AccessList list) {
        try {
            if (isThere() && withdrawals().equals(list.withdrawnCertificates())) {
                return;
            }
            memory.replaceByWithdrawals(list.withdrawnCertificates());
        } catch (final IOException | AccessFileException e) {
            LOGGER.error("which certificates are withdrawn could not be remembered in {} ({}): if the stations file is lost, "
                + "they are let in again; mend that, then change the stations file or restart", file, e.toString());
        }
    }
}
