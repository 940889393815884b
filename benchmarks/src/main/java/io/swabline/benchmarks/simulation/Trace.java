package io.swabline.benchmarks.simulation;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What happened in a run, in order: all of it as a hash and as counts, the last of it as text. */
final class Trace {
    private static final int KEPT = 128;
    private static final Event[] EVENTS = Event.values();

    private final PrintStream out;
    private final long[] counts = new long[EVENTS.length];
    private final long[] kept = new long[KEPT * 4];
    private long steps;
    private long hash = 0xCBF2_9CE4_8422_2325L;

    /** @param out where all of it is printed, null for nowhere */
    Trace(final PrintStream out) {
        this.out = out;
    }

    void add(final Event event, final long timeMs, final long a, final long b) {
        counts[event.ordinal()]++;
        final int index = (int) (steps++ % KEPT) * 4;
        kept[index] = event.ordinal();
        kept[index + 1] = timeMs;
        kept[index + 2] = a;
        kept[index + 3] = b;
        mix(event.ordinal());
        mix(timeMs);
        mix(a);
        mix(b);
        if (out != null) {
            out.println(text(index));
        }
    }

    /** Tells whoever reads along; not a part of the trace, since it may name what differs between runs. */
    void note(final Object text) {
        if (out != null) {
            out.println("              " + text);
        }
    }

    void count(final Event event, final long times) {
        counts[event.ordinal()] += times;
    }

    void mix(final long value) {
        hash = (hash ^ value) * 0x9E37_79B9_7F4A_7C15L;
        hash ^= hash >>> 29;
    }

    private String text(final int index) {
        return String.format("%10.3f s  %-20s %d %d", kept[index + 1] / 1000.0, EVENTS[(int) kept[index]], kept[index + 2],
            kept[index + 3]);
    }

    /** The last steps, oldest first. */
    List<String> last() {
        final List<String> lines = new ArrayList<>();
        for (long step = Math.max(0, steps - KEPT); step < steps; step++) {
            lines.add(text((int) (step % KEPT) * 4));
        }
        return lines;
    }

    long hash() {
        return hash;
    }

    long[] counts() {
        return counts;
    }
}
