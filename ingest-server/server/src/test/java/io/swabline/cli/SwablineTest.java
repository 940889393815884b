package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SwablineTest {
    @TempDir
    private Path dir;

    /** What commands say ends up in tickets. */
    @Test
    void shouldNeverRepeatThePasswordOfARegistryUrl(@TempDir final Path dir) throws IOException {
        final String[] urls = {
            "jdbc:postgresql://db.example/s?password=hidden", "jdbc:postgresql://db.example/s?password=a;hidden&ssl=true",
            "jdbc:postgresql://user:hidden@db.example/s", "jdbc:h2:file:/data/registry;PASSWORD=a&hidden",
            "jdbc:mysql://db.example/s?password=hidden", "jdbc:postgresql://bob:p/hidden@db.example/s",
            "jdbc:postgresql://db.example/s?password=a&bhidden", "jdbc:postgresql://db.example/s?pass%77ord=hidden",
            "jdbc:postgresql://db.example:x/s?sslpassword=hidden"};
        for (final String url : urls) {
            final Path unquoted = Files.writeString(dir.resolve("unquoted.conf"), "registry.url = " + url + "\n");
            final Path unclosed = Files.writeString(dir.resolve("unclosed.conf"), "registry.url = \"" + url + "\n");
            for (final CommandRun run : new CommandRun[] {
                CommandRun.of("config", "print", "--set", "registry.url=" + url),
                CommandRun.of("config", "check", "--set", "registry.url=" + url),
                CommandRun.of("config", "check", "--set", "registry.ur=" + url), CommandRun.of("config", "check", "--set", url),
                CommandRun.of("config", "check", "registry.url=" + url), CommandRun.of("config", "check", "--config", url),
                CommandRun.of("config", "check", "--config", unquoted), CommandRun.of("config", "check", "--config", unclosed)}) {
                assertThat(run.out() + run.err()).as(url).doesNotContain("hidden");
            }
        }
    }

    @Test
    void shouldExplainEachCommandAndItsExitCodes() {
        final List<List<String>> commands = new ArrayList<>();
        collect(Swabline.commandLine(Console.ofProcess(), StopSignal.byHand()), new ArrayList<>(), commands);

        assertThat(commands).hasSizeGreaterThan(10);
        for (final List<String> command : commands) {
            final List<String> arguments = new ArrayList<>(command);
            arguments.add("--help");
            final CommandRun run = CommandRun.of(arguments.toArray());
            assertThat(run.exitCode()).as("%s", arguments).isZero();
            assertThat(run.out()).as("%s", arguments).contains("Usage: swabline", "Exit codes:")
                .doesNotContain("<arg", "<format>");
        }
    }

    @Test
    void shouldTellItsVersion() {
        assertThat(CommandRun.of("--version").out()).startsWith("swabline ");
        assertThat(CommandRun.of("code", "issue", "--version").exitCode()).isZero();
    }

    @Test
    void shouldAnswerMistakesWithOneLine() {
        for (final String[] args : new String[][] {
            {}, {"code"}, {"keys"}, {"config"}, {"bogus"}, {"code", "issue", "--bogus"}, {"config", "check", "--config", "/none"},
            {"config", "print", "--format", "yaml"}}) {
            final CommandRun run = CommandRun.of((Object[]) args);
            assertThat(run.exitCode()).as("%s", List.of(args)).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).as("%s", List.of(args)).hasLineCount(1).startsWith("swabline: ");
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void shouldSayWhatAMisspeltWordMayMean() {
        assertThat(CommandRun.of("serv").err()).contains("no command or option serv; did you mean serve?");
        assertThat(CommandRun.of("station", "sned").err()).contains("did you mean send?");
        assertThat(CommandRun.of("serve", "--prot", "7").err()).contains("no command or option --prot; did you mean --port?");
        assertThat(CommandRun.of("Serve").err()).contains("did you mean serve?");
        assertThat(CommandRun.of("serve", "--Port=7").err()).contains("no command or option --Port; did you mean --port?");
        assertThat(CommandRun.of("config", "check", "--set", "city.people=1").err()).contains("mean city.people-per-day?");
        assertThat(CommandRun.of("config", "check", "--set", "city.person-per-day=1").err())
            .contains("mean city.people-per-day?");
        assertThat(CommandRun.of("config", "check", "--set", "dedup.persons=1").err()).contains("mean dedup.persons-max?");
        assertThat(CommandRun.of("config", "check", "--set", "http.prot=1").err()).contains("mean http.port?");
        assertThat(CommandRun.of("callers", "add", "app", "--scope", "all").err())
            .contains("expected one of [issue, lookup, kinship, names, relations, link] but was 'all'");
        assertThat(CommandRun.of("journal", "stats", "--format", "xml").err()).contains("expected one of [text, json] but was");
        assertThat(CommandRun.of("serve", "-x").err()).contains("no command or option -x ").doesNotContain("did you mean");
    }

    @Test
    void shouldNotRepeatAnIdNumberThatIsInTheWrongPlace() {
        final String id = "11010519491231002X";
        for (final String[] args : new String[][] {
            {"keys", "show", id}, {"keys", "withdraw", id}, {"stations", "add", id}, {"station", "send", "--port", id},
            {"code", "verify", "--at", id}, {"serve", "--prot=" + id}}) {
            final CommandRun run = CommandRun.of((Object[]) args);
            assertThat(run.exitCode()).as("%s", List.of(args)).isEqualTo(ExitCode.USAGE);
            assertThat(run.out() + run.err()).as("%s", List.of(args)).doesNotContain(id);
        }
    }

    @Test
    void shouldSayInPlainWordsWhatIsWrongWithATimeOrAFile() {
        assertThat(CommandRun.of("code", "verify", "--at", "noon").err())
            .contains("'noon' is no time such as 2022-04-16T08:00:00Z").doesNotContain("java.");
        assertThat(CommandRun.of("journal", "tail", "--from-time", "noon").err()).doesNotContain("java.");
        assertThat(CommandRun.of("station", "send", "--timeout", "5").err()).contains("'5' is no time with its unit");
        final Path keys = dir.resolve("keys.properties");
        CommandRun.of("keys", "init", "--keys", keys);
        final Path image = dir.resolve("no/a.png");
        assertThat(CommandRun.of("code", "issue", "--keys", keys, "--id", "11010519491231002X", "--out", image).err())
            .contains("a.png: no such file or directory");
    }

    @Test
    void shouldPrintSettingsWithTheirOrigin() throws IOException {
        final Path file = Files.writeString(dir.resolve("a.conf"), "pool.size = 3");
        final CommandRun printed = CommandRun.of("config", "print", "--config", file);

        assertThat(printed.outLines()).hasSize(SettingSources.defaults().keys().size());
        assertThat(printed.out())
            .containsPattern("pool.size = 3 +# .*a.conf: 1")
            .containsPattern("listen.port = 7221 +# default")
            .containsPattern("dedup.persons-max = 26666667 +# auto, from the city \\(default\\)")
            .containsPattern("streams.max = 66667 +# auto, from the city");
        assertThat(CommandRun.of("config", "print", "--format", "json").out())
            .contains("{\"key\":\"listen.port\",\"value\":\"7221\",\"origin\":\"default\"}");
        final CommandRun checked = CommandRun.of("config", "check", "--config", file);
        assertThat(checked.exitCode()).isZero();
        assertThat(checked.out()).contains("memory: at most ", "for a city that samples 5,000,000 people a day. A person "
            + "stays in the table for 84 h.");
        assertThat(CommandRun.of("config", "check", "--format", "json").out())
            .contains("\"people_a_day_max\":5000000,\"people_remembered_max\":26666667,\"samples_remembered_max\":5333334");
    }

    @Test
    void shouldTakeSettingsFromTheLineAndPrintNoPassword() {
        final CommandRun printed = CommandRun.of("config", "print", "--set", "pool.size=3",
            "--set", "registry.url=jdbc:postgresql://db.example/swabline?user=u&password=hunter2&ssl=true");

        assertThat(printed.out()).containsPattern("pool.size = 3 +# --set").contains("swabline?user=***&password=***&ssl=***")
            .doesNotContain("hunter2");
        assertThat(CommandRun.of("config", "check", "--set", "pool.size=99").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldNameAllThatIsWrongWithTheFilesOfAConfiguration() throws IOException {
        final Path open = Files.writeString(dir.resolve("password"), "secret");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        final Path noCallers = Files.writeString(dir.resolve("callers.conf"), "what is this");
        Files.setPosixFilePermissions(noCallers, PosixFilePermissions.fromString("rw-------"));
        final CommandRun checked = CommandRun.of("config", "check", "--set", "registry.password-file=" + open,
            "--set", "http.callers-file=" + noCallers, "--set", "http.host=0.0.0.0", "--set", "listen.authentication=token",
            "--set", "keys.create-if-missing=false", "--set", "keys.file=" + dir.resolve("none.properties"),
            "--set", "access.stations-file=" + open, "--set", "tls.certificate-file=" + dir.resolve("none.pem"),
            "--set", "tls.private-key-file=" + dir.resolve("none.key"));

        assertThat(checked.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(checked.err()).contains("none.properties", "none.key", "callers.conf", "chmod 600 " + open, "its line 1")
            .doesNotContain("secret", "what is this", "java.");
        assertThat(CommandRun.of("config", "check", "--set", "http.host=0.0.0.0").err()).contains("tls.certificate-file");
        assertThat(CommandRun.of("config", "check", "--set", "http.callers-file=" + dir.resolve("none.conf")).exitCode())
            .isZero();
    }

    @Test
    void shouldOfferCompletionForShells() {
        assertThat(CommandRun.of("generate-completion").out()).contains("complete", "swabline");
    }

    private static void collect(final CommandLine command, final List<String> path, final List<List<String>> all) {
        all.add(List.copyOf(path));
        command.getSubcommands().forEach((name, child) -> {
            final List<String> childPath = new ArrayList<>(path);
            childPath.add(name);
            collect(child, childPath, all);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "No space left on device, 1, 'swabline: results were lost: standard output cannot be written (No space left on device)'",
        "Broken pipe, 0, ''"})
    void shouldSayThatResultsWereLostUnlessNobodyWantsThem(final String reason, final int exitCode, final String said) {
        final OutputStream broken = new OutputStream() {
            @Override
            public void write(final int value) throws IOException {
                throw new IOException(reason);
            }
        };
        final ByteArrayOutputStream err = new ByteArrayOutputStream();

        final int actual = Swabline.run(Console.of(InputStream.nullInputStream(), broken, err), StopSignal.byHand(), "--version");

        assertThat(actual).isEqualTo(exitCode);
        assertThat(err.toString(StandardCharsets.UTF_8).trim()).isEqualTo(said);
    }
}
