package io.swabline.server.wiring;

import io.swabline.protocol.access.AccessFileException;
import io.swabline.protocol.access.StationsFile;
import io.swabline.server.access.BlockedStations;
import io.swabline.server.access.KnownStations;
import io.swabline.server.access.StationAccess;
import io.swabline.server.access.StationsWatch;
import io.swabline.server.access.SubscriberAccess;
import io.swabline.server.edge.EdgeTls;
import io.swabline.server.tls.TlsException;
import io.swabline.server.tls.TlsWatch;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What protects the listeners: the rule about open addresses, certificate and tokens with their watches. Opened before anything
 * else, so that a mistake in it stops the start while nothing has happened yet.
 */
final class EdgeAccess implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EdgeAccess.class);
    private static final long WATCH_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final AccessSettings settings;
    private final List<String> unprotected;
    private final TlsWatch tlsWatch;
    private final StationsWatch stationsWatch;
    private final StationAccess stations;
    private final BlockedStations blocked;
    private final SubscriberAccess subscribers;
    private boolean isStarted;

    private EdgeAccess(
        final ServerSettings server, final List<String> unprotected, final TlsWatch tlsWatch,
        final StationsWatch stationsWatch) {
        settings = server.access();
        subscribers = subscribers(server, stationsWatch);
        this.unprotected = unprotected;
        this.tlsWatch = tlsWatch;
        this.stationsWatch = stationsWatch;
        final Authentication how = settings.authentication();
        blocked = BlockedStations.in(server.dataDirectory());
        stations = (how == Authentication.NONE ? StationAccess.ofAnybody() : new StationAccess(
            how != Authentication.CERTIFICATE, how != Authentication.TOKEN, stationsWatch::list)).without(blocked);
    }

    /**
     * Judges the listeners and reads the files.
     *
     * @throws StartException with a message for the operator
     */
    static EdgeAccess open(final ServerSettings server) {
        final AccessSettings settings = server.access();
        final ListenerRule rule = new ListenerRule(settings);
        final List<String> unprotected = Stream.of(rule.judgeStations(server.host()),
            server.issuing().isEnabled() ? rule.judgeHttp(server.issuing()) : null)
            .filter(Objects::nonNull).toList();
        unprotected.forEach(listener -> LOGGER.warn("UNPROTECTED: {}: whoever reaches that address can read and forge what goes "
            + "over it; access.unprotected-allowed = true allows it", listener));
        if (settings.authentication() == Authentication.NONE) {
            LOGGER.warn("listen.authentication = none: {} can send scans as any station, for nobody is asked; where others have "
                + "accounts, set listen.authentication", ListenerRule.isLoopback(server.host())
                    ? "every account of this machine" : "whoever reaches " + server.host());
        }
        try {
            return new EdgeAccess(server, unprotected,
                settings.hasTls() ? new TlsWatch(settings.tls(), WATCH_INTERVAL_NS) : null,
                !needsStationsFile(server) ? null
                    : new StationsWatch(new StationsFile(settings.stationsFile()),
                        new KnownStations(server.dataDirectory()), WATCH_INTERVAL_NS, SystemNanoClock.INSTANCE));
        } catch (final TlsException | AccessFileException unusable) {
            throw new StartException(unusable.getMessage(), unusable);
        }
    }

    /** The TLS of the stations' listener, which closes it; it takes over new files. Null if there is none. */
    EdgeTls newTls() {
        if (tlsWatch == null) {
            return null;
        }
        final EdgeTls tls = new EdgeTls(
            tlsWatch.material(), settings.tlsProvider(), stations.takesCertificates(), stations.needsCertificates());
        tlsWatch.onChange(tls::replace);
        LOGGER.info("stations are served with TLS 1.3 by {}, {}", tls.name(), tlsWatch.material());
        return tls;
    }

    /** Whom an operator keeps out, whatever they show. */
    BlockedStations blocked() {
        return blocked;
    }

    StationAccess stations() {
        return stations;
    }

    SubscriberAccess subscribers() {
        return subscribers;
    }

    private static SubscriberAccess subscribers(final ServerSettings server, final StationsWatch watch) {
        return server.subscribers().use() == SubscriberSettings.Use.OFF ? SubscriberAccess.ofNobody()
            : watch == null ? SubscriberAccess.ofAnybody() : SubscriberAccess.byToken(watch::list);
    }

    /**
     * Stations that must show who they are need the list, and so do subscribers but where the operator lets anybody subscribe.
     */
    static boolean needsStationsFile(final ServerSettings server) {
        return server.access().authentication() != Authentication.NONE
            || server.subscribers().use() == SubscriberSettings.Use.AUTO;
    }

    /** Where new certificates are told; null without TLS. */
    TlsWatch tlsWatch() {
        return tlsWatch;
    }

    /** Tells which stations file is in use, if one is. */
    void describe(final ServerControl control) {
        if (stationsWatch != null) {
            control.watch(ServerControl.Watched.STATIONS, stationsWatch.path(), stationsWatch::lookNow,
                stations.isAsked() ? "" : "it asks no station for a token: listen.authentication = none");
        }
    }

    /** Begins to watch the files. */
    void start(final Runnable onStationsChanged) {
        isStarted = true;
        if (tlsWatch != null) {
            tlsWatch.start();
        }
        if (stationsWatch != null) {
            stationsWatch.onChange(onStationsChanged);
            stationsWatch.start();
        }
    }

    /** For the start line. */
    @Override
    public String toString() {
        return (settings.hasTls() ? "TLS" : "no TLS") + ", authentication " + settings.authentication().name().toLowerCase()
            + (unprotected.isEmpty() ? "" : ", UNPROTECTED: " + String.join("; ", unprotected));
    }

    /** Ends the watches. */
    @Override
    public void close() {
        if (isStarted && tlsWatch != null) {
            tlsWatch.close();
        }
        if (isStarted && stationsWatch != null) {
            stationsWatch.close();
        }
    }
}
