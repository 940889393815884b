package io.swabline.system;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own in memory, which somebody else's file can fill; needs root. */
final class SmallDisk implements AutoCloseable {
    private final Path directory;
    private final Path others;

    private SmallDisk(final Path directory) {
        this.directory = directory;
        this.others = directory.resolve("somebody-elses");
    }

    /** Skips the test, saying why, where nothing can be mounted. */
    static SmallDisk mount(final Path directory, final String options) throws Exception {
        Files.createDirectories(directory);
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString()) == 0,
            "a tmpfs cannot be mounted (needs root on Linux): full disks are not tested");
        return new SmallDisk(directory);
    }

    private static int run(final String... command) throws IOException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " does not end");
            }
            return process.exitValue();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    Path directory() {
        return directory;
    }

    long usableBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** Writes, as fast as can be, until so many bytes are left; 0: until the disk refuses. */
    void fill(final long leaveBytes) throws IOException {
        final byte[] some = new byte[4096];
        try (OutputStream out = Files.newOutputStream(others)) {
            while (leaveBytes == 0 || usableBytes() > leaveBytes) {
                out.write(some);
            }
        } catch (final IOException full) {
            if (usableBytes() > 0) {
                throw full;
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(others);
    }

    @Override
    public void close() throws IOException {
        run("umount", "--lazy", directory.toString());
    }
}
