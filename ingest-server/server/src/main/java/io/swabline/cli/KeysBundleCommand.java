package io.swabline.cli;

import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.CutoffLogException;
import io.swabline.protocol.trust.CutoffLogSnapshot;
import io.swabline.protocol.trust.TrustBundle;
import io.swabline.protocol.trust.TrustBundleException;
import io.swabline.protocol.trust.TrustBundleMaker;
import io.swabline.protocol.trust.TrustedKey;
import java.io.IOException;
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
    "Superseded codes are known from the data directory that --data or the configuration names.",
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
        description = "where to write it; replaces a file (default: ${DEFAULT-VALUE})")
    private Path out;
    @Option(
        names = "--above", paramLabel = "COUNTER",
        description = "raise the counter above this one, of a bundle that terminals have had, after a restore from a backup")
    private Long above;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        keys.load();
        keys.requireItsOwn();
        final Path data = keys.dataDirectoryOrNull();
        final long nowMs = System.currentTimeMillis();
        final byte[] bytes;
        final CutoffLogSnapshot cutoffs;
        try {
            cutoffs = data == null ? new CutoffLogSnapshot(new long[0], 0, 0) : CutoffLogSnapshot.read(data, nowMs);
            bytes = TrustBundleMaker.make(rootedKeys(), cutoffs.shortHashes(), cutoffs.highestSequence(), nowMs);
        } catch (final CutoffLogException e) {
            throw CommandFailure.usage(e.getMessage(), e);
        } catch (final TrustBundleException e) {
            throw CommandFailure.checkFailed(e.getMessage());
        }
        write(bytes);
        print(TrustBundle.read(bytes), bytes.length, data != null);
        if (cutoffs.damagedRecords() > 0) {
            throw CommandFailure.checkFailed(cutoffs.damagedRecords() + " records of the cut-off log are damaged, and the codes "
                + "that they superseded are missing in the bundle: start the server, which reads them again from the registry");
        }
        return ExitCode.OK;
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
        if (Files.isDirectory(out)) {
            throw CommandFailure.usage("--out " + out + " is a directory: name a file in it");
        }
        final Path fresh = out.resolveSibling("." + out.getFileName() + ".fresh");
        Files.write(fresh, bytes);
        Files.setPosixFilePermissions(fresh, FOR_EVERYBODY);
        Files.move(fresh, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void print(final TrustBundle bundle, final int length, final boolean isSupersededKnown) {
        final Console console = Swabline.consoleOf(spec);
        final Instant madeAt = Instant.ofEpochMilli(bundle.madeAtMs());
        if (format == OutputFormat.JSON) {
            Json.printLine(console.out(), json -> {
                json.writeStringField("file", out.toString());
                json.writeNumberField("bytes", length);
                json.writeNumberField("counter", bundle.counter());
                json.writeStringField("made_at", madeAt.toString());
                json.writeStringField("root", bundle.rootFingerprint().toString());
                json.writeNumberField("superseded", bundle.supersededCount());
                json.writeBooleanField("superseded_known", isSupersededKnown);
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
        console.out().println("trust bundle " + out + ", " + length + " bytes");
        console.out().println("  counter           " + bundle.counter());
        console.out().println("  made at           " + madeAt);
        console.out().println("  root key          " + bundle.rootFingerprint());
        console.out().println("  keys              "
            + bundle.keys().stream().map(key -> key.id() + " " + status(key)).collect(Collectors.joining(", ")));
        console.out().println("  superseded codes  " + (isSupersededKnown
            ? bundle.supersededCount() : "not known: name the server's data directory with --data"));
    }

    private static String status(final TrustedKey key) {
        return key.status().name().toLowerCase(Locale.ROOT);
    }
}
