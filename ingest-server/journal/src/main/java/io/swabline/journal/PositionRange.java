package io.swabline.journal;

/**
 * Some positions in a row.
 *
 * @param from the first
 * @param to   the one behind the last
 */
public record PositionRange(long from, long to) {
    public PositionRange {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("positions from " + from + " to " + to + ": not negative, not backwards");
        }
    }

    public long length() {
        return to - from;
    }

    /** For people: the first and the last one. */
    @Override
    public String toString() {
        return to == from ? "none" : from + " to " + (to - 1);
    }
}
