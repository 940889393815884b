package io.swabline.benchmarks.endtoend;

import io.swabline.benchmarks.scratch.ScratchDirectory;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The directory that a run works in and the processes that it started. Closing it, or the end of this process by a signal,
 * kills what still runs and deletes the directory.
 */
final class Workplace implements AutoCloseable {
    private static final long KILLED_WAIT_SECONDS = 10;

    private final ScratchDirectory scratch;
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();
    private final Thread hook = new Thread(this::cleanUp, "clean-up");

    private Workplace(final ScratchDirectory scratch) {
        this.scratch = scratch;
    }

    static Workplace in(final Path parent) {
        final Workplace workplace = new Workplace(ScratchDirectory.in(parent));
        Runtime.getRuntime().addShutdownHook(workplace.hook);
        return workplace;
    }

    Path path() {
        return scratch.path();
    }

    void started(final Process process) {
        processes.add(process);
    }

    /** Kills a process, if it still runs, and forgets it. */
    void kill(final Process process) {
        process.destroyForcibly();
        try {
            process.waitFor(KILLED_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        processes.remove(process);
    }

    private void cleanUp() {
        processes.forEach(this::kill);
        scratch.close();
    }

    @Override
    public void close() {
        cleanUp();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
