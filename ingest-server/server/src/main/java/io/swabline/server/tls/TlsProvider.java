package io.swabline.server.tls;

/** Whose TLS the stations' listener uses. */
public enum TlsProvider {
    /** OpenSSL where its native library loads, else the JDK. */
    AUTO,
    /** OpenSSL (BoringSSL) or no start. */
    OPENSSL,
    /** The JDK's own. */
    JDK
}
