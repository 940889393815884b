package io.swabline.benchmarks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every target on its seeds and on every input that was ever found to break it; those lie in src/test/resources/fuzz. */
class FuzzSeedsTest {
    private static final Path FOUND = Path.of("src/test/resources/fuzz");

    @TestFactory
    Stream<DynamicTest> shouldHoldForSeedsAndFoundInputs() throws IOException {
        final List<DynamicTest> tests = new ArrayList<>();
        for (final FuzzTarget target : FuzzTarget.values()) {
            int number = 0;
            for (final byte[] seed : target.seeds()) {
                tests.add(DynamicTest.dynamicTest(target.text() + " seed " + number++, () -> target.run(seed)));
            }
            for (final Path file : found(target)) {
                tests.add(DynamicTest.dynamicTest(
                    target.text() + " " + file.getFileName(), () -> target.run(Files.readAllBytes(file))));
            }
        }
        assertThat(tests).hasSizeGreaterThan(FuzzTarget.values().length);
        return tests.stream();
    }

    private static List<Path> found(final FuzzTarget target) throws IOException {
        final Path folder = FOUND.resolve(target.text());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
