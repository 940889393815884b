package io.swabline.cli;

import io.swabline.protocol.SamplingKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the key file, for commands that need the sampling keys. */
final class KeysOption {
    @Option(
        names = "--keys", paramLabel = "FILE",
        description = "the key file (default: keys.file of the configuration, the server's own)")
    private Path file;

    boolean isGiven() {
        return file != null;
    }

    Path file() {
        return file == null ? SettingsLoader.defaultKeysFile() : file;
    }

    SamplingKeys load() {
        return load(file());
    }

    static SamplingKeys load(final Path path) {
        AdministeredServer.requireReadable(path);
        if (!Files.exists(path)) {
            throw CommandFailure.usage("no key file " + path + "; make one with: swabline keys init --keys " + path);
        }
        return SamplingKeys.load(path);
    }
}
