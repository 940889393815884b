package io.swabline.benchmarks.fuzz;

import io.swabline.benchmarks.report.BenchFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs Jazzer on one target in a process of its own, with little memory: what an input makes it take too much of, or too long, or
 * what kills it, is a finding like any exception. Inputs that reach new code stay in the corpus; one that breaks the target is
 * kept beside the log.
 *
 * <pre>
 *   FOLDER/TARGET/corpus/    inputs so far
 *   FOLDER/TARGET/log        what the fuzzer said
 *   FOLDER/TARGET/crash-...  an input that broke it (timeout-..., oom-... likewise)
 * </pre>
 */
final class FuzzProcess {
    static final String MAIN = "com.code_intelligence.jazzer.Jazzer";
    /** For an image of hostile size as much as a terminal has; everything else needs less. */
    private static final String HEAP = "-Xmx512m";
    private static final int RSS_MAX_MB = 2_500;
    /** Against hanging; the first input also pays for loading and changing all classes, on a machine that may be busy. */
    private static final int INPUT_SECONDS_MAX = 120;
    /** Starting, and finishing the input at hand. */
    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final String[] FINDINGS = {"crash-", "timeout-", "oom-", "leak-", "slow-unit-"};
    private static final String INSTRUMENTED = "io.swabline.**:com.fasterxml.jackson.core.**:com.google.zxing.**";
    private static final String QUIET_LOG = "<configuration><root level=\"OFF\"/></configuration>";

    private final List<String> javaFlags;
    private final String className;
    private final Path directory;

    /**
     * @param javaFlags arguments for {@code java}, class path included
     * @param className target
     * @param directory of its files; made if missing
     */
    FuzzProcess(final List<String> javaFlags, final String className, final Path directory) {
        this.javaFlags = List.copyOf(javaFlags);
        this.className = className;
        this.directory = directory.toAbsolutePath();
    }

    /** Adds an input to start from. */
    void seed(final String name, final byte[] input) {
        write(corpus().resolve(name), input);
    }

    /** Runs for so long, or until something is found. */
    FuzzResult run(final Duration duration) {
        final List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        final Path quiet = directory.resolve("logback.xml");
        write(quiet, QUIET_LOG.getBytes(StandardCharsets.US_ASCII));
        command.addAll(javaFlags);
        command.addAll(List.of(HEAP, "-XX:+UseSerialGC", "-Djava.awt.headless=true", "-Dlogback.configurationFile=" + quiet, MAIN,
            "--target_class=" + className, "--instrumentation_includes=" + INSTRUMENTED,
            "--custom_hook_includes=" + INSTRUMENTED, "--reproducer_path=" + directory,
            "-artifact_prefix=" + directory + "/", "-timeout=" + INPUT_SECONDS_MAX, "-rss_limit_mb=" + RSS_MAX_MB,
            "-max_total_time=" + Math.max(1, duration.toSeconds()), "-print_final_stats=1", corpus().toString()));
        final ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
            .redirectErrorStream(true).redirectOutput(log().toFile());
        try {
            final Process process = builder.start();
            final Thread killer = new Thread(process::destroyForcibly, "fuzz-killer");
            Runtime.getRuntime().addShutdownHook(killer);
            try {
                final boolean hasEnded = process.waitFor(duration.plus(GRACE).toSeconds(), TimeUnit.SECONDS);
                process.destroyForcibly().waitFor();
                return FuzzResult.of(hasEnded ? process.exitValue() : -1, Files.readAllLines(log(),
                    StandardCharsets.ISO_8859_1), findings());
            } finally {
                process.destroyForcibly();
                Runtime.getRuntime().removeShutdownHook(killer);
            }
        } catch (final IOException e) {
            throw new BenchFailure(BenchFailure.COULD_NOT_START, "cannot run the fuzzer in " + directory + ": " + e, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure(BenchFailure.FAILED, "interrupted", e);
        }
    }

    Path log() {
        return directory.resolve("log");
    }

    private Path corpus() {
        return directory.resolve("corpus");
    }

    private List<Path> findings() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> Stream.of(FINDINGS).anyMatch(file.getFileName().toString()::startsWith))
                .sorted().toList();
        }
    }

    private static void write(final Path file, final byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }
}
