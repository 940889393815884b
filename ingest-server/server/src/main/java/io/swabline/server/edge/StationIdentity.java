package io.swabline.server.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.swabline.server.access.Admission;
import io.swabline.server.access.StationAccess;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Who is at the other end of one connection: its TLS, if any, the station and stream that it says, and what let it in. On the
 * connection's event loop.
 */
final class StationIdentity {
    private static final long WITHDRAWN_ANSWERS_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final TlsRecords records;
    private final SslHandler tls;
    private final StationSkew skew = new StationSkew();
    private Admission admission;
    private boolean isWithdrawn;
    private boolean isBlocked;
    private long withdrawnAtNs;
    private long stream;
    private long station;

    private StationIdentity(final TlsRecords records, final SslHandler tls) {
        this.records = records;
        this.tls = tls;
    }

    static StationIdentity withoutTls() {
        return new StationIdentity(null, null);
    }

    static StationIdentity withTls(final TlsRecords records, final SslHandler tls) {
        return new StationIdentity(records, tls);
    }

    boolean hasTls() {
        return tls != null;
    }

    /** Whether a message would reach the station: there is no TLS, or its handshake is done. */
    boolean isReachable() {
        return tls == null || tls.handshakeFuture().isSuccess();
    }

    boolean isRecordOverdue(final long nowNs, final long deadlineNs) {
        return records != null && records.partialSinceNs() != 0 && nowNs - records.partialSinceNs() > deadlineNs;
    }

    /** The connection is read from again, after a pause that was no fault of the station. */
    void readAgain(final long nowNs) {
        if (records != null) {
            records.readAgain(nowNs);
        }
    }

    /** Closes past the TLS handler, which would wait for its handshake. */
    void closeUnreachable(final ChannelHandlerContext context) {
        context.pipeline().context(tls).close();
    }

    /** Whether the station is let in by what it shows; asked on a Hello, behind the handshake. */
    boolean admit(final StationAccess access, final long station, final String token, final long nowMs) {
        admission = access.admit(station, token, certificate(access), nowMs);
        return admission != null;
    }

    private X509Certificate certificate(final StationAccess access) {
        if (tls == null || !access.takesCertificates()) {
            return null;
        }
        try {
            return (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
        } catch (final SSLPeerUnverifiedException e) {
            return null; // it showed none
        }
    }

    /** Finds that what let the station in is good no more; true once. */
    boolean findWithdrawn(final StationAccess access, final long nowMs, final long nowNs) {
        isBlocked = access.isBlocked(station);
        if (isWithdrawn || admission == null || access.holds(admission, nowMs) && !isBlocked) {
            return false;
        }
        isWithdrawn = true;
        withdrawnAtNs = nowNs;
        return true;
    }

    /** With {@link #isWithdrawn}: whether it was an operator who blocked the station. */
    boolean isBlocked() {
        return isBlocked;
    }

    boolean isWithdrawn() {
        return isWithdrawn;
    }

    /** Whether the time is over in which a station whose admission was withdrawn still gets its answers. */
    boolean isAnswerTimeOver(final long nowNs) {
        return nowNs - withdrawnAtNs > WITHDRAWN_ANSWERS_NS;
    }

    void greeted(final long helloStream, final long helloStation, final long sentAtMs, final long nowMs,
        final long nowNs, final EdgeSettings settings) {
        stream = helloStream;
        station = helloStation;
        skew.onHello(sentAtMs, nowMs, nowNs, settings);
    }

    long stream() {
        return stream;
    }

    long station() {
        return station;
    }

    StationSkew skew() {
        return skew;
    }
}
