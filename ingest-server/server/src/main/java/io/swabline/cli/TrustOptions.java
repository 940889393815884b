package io.swabline.cli;

import io.swabline.protocol.trust.Fingerprint;
import io.swabline.protocol.trust.TrustBundle;
import io.swabline.protocol.trust.TrustBundleDescriptor;
import io.swabline.station.trust.Adoption;
import io.swabline.station.trust.BundleWarning;
import io.swabline.station.trust.OfflineJudge;
import io.swabline.station.trust.TrustException;
import io.swabline.station.trust.TrustStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options by which a command trusts a bundle as a terminal does; what it trusts is kept for the next time. */
final class TrustOptions {
    @Option(
        names = "--bundle", paramLabel = "FILE",
        description = "a trust bundle, from 'swabline keys bundle' or GET /v1/trust-bundle; remembered for the next time")
    private Path bundle;
    @Option(
        names = "--root", paramLabel = "FINGERPRINT",
        description = "the root key that the bundle must have, as 'swabline keys show' prints it; replaces one that was pinned")
    private String root;
    @Option(
        names = "--trust", paramLabel = "DIR",
        description = "where the newest bundle is kept (default: ~/.swabline/trust); alone: judge by what is there")
    private Path directory;
    @Option(
        names = "--stale-after", paramLabel = "DURATION", defaultValue = "24h",
        description = "warn when the bundle is older (default: ${DEFAULT-VALUE})")
    private Duration staleAfter;

    /**
     * What codes are judged by.
     *
     * @param judge    the judge
     * @param bundle   null if it is the key file
     * @param warnings of the bundle
     */
    record Trusted(OfflineJudge judge, TrustBundle bundle, Set<BundleWarning> warnings) {
        static Trusted byKeyFile(final OfflineJudge judge) {
            return new Trusted(judge, null, Set.of());
        }
    }

    boolean isGiven() {
        return bundle != null || directory != null || root != null;
    }

    /** Takes the bundle that is offered, if any, and says what staff should know; a failure if it is refused. */
    Trusted load(final Console console, final Instant now) {
        final TrustStore store = new TrustStore(state());
        try {
            if (bundle != null) {
                report(console, store.offer(readBundle(), fingerprint(), now.toEpochMilli()), store);
            }
            final TrustBundle newest = store.bundle();
            if (newest == null) {
                throw CommandFailure.usage("no trust bundle in " + state() + " yet: offer one with --bundle");
            }
            requireRoot(newest);
            if (!store.remembersHighest()) {
                console.err().println("swabline: warning: " + state() + " has no memory of the newest bundle (highest-bundle is "
                    + "missing or damaged), so an older one may have taken its place: offer the newest one with --bundle");
            }
            final Set<BundleWarning> warnings = BundleWarning.of(newest, now.toEpochMilli(), staleAfter);
            warnings.forEach(warning -> console.err().println(
                "swabline: " + warning.advice() + " (made at " + Instant.ofEpochMilli(newest.madeAtMs()) + ")"));
            return new Trusted(OfflineJudge.of(newest), newest, warnings);
        } catch (final TrustException e) {
            throw e.reason() == TrustException.Reason.STATE_UNUSABLE
                ? CommandFailure.usage(e.getMessage(), e) : CommandFailure.checkFailed(advised(e));
        }
    }

    private void requireRoot(final TrustBundle newest) {
        if (root != null && !newest.rootFingerprint().equals(fingerprint())) {
            throw CommandFailure.checkFailed("the bundle kept is of root key " + newest.rootFingerprint()
                + ", not of the one asked for: offer a bundle of that one with --bundle");
        }
    }

    private String advised(final TrustException e) {
        return e.getMessage() + switch (e.reason()) {
            case OTHER_ROOT -> e.isOfState() ? "" : " (--root)";
            case ROLL_BACK -> e.isOfState() ? "" : "; or leave --bundle out and judge by the one kept (--trust " + state() + ")";
            default -> "";
        };
    }

    private Path state() {
        return directory == null ? Path.of(System.getProperty("user.home"), ".swabline", "trust") : directory;
    }

    private static void report(final Console console, final Adoption adoption, final TrustStore store) {
        if (adoption == Adoption.PINNED || adoption == Adoption.REPINNED) {
            console.err().println("swabline: from now on bundles of root key " + store.bundle().rootFingerprint()
                + " are trusted here; compare it with what 'swabline keys show' prints on the server");
        }
    }

    private Fingerprint fingerprint() {
        try {
            return root == null ? null : Fingerprint.parse(root);
        } catch (final IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage(), e);
        }
    }

    private byte[] readBundle() {
        if (!Files.isRegularFile(bundle)) {
            throw CommandFailure.usage("no file " + bundle);
        }
        try (InputStream in = Files.newInputStream(bundle)) {
            return in.readNBytes(TrustBundleDescriptor.LENGTH_MAX + 1);
        } catch (final IOException e) {
            throw CommandFailure.usage("cannot read " + bundle + ": " + e.getMessage(), e);
        }
    }
}
