package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher against a Java and a Maven that only say how they were called. */
class LauncherTest {
    private static final Path BIN = Path.of("../bin").toAbsolutePath().normalize();
    private static final Path LOADGEN = Path.of("../../loadgen/bin/loadgen").toAbsolutePath().normalize();

    @TempDir
    private Path temp;
    private Path root;
    private Path java;

    @BeforeEach
    void makeFakes() throws IOException {
        root = Files.createDirectories(temp.resolve("a path with spaces"));
        java = Files.createDirectories(root.resolve("jdk"));
        Files.createDirectories(java.resolve("bin"));
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        script(java.resolve("bin/java"), "printf '%s\\n' \"$@\"; exit 42");
        script(java.resolve("bin/javac"), "");
        script(root.resolve("mvn"), "echo built >> '" + root + "/builds'; sleep 0.3\n"
            + "for m in ingest-server/server loadgen; do mkdir -p $m/target/lib; touch $m/target/swabline-x.jar; done");
    }

    @Test
    void shouldStartADistributionFromAnywhereThroughALinkAndHandBackTheExitCode() throws Exception {
        final Path home = distribution();
        final Path link = Files.createSymbolicLink(root.resolve("a link"), home.resolve("bin/swabline"));
        final Run run = run(link, "serve", "--data", "a b");

        assertThat(run.exitCode).isEqualTo(42);
        assertThat(run.out).contains(
            "@" + home + "/bin/java.flags", "@" + home + "/bin/serve.flags", "-Dswabline.home=" + home, home + "/lib/*");
        assertThat(run.out).endsWith("io.swabline.cli.Swabline", "serve", "--data", "a b");
        assertThat(run.out).doesNotContain("@" + home + "/bin/java24.flags");
    }

    @Test
    void shouldLetAProgramMakeFilesForItsUserOnlyWhateverTheUmask() throws Exception {
        final Path home = distribution();
        script(java.resolve("bin/java"), "umask; exit 42");
        final Path shell = root.resolve("shell");
        script(shell, "umask 000; exec '" + home + "/bin/swabline' \"$@\"");

        assertThat(run(shell, "serve").out).containsExactly("0077");
        assertThat(run(shell, "journal", "export").out).containsExactly("0077");
    }

    /** A full disk is known by the words of the system. */
    @ParameterizedTest
    @CsvSource({"LC_ALL, de_DE.UTF-8", "LC_MESSAGES, de_DE.UTF-8", "LANG, de_DE.UTF-8"})
    void shouldHaveTheSystemSpeakEnglishWhateverTheLanguage(final String name, final String language) throws Exception {
        script(java.resolve("bin/java"), "printf '%s\\n' \"all ${LC_ALL-}\" \"messages ${LC_MESSAGES-}\" \"${LC_CTYPE-$LANG}\"");
        final ProcessBuilder builder = builder(System.getenv("PATH"), distribution().resolve("bin/swabline"), "serve");
        List.of("LC_ALL", "LC_MESSAGES", "LC_CTYPE").forEach(builder.environment()::remove);
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().put(name, language);
        final List<String> out = finish(builder.start()).out;

        assertThat(out).startsWith("all ", "messages C");
        assertThat(out).last().as("encodings are left").isEqualTo("LC_MESSAGES".equals(name) ? "C.UTF-8" : language);
    }

    /** Staff are spoken to in the language that the launcher found, before it made the system speak English. */
    @ParameterizedTest
    @CsvSource({"LC_ALL, zh_CN.UTF-8", "LC_MESSAGES, zh_CN.UTF-8", "LANG, zh_CN.UTF-8"})
    void shouldTellTheProgramTheLanguageThatTheUserAskedFor(final String name, final String language) throws Exception {
        script(java.resolve("bin/java"), "printf '%s\\n' \"${SWABLINE_LOCALE-}\"");
        final ProcessBuilder builder = builder(System.getenv("PATH"), distribution().resolve("bin/swabline"), "station");
        List.of("LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG").forEach(builder.environment()::remove);
        builder.environment().put(name, language);

        assertThat(finish(builder.start()).out).containsExactly(language);
    }

