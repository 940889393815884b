package io.swabline.station.trust;

import io.swabline.protocol.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The files themselves: written beside, forced and renamed, and then the directory is forced. One thread at a time. */
final class ForcedTrustFiles implements TrustFiles {
    private final Path bundle;
    private final Path memory;
    private final Path former;

    ForcedTrustFiles(final Path bundle, final Path memory, final Path former) {
        this.bundle = bundle;
        this.memory = memory;
        this.former = former;
    }

    @Override
    public void replaceBundle(final byte[] bytes) throws IOException {
        final Path fresh = bundle.resolveSibling("." + bundle.getFileName() + ".fresh");
        try (FileChannel channel = OwnerOnlyFile.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
            final ByteBuffer content = ByteBuffer.wrap(bytes);
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(fresh, bundle, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory();
    }

    @Override
    public void replaceMemory(final HighestBundle highest) throws IOException {
        highest.write(memory);
    }

    @Override
    public void replaceFormer(final FormerRoots roots) throws IOException {
        roots.write(former);
    }

    @Override
    public void deleteMemory() throws IOException {
        if (Files.deleteIfExists(memory)) {
            forceDirectory();
        }
    }

    private void forceDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(bundle.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
