package io.swabline.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Forces what a generation's files hold to disk. Belongs to the sync thread, which must not be interrupted: that would close
 * the file under it. Forcing a file also writes what was put into it through the queue's mapping; Chronicle's own sync
 * would miss what lies in a block that the queue has left.
 */
final class DiskSync implements AutoCloseable {
    private final Path generation;
    private Path file;
    private FileChannel channel;

    DiskSync(final Path generation) {
        this.generation = generation;
    }

    /** Forces the file that is appended to. */
    void force() throws IOException {
        channel.force(false);
    }

    /** Forces the file that was appended to before, the new ones, and the directory that names them. */
    void forceRolled() throws IOException {
        final List<Path> cycles = JournalFiles.cycles(generation);
        if (channel != null) {
            channel.force(false); // behind the listing: what was left by then is whole, and forced here for the last time
        }
        for (final Path cycle : cycles) {
            if (file == null || cycle.compareTo(file) > 0) {
                close();
                channel = FileChannel.open(cycle, StandardOpenOption.WRITE);
                file = cycle;
                channel.force(true);
            }
        }
        JournalFiles.forceDirectory(generation);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
