package io.swabline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the threat model says of attackers who cannot do something is held by tests that are there. */
class ThreatModelTest {
    private static final Path PAGE = Path.of("../docs/threat-model.md");
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]*Test)(?:\\.(should[A-Za-z0-9]*))?`");
    private static final List<String> MODULES = List.of("protocol", "journal", "issuer", "station", "server", "../benchmarks");

    @Test
    void shouldNameOnlyTestsThatAreThere() throws IOException {
        final Map<String, StringBuilder> tests = tests();
        int named = 0;
        for (final Matcher name = NAMED.matcher(Files.readString(PAGE)); name.find(); named++) {
            assertThat(tests.keySet()).as("test classes").contains(name.group(1));
            if (name.group(2) != null) {
                assertThat(tests.get(name.group(1)).toString()).contains("void " + name.group(2) + "(");
            }
        }
        assertThat(named).isGreaterThan(40);
    }

    /** Sources by class name; some names are those of two classes. */
    private static Map<String, StringBuilder> tests() throws IOException {
        final Map<String, StringBuilder> tests = new HashMap<>();
        for (final String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                files.filter(file -> file.toString().endsWith("Test.java")).forEach(file -> {
                    final String name = file.getFileName().toString().replace(".java", "");
                    tests.computeIfAbsent(name, any -> new StringBuilder()).append(read(file));
                });
            }
        }
        return tests;
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
