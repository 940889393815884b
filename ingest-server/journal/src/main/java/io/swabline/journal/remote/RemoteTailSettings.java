package io.swabline.journal.remote;

import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * How a {@link RemoteTail} reaches its server. Immutable; its text does not show the token.
 *
 * @param host           of the server, or its address
 * @param port           at which it takes stations
 * @param name           the subscriber's name, to which its token belongs
 * @param token          empty where the server asks for none
 * @param tls            null for none, see {@link RemoteTls}
 * @param isReconnecting try again for ever when the connection breaks or cannot be made
 * @param onTrouble      told in words why a connection broke, on the tail's thread
 */
public record RemoteTailSettings(String host, int port, String name, String token, SSLContext tls, boolean isReconnecting,
    Consumer<String> onTrouble) {
    @Override
    public String toString() {
        return name + " of " + host + ":" + port + (tls == null ? "" : " by TLS");
    }
}
