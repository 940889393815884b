package io.swabline.system;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that are away at times. */
final class Ports {
    private static final int FIRST = 12_000;
    private static final int LAST = 30_000;

    private Ports() {
    }

    /**
     * A free one below those that the system gives to outgoing connections. One of those may be given to the very station that
     * connects to it while the server is away: it is then connected to itself, and the server cannot have its port back.
     */
    static int free() throws IOException {
        while (true) {
            final int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (final BindException taken) {
                continue;
            }
        }
    }
}
