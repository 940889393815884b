package io.swabline.server.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A station that speaks and never listens: it sends Pings and leaves every Pong where it is. */
final class DeafStation implements AutoCloseable {
    private static final int PINGS = 1_000;
    private static final long STALLED_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final SocketChannel channel = SocketChannel.open();
    private final ByteBuffer pings;

    DeafStation(final TestServer server, final long stream) throws Exception {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(new InetSocketAddress("127.0.0.1", server.port));
        try (RawStation frames = server.station()) {
            channel.write(ByteBuffer.wrap(frames.helloFrame(7, stream, System.currentTimeMillis())));
            final byte[] ping = frames.pingFrame(1);
            pings = ByteBuffer.allocate(PINGS * ping.length);
            while (pings.hasRemaining()) {
                pings.put(ping);
            }
        }
        channel.configureBlocking(false);
        pings.flip();
    }

    /** Sends until the server has taken nothing for a while, or that many bytes; returns the bytes it took. */
    long pingUntilStalled(final long bytesMax) throws IOException {
        long taken = 0;
        long takenNs = System.nanoTime();
        while (taken < bytesMax && System.nanoTime() - takenNs < STALLED_NS) {
            if (!pings.hasRemaining()) {
                pings.rewind();
            }
            final int written = channel.write(pings);
            taken += written;
            if (written > 0) {
                takenNs = System.nanoTime();
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return taken;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
