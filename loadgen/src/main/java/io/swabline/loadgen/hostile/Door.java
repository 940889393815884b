package io.swabline.loadgen.hostile;

import io.swabline.journal.remote.RemoteTls;
import io.swabline.loadgen.LoadException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * An address that the server listens on, for those who come from one local address. Immutable; any thread.
 *
 * @param address of the server
 * @param from    local address; null to let the system choose
 * @param tls     null to connect without TLS
 * @param waitMs  longest wait for a connection, and for each answer
 */
record Door(InetSocketAddress address, InetAddress from, SSLSocketFactory tls, int waitMs) {
    /** What {@code --tls-ca} trusts; null for null. {@link LoadException} if the file cannot be used. */
    static SSLSocketFactory tls(final Path trusted) {
        if (trusted == null) {
            return null;
        }
        try {
            return RemoteTls.of(trusted).getSocketFactory();
        } catch (final IllegalArgumentException e) {
            throw new LoadException(e.getMessage(), e);
        }
    }

    /** A connection, with TLS where there is one; the caller closes it. */
    Socket connect() throws IOException {
        final Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(waitMs);
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(address, waitMs);
            return tls == null ? socket : handshake(socket);
        } catch (final IOException failed) {
            socket.close();
            throw failed;
        }
    }

    private Socket handshake(final Socket plain) throws IOException {
        final SSLSocket socket = (SSLSocket) tls.createSocket(plain, address.getHostString(), address.getPort(), true);
        final SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
