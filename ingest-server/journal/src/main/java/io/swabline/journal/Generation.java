package io.swabline.journal;

/**
 * One start of the server, as the manifest knows it.
 *
 * @param number        of its directory
 * @param firstPosition of its first record, had it or not
 * @param endPosition   behind its last record; {@link #OPEN} until the next start finds it out
 */
record Generation(int number, long firstPosition, long endPosition) {
    static final long OPEN = -1;

    boolean isOpen() {
        return endPosition == OPEN;
    }
}
