package io.swabline.issuer.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Certificate and key of the HTTP listener. TLS 1.3 and HTTP/1.1 only: the bounds on what a client may make the server hold are
 * those of one request after another. Callers show bearer keys, not certificates.
 *
 * @param certificatePem   the certificate, followed by those between it and its root
 * @param privateKeyPem    its key, PKCS#8; secret
 * @param prefersOpenSsl   whether OpenSSL does the work where it loads; a handshake costs the JDK several times as much
 */
public record HttpTls(byte[] certificatePem, byte[] privateKeyPem, boolean prefersOpenSsl) {
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3");
    private static final long HANDSHAKE_MAX_MS = 5_000;

    /**
     * Makes the listener speak TLS.
     *
     * @param patienceMs no handshake may take longer
     */
    void configure(final HttpServerOptions options, final long patienceMs) {
        options.setSsl(true)
            .setUseAlpn(false)
            .setKeyCertOptions(pair())
            .setEnabledSecureTransportProtocols(PROTOCOLS)
            .setSslHandshakeTimeout(Math.min(patienceMs, HANDSHAKE_MAX_MS))
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setSslEngineOptions(isOpenSsl() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions());
    }

    /** As {@link #configure} has it. */
    ServerSSLOptions options(final long patienceMs) {
        return new ServerSSLOptions()
            .setUseAlpn(false)
            .setKeyCertOptions(pair())
            .setEnabledSecureTransportProtocols(PROTOCOLS)
            .setSslHandshakeTimeout(Math.min(patienceMs, HANDSHAKE_MAX_MS))
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    String engine() {
        return isOpenSsl() ? "OpenSSL" : "the JDK's TLS";
    }

    private boolean isOpenSsl() {
        return prefersOpenSsl && OpenSSLEngineOptions.isAvailable();
    }

    private PemKeyCertOptions pair() {
        return new PemKeyCertOptions().setCertValue(Buffer.buffer(certificatePem)).setKeyValue(Buffer.buffer(privateKeyPem));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "certificate of " + certificatePem.length + " bytes";
    }
}
