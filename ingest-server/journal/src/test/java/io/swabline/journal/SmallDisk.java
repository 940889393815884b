package io.swabline.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own in memory, small enough to be filled; needs root. */
final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(final Path directory) {
        this.directory = directory;
    }

    /** Skips the test, saying why, where nothing can be mounted. */
    static SmallDisk mount(final Path directory, final String options) {
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString()) == 0,
            "a tmpfs cannot be mounted (needs root on Linux): full disks are not tested");
        return new SmallDisk(directory);
    }

    /** The exit code; -1 if there is no such program. */
    static int run(final String... command) {
        try {
            final Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " does not end");
            }
            return process.exitValue();
        } catch (final IOException noSuchProgram) {
            return -1;
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    Path journal() {
        return directory.resolve("journal");
    }

    /** As another program that writes until nothing is left. */
    void fill() throws IOException {
        final byte[] some = new byte[4096];
        try (var out = Files.newOutputStream(directory.resolve("somebody-elses"))) {
            while (true) {
                out.write(some);
            }
        } catch (final IOException full) {
            if (Files.getFileStore(directory).getUsableSpace() > 0) {
                throw full;
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(directory.resolve("somebody-elses"));
    }

    @Override
    public void close() {
        run("umount", "--lazy", directory.toString());
    }
}
