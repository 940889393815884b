package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.CutoffLog;
import io.swabline.protocol.trust.Fingerprint;
import io.swabline.protocol.trust.ShortHash;
import io.swabline.protocol.trust.TrustBundleMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustCommandsTest {
    private static final String ID_NUMBER = "11010519491231002X";

    @TempDir
    private Path dir;
    private Path keys;
    private Path bundle;
    private Path trust;
    /** Of a server that ran once. */
    private Path data;

    @BeforeEach
    void makeKeys() {
        keys = dir.resolve("keys.properties");
        bundle = dir.resolve("bundle");
        trust = dir.resolve("trust");
        data = dir.resolve("data");
        CutoffLog.open(data, 0, cutoff -> { }).close();
        assertThat(CommandRun.of("keys", "init", "--keys", keys).exitCode()).isZero();
    }

    @Test
    void shouldShowKeysAndRootWithoutChangingAnything() throws IOException {
        CommandRun.of("keys", "rotate", "--keys", keys);
        final String before = Files.readString(keys);
        final CommandRun text = CommandRun.of("keys", "show", "--keys", keys);
        final CommandRun json = CommandRun.of("keys", "show", "--keys", keys, "--format", "json");

        assertThat(text.out()).contains("root key  " + root()).containsPattern("revision +2").containsPattern("key 1 +previous");
        assertThat(json.outLines()).hasSize(1);
        assertThat(json.out()).contains("\"revision\":2", "\"root\":\"" + root(), "{\"key\":2,\"status\":\"current\"");
        assertThat(keys).hasContent(before);
        assertThat(CommandRun.of("keys", "show", "--keys", dir.resolve("none")).err()).contains("swabline keys init");
    }

    @Test
    void shouldWriteABundleAndSayWhatIsInIt() {
        final CommandRun text = bundle();
        final CommandRun json = bundle("--format", "json");

        assertThat(text.exitCode()).isZero();
        assertThat(text.out())
            .contains("root key          " + root(), "keys              1 current", "superseded codes  0");
        assertThat(bundle).isRegularFile().hasSize(72 + 48 + 64);
        assertThat(json.out()).contains("\"counter\":1", "\"superseded\":0", "\"superseded_known\":true");
        assertThat(bundleTo(dir).err()).contains("is a directory").hasLineCount(1);
        assertThat(bundleTo(dir.resolve("no/such/dir")).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldVerifyByABundleAndRememberIt() {
        bundle();
        final String code = issue();
        final CommandRun first = verify(code);

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("argument 1: valid");
        assertThat(first.err()).contains("from now on bundles of root key " + root());
        final CommandRun second = CommandRun.withInput(code + "\n", "code", "verify", "--trust", trust, "--format", "json");
        assertThat(second.exitCode()).isZero();
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).contains("\"verdict\":\"VALID\"", "\"bundle_counter\":1", "\"warnings\":[]");
    }

    @Test
    void shouldTellWithdrawnKeysAndKeysItDoesNotKnow() {
        bundle();
        final String old = issue();
        CommandRun.of("keys", "withdraw", 1, "--keys", keys);
        final String newer = issue();

        assertThat(verify(old).exitCode()).as("the old bundle does not know").isZero();
        final CommandRun unknown = verify(newer);
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(unknown.out()).contains("UNKNOWN_KEY", "fetch a new trust bundle");
        bundle();
        assertThat(verify(old).out()).contains("KEY_WITHDRAWN");
        assertThat(verify(newer).exitCode()).isZero();
    }

    @Test
    void shouldTellSupersededCodes() throws IOException {
        final String lost = issue("--issued-at", Instant.now().minusSeconds(3_600).toString());
        final String newer = issue();
        final SamplingCode code = SamplingCode.parse(lost);
        final SamplingKeys loaded = SamplingKeys.load(keys);
        Files.write(bundle, TrustBundleMaker.make(loaded, List.of(new Cutoff(1, 0, code.expiresAtEpochSeconds(),
            loaded.pseudonyms().of(ID_NUMBER), 1, ShortHash.of(code))), System.currentTimeMillis()));

        assertThat(verify(lost).out()).contains("SUPERSEDED");
        assertThat(verify(newer).exitCode()).isZero();
        assertThat(CommandRun.of("code", "verify", "--bundle", bundle, "--trust", trust, "--at",
            Instant.now().plus(Duration.ofDays(31)), lost).out()).contains("EXPIRED");
    }

    @Test
    void shouldReadSupersededCodesOfADataDirectoryInUse() {
        final String lost = issue();
        final SamplingCode code = SamplingCode.parse(lost);
        try (CutoffLog log = CutoffLog.open(data, 0, cutoff -> { })) {
            log.append(List.of(new Cutoff(7, 0, code.expiresAtEpochSeconds(),
                SamplingKeys.load(keys).pseudonyms().of(ID_NUMBER), 1, ShortHash.of(code))));
            final CommandRun made = bundle();

            assertThat(made.exitCode()).isZero();
            assertThat(made.out()).containsPattern("counter +8").containsPattern("superseded codes +1");
            assertThat(verify(lost).out()).contains("SUPERSEDED");
        }
    }

    /** A terminal that took such a bundle would find superseded codes valid again. */
    @Test
    void shouldMakeNoBundleWhereSupersededCodesAreNotKnown() throws IOException {
        final Path none = dir.resolve("none");
        final String before = Files.readString(keys);
        for (final CommandRun run : List.of(
            CommandRun.of("keys", "bundle", "--keys", keys, "--out", bundle),
            CommandRun.of("keys", "bundle", "--keys", keys, "--out", bundle, "--above", 5),
            CommandRun.of("keys", "bundle", "--keys", keys, "--out", bundle, "--data", none))) {
            assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCode.USAGE);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("no bundle was written", "does not exist", "--config", "--data").hasLineCount(1);
        }
        assertThat(bundle).doesNotExist();
        assertThat(keys).hasContent(before);
    }

    @Test
    void shouldWriteABundleToStandardOutput() {
        final CommandRun run = bundleTo(Path.of("-"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).startsWith("trust bundle -, 184 bytes").contains("root key          " + root());
        assertThat(run.out()).startsWith("SWABTRST").doesNotContain("root key");
        assertThat(Path.of("-")).doesNotExist();
    }

    /** As in the directory where the server was started without any option. */
    @Test
    void shouldFindTheDefaultDataDirectoryOfTheServer() throws IOException {
        final String lost = supersede();
        final Path defaults = Path.of("data").toAbsolutePath();
        assertThat(defaults).doesNotExist();
        Files.createSymbolicLink(defaults, data);
        try {
            assertThat(CommandRun.of("keys", "bundle", "--keys", keys, "--out", bundle).out())
                .containsPattern("superseded codes +1");
        } finally {
            Files.delete(defaults);
        }
        assertThat(verify(lost).out()).contains("SUPERSEDED");
    }

    @Test
    void shouldKeepTheFormerBundleWhereTheLogOfSupersededCodesIsDamaged() throws IOException {
        supersede();
        supersede();
        supersede();
        assertThat(bundle().exitCode()).isZero();
        final byte[] former = Files.readAllBytes(bundle);
        final Path log = data.resolve(CutoffLog.FILE_NAME);
        final byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);

        final CommandRun run = bundle();
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(run.err()).contains("no bundle was written", "damaged", "start the server").hasLineCount(1);
        assertThat(bundle).hasBinaryContent(former);
    }

    /** One person has a new code issued; the old one is returned. */
    private String supersede() {
        final String lost = issue();
        final SamplingCode code = SamplingCode.parse(lost);
        try (CutoffLog log = CutoffLog.open(data, 0, cutoff -> { })) {
            log.append(List.of(new Cutoff(log.completeThrough() + 1, 0, code.expiresAtEpochSeconds(),
                SamplingKeys.load(keys).pseudonyms().of(ID_NUMBER), 1, ShortHash.of(code))));
        }
        return lost;
    }

    @Test
    void shouldRefuseAnOlderBundleAndSayWhatToDo() throws IOException {
        bundle();
        final byte[] older = Files.readAllBytes(bundle);
        CommandRun.of("keys", "rotate", "--keys", keys);
        bundle();
        final String code = issue();
        assertThat(verify(code).exitCode()).isZero();
        Files.write(bundle, older);
        final CommandRun refused = verify(code);

        assertThat(refused.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("older than one", "fetch the newest one").hasLineCount(1);
    }

    @Test
    void shouldRaiseTheCounterAboveOneThatTerminalsHaveHad() {
        final CommandRun raised = bundle("--above", 500);

        assertThat(raised.out()).containsPattern("counter +501");
        assertThat(bundle().out()).as("from now on").containsPattern("counter +501");
        assertThat(bundle("--above", -1).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldRefuseAnotherRootUnlessItIsNamed() {
        bundle();
        final String code = issue();
        verify(code);
        final String before = root();
        final CommandRun renewed = CommandRun.of("keys", "new-root", "--keys", keys);
        assertThat(renewed.exitCode()).isZero();
        assertThat(renewed.out()).contains("root key").isEqualTo(CommandRun.of("keys", "show", "--keys", keys).out());
        bundle();

        assertThat(verify(code).exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(verify(code).err()).contains(root(), before, "--root").hasLineCount(1);
        assertThat(verify(code, "--root", "0000".repeat(8)).exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(verify(code, "--root", "abc").exitCode()).isEqualTo(ExitCode.USAGE);
        final CommandRun named = verify(code, "--root", root());
        assertThat(named.exitCode()).isZero();
        assertThat(named.err()).contains("from now on bundles of root key " + root());
        assertThat(verify(code).exitCode()).isZero();
        final CommandRun kept = CommandRun.of("code", "verify", "--trust", trust, "--root", before, code);
        assertThat(kept.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(kept.err()).contains("not of the one asked for");
    }

    @Test
    void shouldWarnOfAStaleBundleAndJudgeAllTheSame() throws IOException {
        final long threeDaysAgo = Instant.now().minus(Duration.ofDays(3)).toEpochMilli();
        Files.write(bundle, TrustBundleMaker.make(SamplingKeys.load(keys), List.of(), threeDaysAgo));
        final String code = issue();

        assertThat(verify(code).exitCode()).isZero();
        assertThat(verify(code).err()).contains("the trust bundle is old", "fetch a new one").hasLineCount(1);
        assertThat(verify(code, "--stale-after", "4d").err()).isEmpty();
        assertThat(verify(code, "--format", "json").out()).contains("\"warnings\":[\"stale\"]");
    }

    @Test
    void shouldBelieveNoDamagedState() throws IOException {
        bundle();
        verify(issue());
        Files.write(trust.resolve("trust-bundle"), new byte[300]);
        final CommandRun refused = verify(issue());

        assertThat(refused.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(refused.err()).contains("no longer knows whom to trust").hasLineCount(1);
    }

    @Test
    void shouldExplainMisuse() throws IOException {
        final String code = issue();
        bundle();
        final CommandRun both = verify(code, "--keys", keys);
        final CommandRun none = CommandRun.of("code", "verify", "--trust", trust, code);
        final CommandRun missing = CommandRun.of("code", "verify", "--bundle", dir.resolve("none"), "--trust", trust, code);
        Files.writeString(bundle, "<html>");

        assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(both.err()).contains("not both").hasLineCount(1);
        assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("offer one with --bundle").hasLineCount(1);
        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(missing.err()).contains("no file").hasLineCount(1);
        assertThat(verify(code).exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(verify(code).err()).contains("this is no trust bundle").hasLineCount(1);
    }

    private CommandRun bundle(final Object... more) {
        return bundleTo(bundle, more);
    }

    private CommandRun bundleTo(final Path out, final Object... more) {
        final List<Object> args = new ArrayList<>(List.of("keys", "bundle", "--keys", keys, "--data", data, "--out", out));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }

    private String issue(final Object... more) {
        final List<Object> args = new ArrayList<>(List.of("code", "issue", "--keys", keys, "--id", ID_NUMBER));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray()).outLines().get(0);
    }

    private CommandRun verify(final String code, final Object... more) {
        final Object[] args = new Object[more.length + 7];
        System.arraycopy(new Object[] {"code", "verify", "--bundle", bundle, "--trust", trust}, 0, args, 0, 6);
        System.arraycopy(more, 0, args, 6, more.length);
        args[args.length - 1] = code;
        return CommandRun.of(args);
    }

    private String root() {
        return Fingerprint.of(SamplingKeys.load(keys).root().publicKey()).toString();
    }
}
