package io.swabline.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A real file system on a block device that fails writes of batches when it is told to: a file of {@code failing-disk.py} under
 * a loop device. Needs root, /dev/fuse, loop devices and Python 3; the test is skipped, saying why, where they are missing.
 */
final class FailingDisk implements AutoCloseable {
    private static final long LENGTH = 512L << 20;

    private final Path backing;
    private final Path fuse;
    private final Path arm;
    private final Path mounted;

    private FailingDisk(final Path place) throws IOException {
        backing = place.resolve("backing");
        fuse = Files.createDirectories(place.resolve("fuse"));
        arm = place.resolve("arm");
        mounted = Files.createDirectories(place.resolve("mounted"));
    }

    /** @param make such as {@code mkfs.ext4 -q} */
    static FailingDisk mount(final Path place, final String make, final String options) throws IOException {
        final FailingDisk disk = new FailingDisk(place);
        final Path script = place.resolve("failing-disk.py");
        try (InputStream resource = FailingDisk.class.getResourceAsStream("/failing-disk.py")) {
            Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
        }
        makeFileSystem(disk.backing, LENGTH, make);
        assumeRuns("a file system cannot be served (needs root, /dev/fuse and python3): failing writes are not tested",
            "python3", script.toString(), disk.backing.toString(), disk.fuse.toString(), disk.arm.toString());
        assumeRuns("a file cannot be mounted (needs root and loop devices): failing writes are not tested",
            "mount", "-o", options, disk.fuse.resolve("disk").toString(), disk.mounted.toString());
        return disk;
    }

    /** A file system in a file; skips the test where there is no such program. */
    static void makeFileSystem(final Path image, final long length, final String make) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(length);
        }
        final List<String> command = new ArrayList<>(Arrays.asList(make.split(" ")));
        command.add(image.toString());
        assumeRuns(command.get(0) + " is missing: install its package", command.toArray(String[]::new));
    }

    private static void assumeRuns(final String otherwise, final String... command) {
        Assumptions.assumeTrue(SmallDisk.run(command) == 0, otherwise);
    }

    Path directory() {
        return mounted;
    }

    /** The next writes of batches, so many, fail. */
    void failWrites(final int count) throws IOException {
        final Path temporary = arm.resolveSibling("arming");
        Files.writeString(temporary, Integer.toString(count));
        Files.move(temporary, arm, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What would be there after the power was cut now: what got to the device, without what the kernel holds. */
    void copyTo(final Path image) {
        final String copying = "until before=$(stat -c '%y' \"$0\"); cp --sparse=always \"$0\" \"$1\";"
            + " [ \"$before\" = \"$(stat -c '%y' \"$0\")\" ]; do :; done";
        assumeRuns("a file cannot be copied", "bash", "-c", copying, backing.toString(), image.toString());
    }

    @Override
    public void close() {
        SmallDisk.run("umount", "--lazy", mounted.toString()); // tails have it mapped until they are collected
        SmallDisk.run("umount", "--lazy", fuse.toString());
    }
}
