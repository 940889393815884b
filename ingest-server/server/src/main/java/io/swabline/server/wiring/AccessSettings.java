package io.swabline.server.wiring;

import io.swabline.server.tls.TlsFiles;
import io.swabline.server.tls.TlsProvider;
import java.nio.file.Path;

/**
 * Who may connect, and how it is protected. Immutable; what each setting means to an operator stands in
 * {@code config/swabline.conf}.
 *
 * @param tls                      certificate, key and authorities, of the stations' listener and of HTTP; null for no TLS
 * @param tlsProvider              whose TLS the stations' listener uses
 * @param authentication           how stations show who they are
 * @param stationsFile             tokens of stations and subscribers, readable by the owner only
 * @param isUnprotectedAllowed     listen on other addresses than loopback without TLS or authentication, instead of not starting
 * @param connectionsPerAddressMax connections of stations at once from one IP address
 */
public record AccessSettings(
    TlsFiles tls,
    TlsProvider tlsProvider,
    Authentication authentication,
    Path stationsFile,
    boolean isUnprotectedAllowed,
    int connectionsPerAddressMax)
{
    /** Whether listeners speak TLS. */
    public boolean hasTls() {
        return tls != null;
    }
}
