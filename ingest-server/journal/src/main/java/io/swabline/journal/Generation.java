package io.swabline.journal;

import io.swabline.protocol.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * One start of the server, as the manifest knows it.
 *
 * @param number        of its directory
 * @param firstPosition of its first record, had it or not
 * @param endPosition   behind its last record; {@link #OPEN} until its own process, closing, or the next start finds it out
 * @param durability    with which it was written; null if it is not known
 * @param salt          of its batches; {@link #UNKNOWN_SALT} if there is none, or it is not known
 */
record Generation(int number, long firstPosition, long endPosition, Durability durability, int salt) {
    static final long OPEN = -1;
    static final int UNKNOWN_SALT = 0;

    /** For the batches of a new generation. */
    static int randomSalt() {
        final SecureRandom random = new SecureRandom();
        int salt = random.nextInt();
        while (salt == UNKNOWN_SALT) {
            salt = random.nextInt();
        }
        return salt;
    }

    boolean isOpen() {
        return endPosition == OPEN;
    }

    /** Its directory holds none of its files, or is not there, such as while an archive is not mounted. */
    boolean hasNoFiles(final Path journal) throws IOException {
        return JournalFiles.cycles(JournalFiles.generation(journal, number)).isEmpty();
    }

    /** Whether records of it are not where they were, and nobody has said that they are lost. */
    boolean isAway(final Path journal) throws IOException {
        return (isOpen() || endPosition > firstPosition) && hasNoFiles(journal)
            && Files.notExists(JournalFiles.lostMark(journal, number));
    }

    Generation endedAt(final long position) {
        return new Generation(number, firstPosition, position, durability, salt);
    }
}
