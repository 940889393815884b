package io.swabline.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the launcher, the other programs and the files of JVM flags are, in a checkout and in a distribution alike. */
public final class Installation {
    /** System property by which the launcher says where the checkout or distribution is. */
    private static final String HOME_PROPERTY = "swabline.home";
    private static final int FIRST_JAVA_WITH_MORE_FLAGS = 24;

    private final Path home;
    private final Path flagsDirectory;
    private final Path swabline;
    private final Path loadgen;

    private Installation(final Path home, final Path flagsDirectory, final Path swabline, final Path loadgen) {
        this.home = home;
        this.flagsDirectory = flagsDirectory;
        this.swabline = swabline;
        this.loadgen = loadgen;
    }

    /** As the launcher says. */
    public static Installation find() {
        final String home = System.getProperty(HOME_PROPERTY);
        if (home == null) {
            throw new BenchFailure(BenchFailure.COULD_NOT_START,
                "the system property " + HOME_PROPERTY + " is not set: start the benchmarks through benchmarks/bin/bench", null);
        }
        final Path directory = Path.of(home);
        if (Files.isDirectory(directory.resolve("ingest-server"))) {
            final Path bin = directory.resolve("ingest-server/bin");
            return new Installation(directory, bin, bin.resolve("swabline"), directory.resolve("loadgen/bin/loadgen"));
        }
        final Path bin = directory.resolve("bin");
        return new Installation(directory, bin, bin.resolve("swabline"), bin.resolve("loadgen"));
    }

    /** The checkout or distribution. */
    public Path home() {
        return home;
    }

    /** The {@code swabline} command. */
    public Path swabline() {
        return swabline;
    }

    /** The {@code loadgen} command. */
    public Path loadgen() {
        return loadgen;
    }

    /** Arguments for {@code java} that make it run as the server does. */
    public List<String> serverFlags() {
        final List<String> flags = javaFlags();
        flags.add("@" + flagsDirectory.resolve("serve.flags"));
        return flags;
    }

    /** Arguments that every Swabline JVM needs. */
    public List<String> javaFlags() {
        final List<String> flags = new ArrayList<>();
        flags.add("@" + flagsDirectory.resolve("java.flags"));
        if (Runtime.version().feature() >= FIRST_JAVA_WITH_MORE_FLAGS) {
            flags.add("@" + flagsDirectory.resolve("java24.flags"));
        }
        return flags;
    }

    /** What distinguishes the server's JVM, for people. */
    public String serverFlagsText() {
        final Path file = flagsDirectory.resolve("serve.flags");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("-")).collect(Collectors.joining(" "));
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }
}
