package io.swabline.loadgen;

/** Hears once a second how a run goes; called by the thread that runs it. */
@FunctionalInterface
public interface LoadProgress {
    /** Nobody watches. */
    LoadProgress QUIET = (phase, seconds, acknowledged, perSecond, open, stations) -> { };

    /** What the run is doing. */
    enum Phase {
        CONNECTING, WARMING_UP, MEASURING, DRAINING
    }

    /**
     * @param phase        what the run is doing
     * @param seconds      since it began to do anything
     * @param acknowledged scans with a verdict so far
     * @param perSecond    of them in the last second
     * @param open         stations that are connected
     * @param stations     of so many
     */
    void onSecond(Phase phase, double seconds, long acknowledged, long perSecond, int open, int stations);
}
