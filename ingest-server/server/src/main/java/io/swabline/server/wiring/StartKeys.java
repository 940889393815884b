package io.swabline.server.wiring;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.protocol.KeyFileException;
import io.swabline.protocol.SamplingKeys;
import io.swabline.server.trust.KnownKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sampling keys at the start of a server: read, or made where nothing depends on any yet. */
final class StartKeys {
    private static final Logger LOGGER = LoggerFactory.getLogger(StartKeys.class);

    private StartKeys() {
    }

    /** @throws StartException with a message for the operator */
    static SamplingKeys of(final ServerSettings settings) {
        try {
            final KnownKeys known = new KnownKeys(settings.dataDirectory());
            if (settings.createKeysIfMissing() && Files.notExists(settings.keysFile())) {
                requireNoRecords(settings);
                requireNotLost(settings, known);
                return created(settings.keysFile());
            }
            return loaded(settings, known);
        } catch (final KeyFileException unusable) {
            throw new StartException(unusable.getMessage(), unusable);
        }
    }

    /** @throws KeyFileException with what to do */
    static SamplingKeys loaded(final ServerSettings settings, final KnownKeys known) {
        final SamplingKeys keys = SamplingKeys.load(settings.keysFile());
        known.requireNotOlder(settings.keysFile(), keys);
        return keys;
    }

    /** A file of the first revision was merely made. Of a later one, keys may have been withdrawn and bundles handed out. */
    private static void requireNotLost(final ServerSettings settings, final KnownKeys known) {
        if (known.revision() > 1) {
            throw new StartException("there is no key file " + settings.keysFile() + ", but the server on "
                + settings.dataDirectory() + " went by revision " + known.revision() + " of one before: name it with --keys, or "
                + "restore it from its backup; with new keys start on an empty data directory", null);
        }
    }

    /** Another first start may make the file at the same time: then both take that one. */
    private static SamplingKeys created(final Path file) {
        try {
            final SamplingKeys created = SamplingKeys.create(file);
            LOGGER.warn("made a new key file, {}: back it up, codes cannot be checked without it", file);
            return created;
        } catch (final KeyFileException notCreated) {
            if (Files.exists(file)) {
                LOGGER.info("another server made the key file {} meanwhile: it is used", file);
                return SamplingKeys.load(file);
            }
            throw notCreated;
        }
    }

    /** Under new keys everybody would be a stranger to it, registered once more, and every code that was issued FORGED. */
    private static void requireNoRecords(final ServerSettings settings) {
        final Path journal = JournalSettings.directoryIn(settings.dataDirectory());
        if (Files.exists(journal)) {
            try (JournalTail tail = JournalTail.open(journal)) {
                if (tail.durablePosition() > 0) {
                    throw new StartException("there is no key file " + settings.keysFile() + ", but the journal in " + journal
                        + " has records made with one: name it with --keys, or restore it from its backup; with new keys start "
                        + "on an empty data directory", null);
                }
            }
        }
    }
}