    /** The first start makes an archive of classes: by a trial start of the server, then by a second Java that writes it. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:DumpLoadedClassList", "-Xshare:dump"})
    void shouldLeaveNothingBehindWhenTheFirstStartIsEnded(final String step) throws Exception {
        final Path home = distribution();
        final Path begun = root.resolve("begun");
        final Path trials = root.resolve("tmp");
        script(java.resolve("bin/java"), "case \"$*\" in *" + step + "*) echo $$ > '" + begun + ".new'; mv '" + begun
            + ".new' '" + begun + "'; exec sleep 300 ;; *DumpLoadedClassList*) echo 'listening on' ;; esac");
        final Process launcher = start(home.resolve("bin/swabline"), "serve");
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(begun));
        final Optional<ProcessHandle> trial = ProcessHandle.of(Long.parseLong(Files.readString(begun).strip()));
        try {
            launcher.toHandle().destroy();

            assertThat(finish(launcher).exitCode).isEqualTo(128 + 15);
            assertThat(trial.filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(trials).isEmptyDirectory();
            assertThat(home.resolve("lib")).isEmptyDirectory();
        } finally {
            trial.ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void shouldStartTheLoadGeneratorBesideTheLauncher() throws Exception {
        final Run run = run(distribution().resolve("bin/loadgen"), "run", "steady");

        assertThat(run.out).endsWith("io.swabline.loadgen.LoadGenerator", "run", "steady");
        assertThat(run.out).anyMatch(argument -> argument.endsWith("/bin/loadgen.flags"));
    }

    @Test
    void shouldAddFlagsForANewerJavaAndPassOverAnOlderOne() throws Exception {
        final Path home = distribution();
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        assertThat(run(home.resolve("bin/swabline"), "code").out).contains(
            "@" + home + "/bin/java24.flags", "@" + home + "/bin/tools.flags");

        // The fake Java is 8 now: whatever else the machine has is taken, never that one.
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"1.8.0_392\"\n");
        assertThat(run(home.resolve("bin/swabline"), "code").exitCode).isNotEqualTo(42);
    }

    @Test
    void shouldBuildACheckoutOnceForTwoLaunchesAtATimeAndAgainWhenASourceChanged() throws Exception {
        final Path home = checkout();
        final Path launcher = home.resolve("ingest-server/bin/swabline");
        final Process first = start(launcher, "code");
        final Process second = start(launcher, "keys");

        assertThat(finish(first).err + finish(second).err).containsOnlyOnce("building the checkout");
        assertThat(builds()).isEqualTo(1);
        assertThat(run(launcher, "code").out).contains(
            home + "/ingest-server/server/target/*:" + home + "/ingest-server/server/target/lib/*");
        assertThat(builds()).isEqualTo(1);

        final Path source = home.resolve("loadgen/src/main/java/A.java");
        Files.setLastModifiedTime(Files.writeString(source, "changed"), FileTime.from(Instant.now().plusSeconds(5)));
        run(launcher, "code");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void shouldSayWhatFailedAndWhereTheLogIs() throws Exception {
        final Path home = checkout();
        script(root.resolve("mvn"), "echo '[ERROR] A.java: no such thing'; exit 1");
        final Run run = run(home.resolve("ingest-server/bin/swabline"), "code");

        assertThat(run.exitCode).isEqualTo(ExitCode.COULD_NOT_START);
        assertThat(run.err).contains("A.java: no such thing", "the whole log is " + home + "/ingest-server/target/build.log");
        assertThat(run.out).isEmpty();
    }

    @Test
    void shouldInstallMavenWhereItMay() throws Exception {
        final Path tools = toolsWithoutMaven();
        script(tools.resolve("id"), "echo 0");
        script(tools.resolve("apt-cache"), "exit 0");
        Files.move(root.resolve("mvn"), root.resolve("mvn.later"));
        script(tools.resolve("apt-get"), "echo \"$@\" >> '" + root + "/apt'; cp '" + root + "/mvn.later' '" + tools + "/mvn'");
        final Run run = finish(startWith(tools.toString(), checkout().resolve("ingest-server/bin/swabline"), "code"));

        assertThat(run.err).contains("installing what is missing with apt-get: maven", "building the checkout");
        assertThat(Files.readString(root.resolve("apt"))).contains("update -qq", "install -y -qq --no-install-recommends maven");
        assertThat(run.exitCode).isEqualTo(42);
    }

    @Test
    void shouldNameThePackagesWhereItMayNotInstall() throws Exception {
        final Path tools = toolsWithoutMaven();
        Files.delete(root.resolve("mvn"));
        script(tools.resolve("id"), "echo 1000");
        final Run run = finish(startWith(tools.toString(), checkout().resolve("ingest-server/bin/swabline"), "code"));

        assertThat(run.exitCode).isEqualTo(ExitCode.COULD_NOT_START);
        assertThat(run.err).contains("needs maven", "apt-get install maven");
    }

    /** A directory for the PATH with what a plain machine has. */
    private Path toolsWithoutMaven() throws IOException {
        final Path tools = Files.createDirectories(root.resolve("tools"));
        for (final String name : List.of("bash", "sh", "env", "readlink", "dirname", "sed", "find", "head", "tail", "grep",
            "mkdir", "flock", "touch", "sleep", "cat", "cp", "printf")) {
            final Path tool = Stream.of("/usr/bin", "/bin").map(bin -> Path.of(bin, name)).filter(Files::exists).findFirst()
                .orElseThrow();
            script(tools.resolve(name), "exec " + tool + " \"$@\"");
        }
        return tools;
    }

