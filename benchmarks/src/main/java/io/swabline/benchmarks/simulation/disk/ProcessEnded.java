package io.swabline.benchmarks.simulation.disk;

/** The simulated process ends here, in the middle of an operation on its disk; thrown again at each later one. */
public final class ProcessEnded extends Error {
    private static final long serialVersionUID = 1L;

    ProcessEnded() {
        super("the simulated process has ended", null, false, false);
    }
}
