package io.swabline.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.swabline.fuzz.Edits;
import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import io.swabline.fuzz.ScratchFiles;
import io.swabline.protocol.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * A damaged journal: verify, tail and recovery come to an end with no other exception than {@link JournalException}; nobody is
 * given a record that was not written, at another position or twice; after recovery every durable record is read or quarantined,
 * all records of files that were not touched are read, and a second recovery changes nothing. The input is edits of the files of
 * a small valid journal.
 *
 * <pre>
 *   flags (1)    bit 0: mend the checksums of all batches, and of the manifest; then only exceptions and endings are judged
 *   edits        file (1, modulo the number of files; 255: away with the file that the next byte names), then see {@link Edits}
 * </pre>
 */
public final class JournalFuzz {
    private static final int MEND = 1;
    private static final int AWAY = 255;
    private static final int SALT = 0x5a17;
    private static final long NOW_MS = FuzzJournal.T0 + 60_000;
    private static final ScratchFiles SCRATCH = ScratchFiles.create();
    private static final FuzzJournal VALID = FuzzJournal.write(SCRATCH);

    private final Path directory;
    private final Set<String> touched = new HashSet<>();
    private final boolean isMended;
    private boolean isAway;

    private JournalFuzz(final Path directory, final boolean isMended) {
        this.directory = directory;
        this.isMended = isMended;
    }

    /** See the class. */
    public static void fuzzerTestOneInput(final byte[] bytes) throws IOException {
        final FuzzInput input = new FuzzInput(bytes);
        final JournalFuzz fuzz = new JournalFuzz(SCRATCH.empty(), (input.u8() & MEND) != 0);
        fuzz.writeFiles(input);
        fuzz.verify();
        fuzz.tail();
        fuzz.recover();
    }

    private void writeFiles(final FuzzInput input) throws IOException {
        final Map<String, byte[]> files = new TreeMap<>(VALID.files());
        final List<String> names = List.copyOf(files.keySet());
        while (input.hasMore()) {
            final int file = input.u8();
            final String name = names.get((file == AWAY ? input.u8() : file) % names.size());
            touched.add(name);
            if (file == AWAY) {
                isAway = true;
                files.remove(name);
            } else {
                files.computeIfPresent(name, (key, content) -> Edits.applyOne(content, input));
            }
        }
        for (final Map.Entry<String, byte[]> file : files.entrySet()) {
            final byte[] content = file.getValue();
            final Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, isMended ? FuzzJournal.mended(file.getKey(), content) : content);
        }
    }

    private void verify() {
        final JournalVerifier.Report report;
        try {
            report = JournalVerifier.verify(directory);
        } catch (final JournalException refused) {
            return;
        }
        if (!isMended) {
            Finding.unless(report.records() <= VALID.records(), report.records() + " records are verified");
        }
        if (touched.isEmpty()) {
            Finding.unless(report.isSound() && report.records() == VALID.records(), "an undamaged journal is not sound");
        }
    }

    /** What a tail reads, by position. */
    private Set<Long> tail() {
        final Set<Long> read = new HashSet<>();
        try (JournalTail tail = JournalTail.open(directory)) {
            final Collector collector = new Collector(read);
            int polled;
            do {
                polled = tail.poll(collector, 100);
                Finding.unless(isMended || read.size() <= VALID.records(), "more records are read than were written");
            } while (polled > 0 && read.size() <= VALID.records() * 4);
            Finding.unless(isMended || tail.position() <= VALID.records(), "a tail goes on at position " + tail.position());
        } catch (final JournalException refused) {
            return read;
        }
        return read;
    }

    private final class Collector implements RecordHandler {
        private final Set<Long> read;
        private long before = -1;

        Collector(final Set<Long> read) {
            this.read = read;
        }

        @Override
        public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
            Finding.unless(position > before, "position " + position + " behind " + before);
            before = position;
            read.add(position);
            if (!isMended) {
                Finding.unlessEqual(FuzzJournal.mark(position), buffer.getLong(offset, LITTLE_ENDIAN), "record " + position);
            }
        }
    }

    private void recover() throws IOException {
        final JournalRecovery first;
        try {
            first = JournalRecovery.run(directory, NOW_MS);
        } catch (final JournalException refused) { // as the newest records are away, or a manifest that looks sound says so
            Finding.unless(isAway || isMended, "refused though each file is there: " + refused.getMessage());
            return;
        }
        goOn(first);
        final Set<Long> read = tail();
        final JournalRecovery second = JournalRecovery.run(directory, NOW_MS);
        Finding.unlessEqual(first.nextPosition(), second.nextPosition(), "next position of the second recovery");
        Finding.unless(second.report(0).quarantined().isEmpty(), "the second recovery finds more missing");
        if (!isMended) {
            requireKept(first, read);
        }
    }

    /** What the writer does after recovery: the next start would find the same. */
    private void goOn(final JournalRecovery recovered) throws IOException {
        JournalFiles.createDirectory(JournalFiles.generation(directory, recovered.nextGeneration()));
        recovered.manifest(Durability.OS, SALT).write(directory);
        final Watermark watermark = Watermark.create(directory, recovered.nextPosition());
        watermark.position(recovered.nextPosition());
    }

    private void requireKept(final JournalRecovery recovered, final Set<Long> read) throws IOException {
        final List<PositionRange> quarantined = recovered.manifest(Durability.OS, SALT).quarantined();
        final boolean isPlaceKnown = !touched.contains(JournalFiles.WATERMARK) && !touched.contains(JournalFiles.MANIFEST);
        if (isPlaceKnown) {
            Finding.unless(recovered.nextPosition() >= VALID.records(), "goes on at " + recovered.nextPosition());
        }
        for (long position = 0; position < VALID.records(); position++) {
            final long at = position;
            if (!read.contains(position)) {
                Finding.unless(touched.contains(VALID.fileOf(position)) || !isPlaceKnown, "record " + position + " is not read");
                Finding.unless(!isPlaceKnown || quarantined.stream().anyMatch(range -> range.from() <= at && at < range.to())
                    || isOfEndedGeneration(position), "record " + position + " is neither read nor quarantined");
            }
        }
    }

    /** Those are not looked at again, so a loss in them is told by verify and by tails only. */
    private static boolean isOfEndedGeneration(final long position) {
        return !VALID.fileOf(position).equals(VALID.fileOf(VALID.records() - 1));
    }

    /** No damage, and a typical one of each kind. */
    public static List<byte[]> seeds() {
        final byte last = (byte) (VALID.files().size() - 1);
        return List.of(new byte[] {0}, new byte[] {0, last, 5, 0, 2}, new byte[] {0, last, 4, 0, 2, 0, 1},
            new byte[] {0, 0, 1, 30, 0, 1}, new byte[] {0, 1, 5, 9, 0}, new byte[] {1, last, 0, 0, 2, 1},
            new byte[] {0, (byte) AWAY, last}, new byte[] {1, 0, 6, 20, 0, 3, '9', '9', '9'});
    }
}
