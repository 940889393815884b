package io.swabline.cli;

import io.swabline.issuer.http.CallersFile;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the callers file. */
final class CallersOption {
    @Option(
        names = "--file", paramLabel = "FILE",
        description = "the callers file (default: ~/.swabline/callers.conf, the server's own)")
    private Path file;

    CallersFile file() {
        return new CallersFile(file == null ? SettingsLoader.defaultCallersFile() : file);
    }
}
