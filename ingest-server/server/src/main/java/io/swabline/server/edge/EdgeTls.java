package io.swabline.server.edge;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.swabline.server.tls.TlsException;
import io.swabline.server.tls.TlsMaterial;
import io.swabline.server.tls.TlsProvider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/**
 * The TLS of the stations' listener: TLS 1.3 with the certificate of the moment. New files make a new context for connections to
 * come; those that are open keep theirs. Sessions are resumed by tickets, whose keys are drawn in this process, replaced every
 * hour, kept for two more, and never written anywhere: a restart, or new files, ends all sessions, and what a stolen disk or a
 * later break-in could decrypt is nothing. Any thread; the methods that change are called by one thread at a time.
 */
public final class EdgeTls implements AutoCloseable {
    /** How long a key makes new tickets. */
    public static final long TICKET_KEY_INTERVAL_MS = TimeUnit.HOURS.toMillis(1);

    private static final int TICKET_KEYS = 3;
    private static final long SESSION_TIMEOUT_S = TimeUnit.HOURS.toSeconds(2);
    private static final int JDK_SESSIONS_MAX = 20_480;
    private static final List<String> CIPHERS =
        List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private final SslProvider provider;
    private final ClientAuth clientAuth;
    private final SecureRandom random = new SecureRandom();
    private final List<OpenSslSessionTicketKey> ticketKeys = new ArrayList<>();
    private volatile SslContext context;

    /**
     * @param asksCertificates  a station may show a client certificate
     * @param needsCertificates and must
     * @throws TlsException if the provider does not load here, or cannot use the material
     */
    public EdgeTls(final TlsMaterial material, final TlsProvider wanted, final boolean asksCertificates,
        final boolean needsCertificates) {
        provider = provider(wanted);
        clientAuth = needsCertificates ? ClientAuth.REQUIRE : asksCertificates ? ClientAuth.OPTIONAL : ClientAuth.NONE;
        context = newContext(material);
    }

    private static SslProvider provider(final TlsProvider wanted) {
        final boolean isOpenSsl = OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(SslProvider.OPENSSL_REFCNT);
        if (wanted == TlsProvider.OPENSSL && !isOpenSsl) {
            throw new TlsException("tls.provider = openssl, but its native library does not load here (" + OpenSsl
                .unavailabilityCause() + "): use auto or jdk", OpenSsl.unavailabilityCause());
        }
        return wanted != TlsProvider.JDK && isOpenSsl ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }

    private SslContext newContext(final TlsMaterial material) {
        try {
            final SslContextBuilder builder = SslContextBuilder
                .forServer(material.privateKey(), material.chain().toArray(X509Certificate[]::new))
                .sslProvider(provider)
                .protocols("TLSv1.3")
                .ciphers(CIPHERS)
                .clientAuth(clientAuth)
                .sessionTimeout(SESSION_TIMEOUT_S);
            if (clientAuth != ClientAuth.NONE) {
                builder.trustManager(material.clientCas().toArray(X509Certificate[]::new));
            }
            final SslContext made = builder.build();
            prepareSessions(made.sessionContext());
            return made;
        } catch (final SSLException | IllegalArgumentException e) {
            throw new TlsException("the TLS files cannot be used by " + name() + " (" + e.getMessage()
                + "): take an ECDSA P-256 key and certificate", e);
        }
    }

    private void prepareSessions(final SSLSessionContext sessions) {
        ticketKeys.clear();
        if (sessions instanceof OpenSslServerSessionContext openSsl) {
            addTicketKey(openSsl);
        } else {
            sessions.setSessionCacheSize(JDK_SESSIONS_MAX); // the JDK makes and replaces ticket keys by itself
        }
    }

    private void addTicketKey(final OpenSslServerSessionContext sessions) {
        ticketKeys.add(0, new OpenSslSessionTicketKey(drawn(OpenSslSessionTicketKey.NAME_SIZE),
            drawn(OpenSslSessionTicketKey.HMAC_KEY_SIZE), drawn(OpenSslSessionTicketKey.AES_KEY_SIZE)));
        if (ticketKeys.size() > TICKET_KEYS) {
            ticketKeys.remove(TICKET_KEYS);
        }
        sessions.setTicketKeys(ticketKeys.toArray(OpenSslSessionTicketKey[]::new));
    }

    private byte[] drawn(final int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Tickets are made under a new key from now on; those of the two keys before are still good. */
    public synchronized void replaceTicketKey() {
        if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            addTicketKey(sessions);
        }
    }

    /**
     * Connections from now on see this certificate, and lie under these authorities; no session from before is resumed.
     *
     * @throws TlsException if it cannot be used; then everything stays as it was
     */
    public synchronized void replace(final TlsMaterial material) {
        final SslContext former = context;
        context = newContext(material);
        ReferenceCountUtil.release(former);
    }

    /** The handler of one connection. */
    synchronized SslHandler newHandler(final ByteBufAllocator allocator) {
        final SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(0); // the deadline of Hello covers it, without a timer a connection
        if (provider == SslProvider.JDK) {
            handler.setCumulator(new ErasingHeapCumulator());
        }
        return handler;
    }

    /** Whether it is the JDK's TLS, which keeps its state in the heap. */
    public boolean isInHeap() {
        return provider == SslProvider.JDK;
    }

    /** For the log. */
    public String name() {
        return provider == SslProvider.JDK ? "the JDK's TLS" : OpenSsl.versionString();
    }

    /** How many handshakes under the certificate of this moment resumed a session; 0 for the JDK, which does not count. */
    public long resumedSessions() {
        return context.sessionContext() instanceof OpenSslServerSessionContext sessions ? sessions.stats().ticketKeyResume() : 0;
    }

    @Override
    public synchronized void close() {
        ReferenceCountUtil.release(context);
    }
}
