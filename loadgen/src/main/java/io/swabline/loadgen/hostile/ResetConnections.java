package io.swabline.loadgen.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Connections to the pages that are reset at once, at one rate. */
final class ResetConnections implements Attack {
    private static final int CONNECT_MAX_MS = 1_000;

    private final Door door;
    private final int count;
    private final int perSecond;
    private volatile long made;
    private volatile long refused;
    private volatile boolean isStopped;

    /** @param count connections in all */
    ResetConnections(final Door door, final int count, final int perSecond) {
        this.door = door;
        this.count = count;
        this.perSecond = perSecond;
    }

    @Override
    public void run() throws IOException {
        final long startNs = System.nanoTime();
        while (!isStopped && made < count) {
            try (Socket socket = new Socket()) {
                socket.setSoLinger(true, 0);
                socket.bind(new InetSocketAddress(door.from(), 0));
                connect(socket);
            }
            made++;
            LockSupport.parkNanos(startNs + made * TimeUnit.SECONDS.toNanos(1) / perSecond - System.nanoTime());
        }
    }

    private void connect(final Socket socket) {
        try {
            socket.connect(door.address(), CONNECT_MAX_MS);
        } catch (final IOException failed) {
            refused++;
        }
    }

    @Override
    public void stop() {
        isStopped = true;
    }

    @Override
    public Map<String, Long> counts() {
        final Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("connections_reset", made - refused);
        counts.put("connections_refused", refused);
        return counts;
    }
}
