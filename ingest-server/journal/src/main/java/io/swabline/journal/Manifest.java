package io.swabline.journal;

import static java.util.Locale.ROOT;

import io.swabline.protocol.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What the writer knows of the journal's generations and of positions that are lost: text, a line each, replaced whole at
 * each start, and when a writer is closed. Recovery can do without it; tails read it only where a generation's own files do not
 * tell its salt any more.
 *
 * <pre>
 *   swabline-journal 1
 *   generation 1 from 0 to 81920 durability disk salt 5f02c6d1
 *   generation 2 from 81920 durability disk salt e1a70b33
 *   quarantined from 4096 to 4160
 *   crc32c 9c3a51e7
 * </pre>
 *
 * @param generations ascending
 * @param quarantined ascending positions that are in no file any more, though they were acknowledged or may have been
 */
record Manifest(List<Generation> generations, List<PositionRange> quarantined) {
    private static final String TITLE = "swabline-journal 1";

    Manifest {
        generations = List.copyOf(generations);
        quarantined = List.copyOf(quarantined);
    }

    /** The manifest on file; null where there is none; {@link JournalException} if it is damaged. */
    static Manifest read(final Path directory) throws IOException {
        final Path file = directory.resolve(JournalFiles.MANIFEST);
        try {
            return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (final NoSuchFileException none) {
            return null;
        } catch (final IllegalArgumentException e) {
            throw new JournalException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /** The salt of the batches in a generation's directory; {@link Generation#UNKNOWN_SALT} if no manifest there tells it. */
    static int saltOf(final Path generation) throws IOException {
        final Path directory = generation.getParent();
        try {
            final Manifest manifest = directory == null ? null : read(directory);
            final List<Generation> listed = manifest == null ? List.of() : manifest.generations();
            for (final Generation each : listed) {
                if (JournalFiles.generation(directory, each.number()).equals(generation)) {
                    return each.salt();
                }
            }
        } catch (final JournalException damaged) {
            return Generation.UNKNOWN_SALT;
        }
        return Generation.UNKNOWN_SALT;
    }

    /** With the end of the last generation, which was open. */
    Manifest endedAt(final long position) {
        final List<Generation> ended = new ArrayList<>(generations);
        ended.set(ended.size() - 1, newest().endedAt(position));
        return new Manifest(ended, quarantined);
    }

    /**
     * With these positions known to be lost, on the disk too; itself if it knows that. What is in a generation that is away is
     * not lost: it can come back.
     */
    Manifest quarantined(final Path directory, final PositionRange lost) {
        try {
            Manifest marked = this;
            long from = lost.from();
            for (final Generation generation : generations) {
                if (generation.isAway(directory)) {
                    final long end = Math.min(lost.to(), generation.firstPosition());
                    marked = marked.with(new PositionRange(from, Math.max(from, end)));
                    from = Math.max(from, generation.isOpen() ? lost.to() : generation.endPosition());
                }
            }
            marked = marked.with(new PositionRange(from, Math.max(from, lost.to())));
            if (marked != this) {
                marked.write(directory);
            }
            return marked;
        } catch (final IOException e) {
            throw new JournalException("cannot mark the positions " + lost + " as lost in "
                + directory.resolve(JournalFiles.MANIFEST) + ": " + e, e);
        }
    }

    /** Whether all of these are marked as lost. */
    boolean isQuarantined(final long from, final long to) {
        return quarantined.stream().anyMatch(known -> known.from() <= from && known.to() >= to);
    }

    private Manifest with(final PositionRange lost) {
        if (lost.length() == 0 || isQuarantined(lost.from(), lost.to())) {
            return this;
        }
        final List<PositionRange> more = new ArrayList<>(quarantined);
        more.add(lost);
        more.sort(Comparator.comparingLong(PositionRange::from));
        return new Manifest(generations, more);
    }

    Generation newest() {
        return generations.get(generations.size() - 1);
    }

    void write(final Path directory) throws IOException {
        JournalFiles.replace(directory.resolve(JournalFiles.MANIFEST), text());
    }

    String text() {
        final StringBuilder text = new StringBuilder(TITLE).append('\n');
        for (final Generation generation : generations) {
            text.append("generation ").append(generation.number()).append(" from ").append(generation.firstPosition());
            text.append(generation.isOpen() ? "" : " to " + generation.endPosition());
            text.append(generation.durability() == null ? "" : " durability " + generation.durability().name().toLowerCase(ROOT));
            text.append(generation.salt() == Generation.UNKNOWN_SALT ? "" : String.format(" salt %08x", generation.salt()));
            text.append('\n');
        }
        for (final PositionRange range : quarantined) {
            text.append("quarantined from ").append(range.from()).append(" to ").append(range.to()).append('\n');
        }
        return text.append(checksumLine(text.toString())).toString();
    }

    static Manifest parse(final String text) {
        final int lastLine = text.lastIndexOf("crc32c ");
        if (lastLine < 0 || !text.substring(lastLine).equals(checksumLine(text.substring(0, lastLine)))) {
            throw new IllegalArgumentException("its checksum does not fit");
        }
        final String[] lines = text.substring(0, lastLine).split("\n");
        if (!lines[0].equals(TITLE)) {
            throw new IllegalArgumentException("it begins with \"" + lines[0] + "\" instead of \"" + TITLE + '"');
        }
        final List<Generation> generations = new ArrayList<>();
        final List<PositionRange> quarantined = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            final String[] words = lines[i].split(" ");
            if (words[0].equals("generation") && words.length >= 4 && words.length % 2 == 0) {
                generations.add(generation(words));
            } else if (words[0].equals("quarantined") && words.length == 5) {
                quarantined.add(new PositionRange(Long.parseLong(words[2]), Long.parseLong(words[4])));
            } else {
                throw new IllegalArgumentException("line " + (i + 1) + " makes no sense: \"" + lines[i] + '"');
            }
        }
        return new Manifest(generations, quarantined);
    }

    /** Behind the number, pairs of a name and a value. */
    private static Generation generation(final String[] words) {
        long first = 0;
        long end = Generation.OPEN;
        Durability durability = null;
        int salt = Generation.UNKNOWN_SALT;
        for (int i = 2; i < words.length; i += 2) {
            switch (words[i]) {
                case "from" -> first = Long.parseLong(words[i + 1]);
                case "to" -> end = Long.parseLong(words[i + 1]);
                case "durability" -> durability = Durability.valueOf(words[i + 1].toUpperCase(ROOT));
                case "salt" -> salt = Integer.parseUnsignedInt(words[i + 1], 16);
                default -> throw new IllegalArgumentException('"' + words[i] + "\" of a generation makes no sense");
            }
        }
        return new Generation(Integer.parseInt(words[1]), first, end, durability, salt);
    }

    private static String checksumLine(final String text) {
        final CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("crc32c %08x\n", crc.getValue());
    }
}
