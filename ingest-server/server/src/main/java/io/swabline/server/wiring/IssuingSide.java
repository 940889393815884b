package io.swabline.server.wiring;

import io.swabline.issuer.DeskSettings;
import io.swabline.issuer.JdbcText;
import io.swabline.issuer.RegistryDesk;
import io.swabline.issuer.http.CallersFileException;
import io.swabline.issuer.http.HttpSettings;
import io.swabline.issuer.http.HttpStartException;
import io.swabline.issuer.http.HttpTls;
import io.swabline.issuer.http.IssuerHttp;
import io.swabline.protocol.FileVersion;
import io.swabline.protocol.KeyFileException;
import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.TrustBundleCache;
import io.swabline.protocol.trust.TrustBundleException;
import io.swabline.server.tls.TlsMaterial;
import io.swabline.server.tls.TlsProvider;
import io.swabline.server.tls.TlsWatch;
import io.swabline.server.trust.CutoffFeed;
import io.swabline.server.trust.CutoffKeeper;
import io.swabline.server.trust.KeyWatch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuing side beside the edge, in the same process: the desk with its registry, HTTP in front of it, and the feed of
 * cut-offs behind it. The edge waits for none of it. While the registry is away, requests are answered 503 and each one tries
 * it again; the feed does so too, so that it is found again without requests.
 */
