package io.swabline.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code swabline journal tail --follow} in a process of its own, writing lines of JSON to a file. */
final class TailProcess implements AutoCloseable {
    private final Path output;
    private final Path errors;
    private final Process process;

    TailProcess(final Path directory, final String name, final Path data, final String start) throws IOException {
        output = directory.resolve(name + ".json");
        errors = directory.resolve(name + ".err");
        final List<String> arguments = new ArrayList<>(List.of(
            "journal", "tail", "--follow", "--data", data.toString(), "--format", "json", start));
        process = new ProcessBuilder(Processes.swabline("-Xmx128m", arguments))
            .redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
    }

    long pid() {
        return process.pid();
    }

    /** Whole lines printed so far. */
    List<String> lines() throws IOException {
        final String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Lines printed so far, cheaply. */
    long lineCount() throws IOException {
        try (var lines = Files.lines(output)) {
            return lines.count();
        }
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
    }
}
