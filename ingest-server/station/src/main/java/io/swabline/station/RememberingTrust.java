package io.swabline.station;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges a server's certificates as Java does, and remembers for a minute that it found a chain good for a host: thousands of
 * stations in one process, as in a load test, would otherwise spend most of a storm in checking the same signatures. What is not
 * good is judged anew each time. Any thread.
 */
final class RememberingTrust extends X509ExtendedTrustManager {
    private static final long REMEMBERED_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int CHAINS_MAX = 64;

    private final X509ExtendedTrustManager judge;
    private final ConcurrentHashMap<Chain, Long> goodUntilNs = new ConcurrentHashMap<>();

    RememberingTrust(final X509ExtendedTrustManager judge) {
        this.judge = judge;
    }

    private record Chain(String host, List<X509Certificate> certificates) {
    }

    @Override
    public void checkServerTrusted(final X509Certificate[] chain, final String type, final SSLEngine engine)
        throws CertificateException {
        final Chain key = new Chain(engine.getPeerHost(), List.of(chain));
        final Long untilNs = goodUntilNs.get(key);
        if (untilNs != null && System.nanoTime() - untilNs < 0) {
            chain[0].checkValidity();
            return;
        }
        judge.checkServerTrusted(chain, type, engine);
        if (goodUntilNs.size() >= CHAINS_MAX) {
            goodUntilNs.clear();
        }
        goodUntilNs.put(key, System.nanoTime() + REMEMBERED_NS);
    }

    @Override
    public void checkServerTrusted(final X509Certificate[] chain, final String type, final Socket socket)
        throws CertificateException {
        judge.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(final X509Certificate[] chain, final String type) throws CertificateException {
        judge.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(final X509Certificate[] chain, final String type, final SSLEngine engine)
        throws CertificateException {
        judge.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(final X509Certificate[] chain, final String type, final Socket socket)
        throws CertificateException {
        judge.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(final X509Certificate[] chain, final String type) throws CertificateException {
        judge.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }
}
