package io.swabline.issuer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A way to a database that can be cut, and mended. It keeps its port all the time; while it is cut, it hangs up at once. */
final class TcpProxy implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final int targetPort;
    private final ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new ArrayList<>();
    private boolean isCut;

    TcpProxy(final int targetPort) throws IOException {
        this.targetPort = targetPort;
        start(() -> {
            while (true) {
                connect(server.accept());
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** Ends every connection and lets none through. */
    synchronized void cut() throws IOException {
        isCut = true;
        for (final Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    synchronized void mend() {
        isCut = false;
    }

    private synchronized void connect(final Socket near) throws IOException {
        if (isCut) {
            near.close();
            return;
        }
        final Socket far = new Socket(InetAddress.getLoopbackAddress(), targetPort);
        sockets.add(near);
        sockets.add(far);
        start(() -> copy(near, far));
        start(() -> copy(far, near));
    }

    private static void copy(final Socket from, final Socket to) throws IOException {
        try (from; to; InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(final Work work) {
        final Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (final IOException e) {
                // Cut.
            }
        }, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
