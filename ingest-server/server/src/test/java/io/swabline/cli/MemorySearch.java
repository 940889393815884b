package io.swabline.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks for texts in bytes, and in what a child process can write to in its memory: heap, direct buffers, stacks. */
final class MemorySearch {
    private static final int PIECE_LENGTH = 64 << 20;
    private static final int OVERLAP = 128;
    private static final List<Charset> CHARSETS =
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

    private final byte[] piece = new byte[PIECE_LENGTH];
    private final Map<String, Integer> found = new HashMap<>();
    private final String prefix;
    private final int length;

    private MemorySearch(final String prefix, final int length) {
        this.prefix = prefix;
        this.length = length;
    }

    /** Texts of the length that begin with the prefix, and in how many places each is; in ASCII and both UTF-16s. */
    static Map<String, Integer> occurrences(final long pid, final String prefix, final int length) throws IOException {
        final MemorySearch search = new MemorySearch(prefix, length);
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            for (final String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
                final String[] fields = line.split("\\s+");
                if (fields[1].startsWith("rw")) {
                    final String[] range = fields[0].split("-");
                    search.searchRange(memory, Long.parseUnsignedLong(range[0], 16), Long.parseUnsignedLong(range[1], 16));
                }
            }
        }
        return search.found;
    }

    private void searchRange(final RandomAccessFile memory, final long from, final long to) throws IOException {
        for (long at = from; at < to; at += PIECE_LENGTH - OVERLAP) {
            final int read = read(memory, at, (int) Math.min(PIECE_LENGTH, to - at));
            for (final Charset charset : CHARSETS) {
                final byte[] wanted = prefix.getBytes(charset);
                final int wantedLength = wanted.length / prefix.length() * length;
                for (int i = indexOf(piece, read, wanted, 0); i >= 0; i = indexOf(piece, read, wanted, i + 1)) {
                    if (i + wantedLength <= read) {
                        found.merge(new String(piece, i, wantedLength, charset), 1, Integer::sum);
                    }
                }
            }
        }
    }

    private int read(final RandomAccessFile memory, final long at, final int count) throws IOException {
        memory.seek(at);
        try {
            return Math.max(0, memory.read(piece, 0, count));
        } catch (final IOException notThere) {
            return 0; // a part of the range that holds no memory
        }
    }

    static boolean contains(final byte[] bytes, final String text) {
        return CHARSETS.stream().anyMatch(charset -> indexOf(bytes, bytes.length, text.getBytes(charset), 0) >= 0);
    }

    /** Boyer, Moore and Horspool. */
    private static int indexOf(final byte[] bytes, final int length, final byte[] wanted, final int from) {
        final int last = wanted.length - 1;
        final int[] skip = new int[256];
        Arrays.fill(skip, wanted.length);
        for (int i = 0; i < last; i++) {
            skip[wanted[i] & 0xff] = last - i;
        }
        for (int at = from; at + last < length; at += skip[bytes[at + last] & 0xff]) {
            int i = last;
            while (i >= 0 && bytes[at + i] == wanted[i]) {
                i--;
            }
            if (i < 0) {
                return at;
            }
        }
        return -1;
    }
}
