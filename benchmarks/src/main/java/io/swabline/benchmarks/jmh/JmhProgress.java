package io.swabline.benchmarks.jmh;

import io.swabline.benchmarks.report.Progress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Keeps JMH quiet: a line a benchmark for whoever watches; the last of what it printed is kept for the case of a failure. */
final class JmhProgress implements OutputFormat {
    private static final int LINES_KEPT = 40;

    private final Progress progress;
    private final Deque<String> lines = new ArrayDeque<>();

    JmhProgress(final Progress progress) {
        this.progress = progress;
    }

    /** The last lines that JMH and its forks printed. */
    String lastLines() {
        return String.join(System.lineSeparator(), lines);
    }

    private void keep(final String text) {
        for (final String line : text.split("\\R")) {
            if (!line.isBlank()) {
                lines.addLast(line);
            }
        }
        while (lines.size() > LINES_KEPT) {
            lines.removeFirst();
        }
    }

    @Override
    public void startBenchmark(final BenchmarkParams params) {
        final String people = params.getParamsKeys().contains("people") ? ", people " + params.getParam("people") : "";
        progress.say(Piece.of(params.getBenchmark()).text() + people);
    }

    @Override
    public void print(final String text) {
        keep(text);
    }

    @Override
    public void println(final String text) {
        keep(text);
    }

    @Override
    public void verbosePrintln(final String text) {
        keep(text);
    }

    @Override
    public void write(final int character) {
        keep(String.valueOf((char) character));
    }

    @Override
    public void write(final byte[] text) {
        keep(new String(text, StandardCharsets.UTF_8));
    }

    @Override
    public void iteration(final BenchmarkParams params, final IterationParams iteration, final int number) {
        // too much to tell
    }

    @Override
    public void iterationResult(final BenchmarkParams params, final IterationParams iteration, final int number,
        final IterationResult result) {
        // too much to tell
    }

    @Override
    public void endBenchmark(final BenchmarkResult result) {
        // told at the end
    }

    @Override
    public void startRun() {
        // told at the end
    }

    @Override
    public void endRun(final Collection<RunResult> results) {
        // told at the end
    }

    @Override
    public void flush() {
        // nothing is buffered
    }

    @Override
    public void close() {
        // nothing is open
    }
}
