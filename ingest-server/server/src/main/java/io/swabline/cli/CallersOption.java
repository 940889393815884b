package io.swabline.cli;

import io.swabline.issuer.http.CallersFile;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The callers file and the server that uses it. */
final class CallersOption {
    private static final String WHICH = "callers";

    @Mixin
    private AdministeredServer server;
    @Option(
        names = "--file", paramLabel = "FILE",
        description = "the callers file (default: http.callers-file of the configuration)")
    private Path file;

    CallersFile file() {
        return new CallersFile(file == null ? server.configured("http.callers-file") : file);
    }

    /** To show it: the file of the server that is meant, or the one that is named, and no server with it. */
    CallersFile fileToShow() {
        final CallersFile callers = file();
        if (file == null || server.isNamed()) {
            server.requireItsOwnToShow(WHICH, callers.path(), "--file");
        }
        AdministeredServer.requireReadable(callers.path());
        return callers;
    }

    /** Before a change that takes something away: something must say which server or file is meant. */
    void requireNamed() {
        if (file == null) {
            server.requireNamed(WHICH, "http.callers-file", "--file");
        }
    }

    /** To change it: the file of the server that is meant. */
    CallersFile fileToChange() {
        final CallersFile callers = file();
        server.requireItsOwn(WHICH, callers.path(), "--file");
        return callers;
    }

    /** After a change. */
    void report(final CallersFile changed, final PrintStream out) {
        server.report(WHICH, changed.path(), out);
    }
}
