package io.swabline.server.wiring;

import io.swabline.issuer.http.CallersFile;
import io.swabline.issuer.http.CallersFileException;
import io.swabline.protocol.KeyFileException;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.access.AccessFileException;
import io.swabline.protocol.access.StationsFile;
import io.swabline.server.tls.TlsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * What would stop a server with these settings from starting, as far as it can be found without starting it: listeners that
 * protect nothing, and files that are missing, broken, or open to others. Reads files and changes nothing.
 */
public final class StartCheck {
    private final ServerSettings settings;
    private final List<String> mistakes = new ArrayList<>();

    private StartCheck(final ServerSettings settings) {
        this.settings = settings;
    }

    /** All mistakes, each with what to do; none if there are none. */
    public static List<String> mistakes(final ServerSettings settings) {
        final StartCheck check = new StartCheck(settings);
        final AccessSettings access = settings.access();
        final ListenerRule rule = new ListenerRule(access);
        check.run(() -> rule.judgeStations(settings.host()));
        check.run(check::readKeys);
        if (access.hasTls()) {
            check.run(access.tls()::load);
        }
        if (access.authentication() != Authentication.NONE) {
            check.run(new StationsFile(access.stationsFile())::load);
        }
        if (settings.issuing().isEnabled()) {
            check.run(() -> rule.judgeHttp(settings.issuing().http()));
            check.run(() -> IssuingSide.requireUsable(settings));
            check.run(new CallersFile(settings.issuing().http().callersFile())::list);
        }
        return List.copyOf(check.mistakes);
    }

    private void readKeys() {
        if (Files.exists(settings.keysFile()) || !settings.createKeysIfMissing()) {
            SamplingKeys.load(settings.keysFile());
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