    private Path distribution() throws IOException {
        final Path home = Files.createDirectories(root.resolve("swabline-1.0"));
        Files.createDirectories(home.resolve("lib"));
        copyBin(home.resolve("bin"));
        Files.copy(LOADGEN, home.resolve("bin/loadgen"));
        return home;
    }

    private Path checkout() throws IOException {
        final Path home = Files.createDirectories(root.resolve("checkout"));
        copyBin(home.resolve("ingest-server/bin"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        for (final String module : List.of("ingest-server/server", "loadgen")) {
            Files.writeString(Files.createDirectories(home.resolve(module)).resolve("pom.xml"), "<project/>");
            Files.writeString(
                Files.createDirectories(home.resolve(module).resolve("src/main/java")).resolve("A.java"), "class A {}");
        }
        Files.writeString(Files.createDirectories(home.resolve("benchmarks")).resolve("pom.xml"), "<project/>");
        return home;
    }

    private static void copyBin(final Path target) throws IOException {
        Files.createDirectories(target);
        try (var files = Files.list(BIN)) {
            for (final Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    private static void script(final Path file, final String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private long builds() throws IOException {
        return Files.readAllLines(root.resolve("builds")).size();
    }

    private record Run(int exitCode, List<String> out, String err) {
    }

    private Run run(final Path launcher, final String... args) throws Exception {
        return finish(start(launcher, args));
    }

    private Process start(final Path launcher, final String... args) throws IOException {
        return startWith(System.getenv("PATH"), launcher, args);
    }

    private Process startWith(final String path, final Path launcher, final String... args) throws IOException {
        return builder(path, launcher, args).start();
    }

    private ProcessBuilder builder(final String path, final Path launcher, final String... args) throws IOException {
        final List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        final ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().put("PATH", root + ":" + path);
        builder.environment().put("TMPDIR", Files.createDirectories(root.resolve("tmp")).toString());
        builder.environment().remove("SWABLINE_NO_BUILD");
        builder.environment().remove("SWABLINE_JAVA_OPTS");
        return builder;
    }

    private static Run finish(final Process process) throws Exception {
        final List<String> out = new String(process.getInputStream().readAllBytes()).lines().toList();
        final String err = new String(process.getErrorStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), out, err);
    }
}
