package io.swabline.server.wiring;

import io.swabline.issuer.http.CallersFile;
import io.swabline.issuer.http.CallersFileException;
import io.swabline.journal.JournalPlace;
import io.swabline.journal.JournalSettings;
import io.swabline.protocol.KeyFileException;
import io.swabline.protocol.access.AccessFileException;
import io.swabline.protocol.access.StationsFile;
import io.swabline.server.access.BlockedStations;
import io.swabline.server.access.KnownStations;
import io.swabline.server.ops.MachineMemory;
import io.swabline.server.tls.TlsException;
import io.swabline.server.trust.KnownKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What would stop a server with these settings from starting, or end it later, as far as it can be found without starting it:
 * less
 * memory than it needs, listeners that protect nothing, and files that are missing, broken, or open to others. Reads files and
 * changes nothing.
 */
public final class StartCheck {
    private final ServerSettings settings;
    private final List<String> mistakes = new ArrayList<>();

    private StartCheck(final ServerSettings settings) {
        this.settings = settings;
    }

    /**
     * All mistakes, each with what to do; none if there are none.
     *
     * @param heapBytes the heap that the server will have, as -Xmx says
     */
    public static List<String> mistakes(final ServerSettings settings, final long heapBytes) {
        return mistakes(settings, heapBytes, MachineMemory.ofThisProcess());
    }

    static List<String> mistakes(final ServerSettings settings, final long heapBytes, final MachineMemory memory) {
        final StartCheck check = new StartCheck(settings);
        check.mistakes.addAll(new MemoryCheck(settings, memory, heapBytes).mistakes());
        final AccessSettings access = settings.access();
        final ListenerRule rule = new ListenerRule(access);
        check.run(() -> DataDirectory.require(settings.dataDirectory()));
        check.run(() -> rule.judgeStations(settings.host()));
        check.run(check::readKeys);
        check.judgeJournalPlace();
        if (access.hasTls()) {
            check.run(access.tls()::load);
        }
        if (EdgeAccess.needsStationsFile(settings)) {
            check.run(() -> new KnownStations(settings.dataDirectory()).load(new StationsFile(access.stationsFile())));
        }
        if (settings.issuing().isEnabled()) {
            check.run(() -> rule.judgeHttp(settings.issuing()));
            check.run(() -> IssuingSide.requireUsable(settings));
            check.run(new CallersFile(settings.issuing().http().callersFile())::list);
        }
        return List.copyOf(check.mistakes);
    }

    private void judgeJournalPlace() {
        final String refusal = journalPlace(settings).refusal();
        if (refusal != null && !settings.anyFileSystem()) {
            mistakes.add(refusal);
        }
    }

    private static JournalPlace journalPlace(final ServerSettings settings) {
        return JournalPlace.of(JournalSettings.directoryIn(settings.dataDirectory()));
    }

    /** What an operator should know of the file system that the journal lies on; null if there is nothing. */
    public static String journalWarning(final ServerSettings settings) {
        return journalPlace(settings).warning();
    }

    /** Why a start would fail now for want of memory, although it could have it at another time; null if it would not. */
    public static String shortage(final ServerSettings settings, final long heapBytes) {
        return new MemoryCheck(settings, MachineMemory.ofThisProcess(), heapBytes).shortage();
    }

    /**
     * Before a command makes a stations file anew: fails if the server on this directory went by one that is gone.
     *
     * @throws AccessFileException with what to do
     */
    public static void requireStationsFileNotLost(final Path dataDirectory, final StationsFile stations) {
        if (Files.notExists(stations.path())) {
            new KnownStations(dataDirectory).load(stations);
        }
    }

    /** The stations that a server on this directory keeps out, in order; none where none ever ran. */
    public static List<Long> blockedStations(final Path dataDirectory) {
        return BlockedStations.in(dataDirectory).numbers();
    }

    private void readKeys() {
        if (Files.exists(settings.keysFile()) || !settings.createKeysIfMissing()) {
            StartKeys.loaded(settings, new KnownKeys(settings.dataDirectory()));
        }
    }

    private void run(final Runnable step) {
        try {
            step.run();
        } catch (final StartException | KeyFileException | TlsException | AccessFileException | CallersFileException e) {
            mistakes.add(e.getMessage());
        }
    }
}
