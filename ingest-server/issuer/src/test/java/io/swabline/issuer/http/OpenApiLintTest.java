package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code redocly lint} finds nothing in the OpenAPI file with its recommended rules. npm fetches the linter in one version,
 * whose hash is compared before it runs. Skipped where npm is missing, cannot fetch it, or Node.js is too old for it.
 */
@Tag("slow")
class OpenApiLintTest {
    private static final String LINTER = "@redocly/cli@2.77.0";
    private static final String LINTER_HASH =
        "sha512-XUa4hURDWLPG9WukIXo+UBqa9VpeTndmLI5PHu9QDkwtwH990Jsgz9nl2m1pZjsWrKFPP7avn6etRxxDbuD2Bg==";
    private static final int TIMEOUT_SECONDS = 120;

    @TempDir
    private static Path dir;

    /** Fetches the linter, a package without others; npm keeps what it fetched before. */
    @BeforeAll
    static void fetch() throws Exception {
        assumeTrue(isCommand("node") && isCommand("npm"),
            "node or npm is missing: install nodejs and npm to lint the OpenAPI file");
        final int exitCode = run(dir.resolve("npm.txt"), "npm", "install", "--prefix", dir.toString(), "--ignore-scripts",
            "--engine-strict", "--no-audit", "--no-fund", "--prefer-offline", LINTER);
        assumeTrue(exitCode == 0, "npm cannot install " + LINTER + ": " + Files.readString(dir.resolve("errors.txt")));
        assertThat(Files.readString(dir.resolve("package-lock.json"))).as("the hash of %s", LINTER).contains(LINTER_HASH);
    }

    @Test
    void shouldPassTheLinterWithoutErrorsAndWarnings() throws Exception {
        final Map<String, Object> result = lint(ApiEndpoints.class.getResourceAsStream("openapi.yaml").readAllBytes());
        assertThat(result.get("problems")).as("what the linter found").isEqualTo(List.of());
    }

    /** A linter that finds nothing anywhere would be no check. */
    @Test
    void shouldFindWhatIsWrong() throws Exception {
        final byte[] file = ApiEndpoints.class.getResourceAsStream("openapi.yaml").readAllBytes();
        final String good = new String(file, StandardCharsets.UTF_8);
        final String bad = good.replace("      operationId: getCode\n", "").replace("  /pages:\n", "  /pages/:\n");
        final Map<String, Object> totals = OpenApiFile.map(lint(bad.getBytes(StandardCharsets.UTF_8)).get("totals"));
        assertThat(totals).containsEntry("errors", 1).containsEntry("warnings", 1);
    }

    private static Map<String, Object> lint(final byte[] file) throws Exception {
        final Path yaml = Files.write(dir.resolve("openapi.yaml"), file);
        final Path report = dir.resolve("report.json");
        run(report, dir.resolve("node_modules/.bin/redocly").toString(), "lint", "--format=json", yaml.toString());
        return new Yaml().load(Files.readString(report));
    }

    private static boolean isCommand(final String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Runs a command in the test's folder, its output in that file. */
    private static int run(final Path output, final String... command) throws IOException, InterruptedException {
        final ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile()).redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile()).redirectError(dir.resolve("errors.txt").toFile());
        builder.environment().putAll(Map.of("REDOCLY_TELEMETRY", "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"));
        final Process process = builder.start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(command[0] + " did not end within " + TIMEOUT_SECONDS + " s");
        }
        return process.exitValue();
    }
}
