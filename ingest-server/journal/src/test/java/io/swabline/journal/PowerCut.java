package io.swabline.journal;

import io.swabline.journal.DirectoryImage.Content;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * What a disk may hold after a power cut: of each file what was forced, and of what was written since then any part. Pages
 * go to the disk in any order or not at all; of a page that was under way, any of its sectors; a sector is written whole or
 * not. A file whose name was not forced may be missing, empty or short.
 */
final class PowerCut {
    private static final int PAGE = 4096;
    private static final int SECTOR = 512;

    private final DirectoryImage forced;
    private final DirectoryImage written;
    private final SplittableRandom random;

    /**
     * @param forced  what must be there
     * @param written what programs saw last
     */
    PowerCut(final DirectoryImage forced, final DirectoryImage written, final SplittableRandom random) {
        this.forced = forced;
        this.written = written;
        this.random = random;
    }

    /** One of the many. */
    DirectoryImage state() {
        final DirectoryImage state = written.copy();
        final TreeSet<String> names = new TreeSet<>(forced.files.keySet());
        names.addAll(written.files.keySet());
        for (final String name : names) {
            final Content old = forced.files.get(name);
            final Content recent = written.files.get(name);
            final Content content = old == null ? unforced(recent) : recent == null ? maybe(old) : mixed(old, recent);
            if (content == null) {
                state.files.remove(name);
            } else {
                state.files.put(name, content);
            }
        }
        return state;
    }

    private Content maybe(final Content removed) {
        return random.nextBoolean() ? removed : null;
    }

    private Content unforced(final Content recent) {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> Content.EMPTY;
            default -> mixed(Content.EMPTY, recent);
        };
    }

    private Content mixed(final Content old, final Content recent) {
        final int length = Math.max(old.bytes().length, recent.bytes().length);
        final int pages = (length + PAGE - 1) / PAGE;
        final byte[] bytes = new byte[pages * PAGE];
        final int style = random.nextInt(6);
        final int border = pages == 0 ? 0 : random.nextInt(pages + 1);
        for (int page = 0; page < pages; page++) {
            final int newOfTen = switch (style) {
                case 0 -> page < border ? 10 : 0;  // the first pages are new, as those written in order would be
                case 1 -> page < border ? 0 : 10;  // headers and indexes are old, data is new
                case 2 -> 9;
                case 3 -> 1;
                default -> 5;
            };
            mixPage(bytes, page * PAGE, old, recent, newOfTen);
        }
        return new Content(bytes, bytes.length).cutTo(lengthBetween(old.length(), recent.length()));
    }

    private void mixPage(final byte[] bytes, final int offset, final Content old, final Content recent, final int newOfTen) {
        final boolean isTorn = random.nextInt(4) == 0;
        boolean isNew = random.nextInt(10) < newOfTen;
        for (int sector = offset; sector < offset + PAGE; sector += SECTOR) {
            isNew = isTorn ? random.nextInt(10) < newOfTen : isNew;
            System.arraycopy((isNew ? recent : old).part(sector, SECTOR), 0, bytes, sector, SECTOR);
        }
    }

    private long lengthBetween(final long old, final long recent) {
        final long least = Math.min(old, recent);
        final long most = Math.max(old, recent);
        return switch (random.nextInt(4)) {
            case 0 -> least;
            case 1 -> most == least ? least : random.nextLong(least, most + 1);
            default -> most;
        };
    }

    /** Files that may be anything, since they are never forced or only help: metadata, lock, leftovers of a replacement. */
    static void harm(final Map<String, Content> files, final String name, final SplittableRandom random) {
        final byte[] garbage = new byte[random.nextInt(1, 3 * PAGE)];
        random.nextBytes(garbage);
        switch (random.nextInt(4)) {
            case 0 -> files.remove(name);
            case 1 -> files.put(name, Content.EMPTY);
            case 2 -> files.put(name, new Content(new byte[0], PAGE));
            default -> files.put(name, new Content(garbage, garbage.length));
        }
    }
}
