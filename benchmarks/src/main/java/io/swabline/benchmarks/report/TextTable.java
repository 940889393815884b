package io.swabline.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** Cells in aligned columns: the first to the left, all others, being numbers mostly, to the right. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final int leftColumns;

    /** @param leftColumns columns from the left that hold words */
    public TextTable(final int leftColumns, final String... heads) {
        this.leftColumns = leftColumns;
        rows.add(heads);
    }

    /** Adds a row of as many cells as there are heads. */
    public void add(final String... cells) {
        rows.add(cells);
    }

    @Override
    public String toString() {
        final int[] widths = new int[rows.get(0).length];
        for (final String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        final StringBuilder text = new StringBuilder();
        for (final String[] row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                final String padding = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : GAP).append(i < leftColumns ? row[i] + padding : padding + row[i]);
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
