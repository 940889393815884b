package io.swabline.journal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The committed position of a named tail, a line of text in a file of its own, replaced whole and forced to disk. */
final class TailPosition {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern LINE = Pattern.compile("position (\\d{1,18})\\n");

    private final Path file;

    TailPosition(final Path journalDirectory, final String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name a tail: give 1 to 64 letters, digits, - and _,"
                + " the first a letter or digit");
        }
        file = journalDirectory.resolve(JournalFiles.TAILS).resolve(name);
    }

    /** The committed position, -1 if none was committed yet. */
    long read() {
        try {
            final Matcher line = LINE.matcher(Files.readString(file));
            if (line.matches()) {
                return Long.parseLong(line.group(1));
            }
        } catch (final NoSuchFileException none) {
            return -1;
        } catch (final AccessDeniedException e) {
            throw new JournalException("the committed position in " + file + " may not be read by this user: run this as the "
                + "server's user or as root; if the server's user does not own it, give it back (chown USER " + file + ")", e);
        } catch (final IOException e) {
            throw new JournalException("cannot read the committed position in " + file + ": " + e, e);
        }
        throw new JournalException("the committed position in " + file + " is damaged: it should be a line \"position N\";"
            + " write it again, or delete the file to start at the oldest record");
    }

    void write(final long position) {
        try {
            JournalFiles.createDirectory(file.getParent());
            JournalFiles.replace(file, "position " + position + "\n");
        } catch (final AccessDeniedException e) {
            throw new JournalException("the committed position in " + file + " may not be written by this user: run this as the "
                + "server's user or as root", e);
        } catch (final IOException e) {
            throw new JournalException("cannot keep the committed position in " + file + ": " + e, e);
        }
    }
}
