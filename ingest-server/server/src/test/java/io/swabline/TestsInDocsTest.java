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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the docs say that a test holds is held by a test that is there. */
class TestsInDocsTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]*Test)(?:\\.(should[A-Za-z0-9]*))?`");
    private static final List<String> MODULES = List.of("protocol", "journal", "issuer", "station", "server", "../benchmarks");

    @ParameterizedTest
    @CsvSource({"threat-model.md, 40", "residents.md, 14"})
    void shouldNameOnlyTestsThatAreThere(final String page, final int namesMin) throws IOException {
        final Map<String, StringBuilder> tests = tests();
        int named = 0;
        for (final Matcher name = NAMED.matcher(Files.readString(DOCS.resolve(page))); name.find(); named++) {
            assertThat(tests.keySet()).as("test classes").contains(name.group(1));
            if (name.group(2) != null) {
                assertThat(tests.get(name.group(1)).toString()).contains("void " + name.group(2) + "(");
            }
        }
        assertThat(named).isGreaterThanOrEqualTo(namesMin);
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