final class IssuingSide implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(IssuingSide.class);
    private static final long FEED_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    /** Waiting besides the requests of HTTP: those of the feed. */
    private static final int OTHERS_PENDING_MAX = 16;
    private static final String EMBEDDED_USER = "swabline";

    private final RegistryDesk desk;
    private final CutoffFeed feed;
    private final IssuerHttp http;

    private IssuingSide(final RegistryDesk desk, final CutoffFeed feed, final IssuerHttp http) {
        this.desk = desk;
        this.feed = feed;
        this.http = http;
    }

    /** The watch of certificate and key is null without TLS. */
    static IssuingSide start(final ServerSettings settings, final TlsWatch tls, final KeyWatch keys, final CutoffKeeper cutoffs,
        final EpochClock clock) {
        prepareKeyFile(settings, keys);
        final RegistryDesk desk = desk(settings, keys, cutoffs, clock);
        final CutoffFeed feed = new CutoffFeed(desk::notesAfter, cutoffs, FEED_INTERVAL_NS);
        feed.start();
        final TlsProvider provider = settings.access().tlsProvider();
        final TlsMaterial material = tls == null ? null : tls.material();
        try {
            final IssuerHttp http = IssuerHttp.start(settings.issuing().http(), httpTls(material, provider), () -> desk,
                keys::keys,
                trustBundle(new TrustBundleCache(keys::keys, cutoffs::highestSequence, cutoffs::known,
                    cutoffs::shortHashes, clock)), clock);
            follow(http, tls, material, provider);
            return new IssuingSide(desk, feed, http);
        } catch (final HttpStartException | CallersFileException cannotStart) {
            close(feed, desk);
            throw new StartException(cannotStart.getMessage() + " (http.host, http.port or --http-port N, http.callers-file; or"
                + " http.enabled = false to take scans only)", cannotStart);
        }
    }

    private static HttpTls httpTls(final TlsMaterial material, final TlsProvider provider) {
        return material == null ? null
            : new HttpTls(material.certificatePem(), material.privateKeyPem(), provider != TlsProvider.JDK);
    }

    /** Takes over new files, those as well that came while HTTP was starting. */
    private static void follow(
        final IssuerHttp http, final TlsWatch tls, final TlsMaterial taken, final TlsProvider provider) {
        if (tls == null) {
            return;
        }
        tls.onChange(material -> http.changeTls(httpTls(material, provider)));
        final TlsMaterial newest = tls.material();
        if (newest != taken) {
            http.changeTls(httpTls(newest, provider));
        }
    }

    /**
     * The file is to have what bundles are signed with, and to know for how long codes are issued; the watch reads it again.
     */
    private static void prepareKeyFile(final ServerSettings settings, final KeyWatch keys) {
        try {
            SamplingKeys.withRoot(settings.keysFile());
            SamplingKeys.withValidity(settings.keysFile(), settings.issuing().validityDays());
        } catch (final KeyFileException unchangeable) {
            LOGGER.warn("{}; codes are issued all the same, for {} days", unchangeable.getMessage(),
                Math.min(settings.issuing().validityDays(), keys.keys().validityDaysMax()));
        }
    }

    /** Null where none can be made, such as without a root key: HTTP says so, and the log once. */
    private static Supplier<byte[]> trustBundle(final TrustBundleCache cache) {
        final AtomicBoolean isTold = new AtomicBoolean();
        return () -> {
            try {
                return cache.get();
            } catch (final TrustBundleException e) {
                if (!isTold.getAndSet(true)) {
                    LOGGER.warn("terminals get no trust bundle: {}", e.getMessage());
                }
                return null;
            }
        };
    }

    /** Before the edge takes stations: what would end the issuing side at once. */
    static void requireUsable(final ServerSettings settings) {
        if (settings.issuing().isEnabled()) {
            if (settings.port() != 0 && settings.port() == settings.issuing().http().port()) {
                throw new StartException("listen.port and http.port are both " + settings.port() + ": stations and pages need "
                    + "a port each", null);
            }
            try {
                deskSettings(settings);
            } catch (final IllegalArgumentException cannotWork) {
                throw registryException(cannotWork);
            }
        }
    }

    /** Another may still take the port before HTTP does. */
    static void requireFreePort(final ServerSettings settings) {
        final HttpSettings http = settings.issuing().http();
        if (!settings.issuing().isEnabled()) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(http.host(), http.port()));
        } catch (final IOException e) {
            if (isUnknown(http.host())) {
                throw new StartException("pages and API cannot listen on " + http.host() + ": no such address; name one of this "
                    + "machine's with --set http.host=ADDRESS", e);
            }
            throw new StartException("pages and API cannot listen on " + http.host() + ":" + http.port() + ": " + e.getMessage()
                + "; stop what uses the port, choose another with --http-port, or an address of this machine with "
                + "--set http.host=ADDRESS, or start without them by --set http.enabled=false", e);
        }
    }

    private static boolean isUnknown(final String host) {
        return new InetSocketAddress(host, 0).isUnresolved();
    }

    private static StartException registryException(final IllegalArgumentException cannotWork) {
        return new StartException(
            "the registry: " + JdbcText.masked(cannotWork.getMessage()) + "; see registry.url in the settings", cannotWork);
    }

    private static RegistryDesk desk(
        final ServerSettings settings, final KeyWatch keys, final CutoffKeeper cutoffs, final EpochClock clock) {
        try {
            return RegistryDesk.open(
                deskSettings(settings), keys::keys, cutoffs::take, () -> Instant.ofEpochMilli(clock.time()));
        } catch (final IllegalArgumentException cannotWork) {
            throw registryException(cannotWork);
        }
    }

    private static DeskSettings deskSettings(final ServerSettings settings) {
        final IssuingSettings issuing = settings.issuing();
        final boolean isEmbedded = issuing.registryUrl().isEmpty();
        return new DeskSettings(
            isEmbedded ? DeskSettings.embeddedUrl(settings.dataDirectory()) : issuing.registryUrl(),
            isEmbedded && issuing.registryUser().isEmpty() ? EMBEDDED_USER : issuing.registryUser(),
            password(issuing.registryPasswordFile()), issuing.registryPoolSize(), issuing.validityDays(), issuing.renewBefore(),
            issuing.relations(), issuing.reissuesPerDayMax(),
            issuing.http().limits().requestsUnderWayMax() + OTHERS_PENDING_MAX, settings.cutoffsMax(),
            settings.linksMax());
    }

    private static String password(final Path file) {
        if (file == null) {
            return "";
        }
        try {
            final String permissions = OwnerOnlyFile.permissionsOpenToOthers(file);
            if (permissions != null) {
                throw new StartException(
                    "the password file " + file + " can be read by others (" + permissions + "): chmod 600 " + file, null);
            }
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (final IOException e) {
            final String what = e instanceof NoSuchFileException ? " does not exist" : " cannot be read (" + e + ")";
            throw new StartException("the password file " + file + what + "; see registry.password-file", e);
        }
    }

    int port() {
        return http.port();
    }

    FileVersion lookAtCallers() {
        return http.lookAtCallers();
    }

    /** No more requests are taken, then those that wait at the desk are served. */
    @Override
    public void close() {
        try {
            http.close();
        } catch (final IllegalStateException late) {
            LOGGER.warn("{}", late.getMessage());
        }
        close(feed, desk);
    }

    private static void close(final CutoffFeed feed, final RegistryDesk desk) {
        feed.stop();
        desk.close();
        feed.close();
    }
}
