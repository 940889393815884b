package io.swabline.cli;

import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.CutoffLogException;
import io.swabline.protocol.trust.CutoffLogSnapshot;
import io.swabline.protocol.trust.TrustBundle;
import io.swabline.protocol.trust.TrustBundleException;
import io.swabline.protocol.trust.TrustBundleMaker;
import io.swabline.protocol.trust.TrustedKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swabline keys bundle}: writes the trust bundle that terminals without a network judge codes by. No secret is in it. */
@Command(name = "bundle", description = {
    "Write the signed trust bundle for terminals: public keys, superseded codes, no secret.",
    "Superseded codes are read in the server's data directory; without it no bundle is made, for terminals would take them.",
    "The same as GET /v1/trust-bundle of a running server gives. Reads the data directory also while a server writes it."})
final class KeysBundleCommand implements Callable<Integer> {
    /** It holds nothing secret, and web servers and terminals are to read it, whatever the umask. */
    private static final Set<PosixFilePermission> FOR_EVERYBODY = PosixFilePermissions.fromString("rw-r--r--");

    @Spec
    private CommandSpec spec;
    @Mixin
    private KeysToChange keys;
    @Option(
        names = "--out", paramLabel = "FILE", defaultValue = "trust-bundle",
        description = "where to write it; replaces a file (default: ${DEFAULT-VALUE}); " + StandardOutput.HELP
            + ", and what is said of the bundle goes to standard error")
    private Path out;
    @Option(
        names = "--above", paramLabel = "COUNTER",
        description = "raise the counter above this one, of a bundle that terminals have had, after a restore from a backup")
    private Long above;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        keys.requireItsOwn();
        keys.load();
        final long nowMs = System.currentTimeMillis();
        final CutoffLogSnapshot cutoffs = supersededCodes(nowMs);
        try {
            final byte[] bytes =
                TrustBundleMaker.make(rootedKeys(), cutoffs.shortHashes(), cutoffs.highestSequence(), nowMs);
            write(bytes);
            print(TrustBundle.read(bytes), bytes.length);
        } catch (final TrustBundleException e) {
            throw CommandFailure.checkFailed(e.getMessage());
        }
        return ExitCode.OK;
    }

    /** All of them or a failure: a terminal takes a code for valid that its newest bundle does not name. */
    private CutoffLogSnapshot supersededCodes(final long nowMs) {
        final CutoffLogSnapshot cutoffs;
        try {
            cutoffs = CutoffLogSnapshot.read(keys.dataDirectory(), nowMs);
        } catch (final CutoffLogException e) {
            throw CommandFailure.usage("no bundle was written, for it is not known which codes are superseded: " + e.getMessage()
                + "; name the server's configuration with --config or its data directory with --data", e);
        }
        if (cutoffs.damagedRecords() > 0) {
            throw CommandFailure.checkFailed("no bundle was written, for it is not known which codes are superseded: "
                + cutoffs.damagedRecords() + " records of the cut-off log in " + keys.dataDirectory()
                + " are damaged; start the server, which reads them again from the registry");
        }
        return cutoffs;
    }

    private SamplingKeys rootedKeys() {
        try {
            return above == null ? SamplingKeys.withRoot(keys.file()) : SamplingKeys.withRevisionAbove(keys.file(), above);
        } catch (final IllegalArgumentException e) {
            throw CommandFailure.usage("--above: " + e.getMessage(), e);
        }
    }

    /** Whoever fetches the file meanwhile gets the old bundle or the new one, whole. */
    private void write(final byte[] bytes) throws IOException {
        if (StandardOutput.isMeant(out)) {
            Swabline.consoleOf(spec).out().writeBytes(bytes);
            return;
        }
        if (Files.isDirectory(out)) {
            throw CommandFailure.usage("--out " + out + " is a directory: name a file in it");
        }
        final Path fresh = out.resolveSibling("." + out.getFileName() + ".fresh");
        Files.write(fresh, bytes);
        Files.setPosixFilePermissions(fresh, FOR_EVERYBODY);
        Files.move(fresh, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void print(final TrustBundle bundle, final int length) {
        final Console console = Swabline.consoleOf(spec);
        final PrintStream report = StandardOutput.isMeant(out) ? console.err() : console.out();
        final Instant madeAt = Instant.ofEpochMilli(bundle.madeAtMs());
        if (format == OutputFormat.JSON) {
            Json.printLine(report, json -> {
                json.writeStringField("file", out.toString());
                json.writeNumberField("bytes", length);
                json.writeNumberField("counter", bundle.counter());
                json.writeStringField("made_at", madeAt.toString());
                json.writeStringField("root", bundle.rootFingerprint().toString());
                json.writeNumberField("superseded", bundle.supersededCount());
                // For programs that read it; a bundle that does not know them is not made.
                json.writeBooleanField("superseded_known", true);
                json.writeArrayFieldStart("keys");
                for (final TrustedKey key : bundle.keys()) {
                    json.writeStartObject();
                    json.writeNumberField("key", key.id());
                    json.writeStringField("status", status(key));
                    json.writeEndObject();
                }
                json.writeEndArray();
            });
            return;
        }
        report.println("trust bundle " + out + ", " + length + " bytes");
        report.println("  counter           " + bundle.counter());
        report.println("  made at           " + madeAt);
        report.println("  root key          " + bundle.rootFingerprint());
        report.println("  keys              "
            + bundle.keys().stream().map(key -> key.id() + " " + status(key)).collect(Collectors.joining(", ")));
        report.println("  superseded codes  " + bundle.supersededCount());
    }

    private static String status(final TrustedKey key) {
        return key.status().name().toLowerCase(Locale.ROOT);
    }
}
