package io.swabline.loadgen.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts faults and keeps the first few of each for people to read. */
final class Findings {
    private static final int EXAMPLES_EACH = 5;

    private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
    private final List<String> examples = new ArrayList<>();

    void add(final Fault fault, final String format, final Object... values) {
        final long count = counts.merge(fault, 1L, Long::sum);
        if (count <= EXAMPLES_EACH) {
            examples.add(fault.text() + ": " + String.format(Locale.ROOT, format, values));
        }
    }

    void addScan(final Fault fault, final long stream, final int sequence, final String format, final Object... values) {
        final String what = String.format(Locale.ROOT, format, values);
        add(fault, "stream %016x sequence %d%s", stream, sequence, what.isEmpty() ? "" : ": " + what);
    }

    Map<Fault, Long> counts() {
        return counts;
    }

    List<String> examples() {
        return examples;
    }
}
