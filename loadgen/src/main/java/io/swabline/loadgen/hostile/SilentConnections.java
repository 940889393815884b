package io.swabline.loadgen.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Connections that never say Hello. One that the server closes comes again, at a bounded rate. */
final class SilentConnections implements Attack {
    private static final long ROUND_MS = 10;

    private final Door door;
    private final int count;
    private final int perSecond;
    private final ByteBuffer unread = ByteBuffer.allocate(256);
    private int places;
    private volatile long opened;
    private volatile long open;
    private volatile long openMost;
    private volatile long closed;
    private volatile boolean isStopped;

    /**
     * @param count     connections at a time
     * @param perSecond new connections a second at most
     */
    SilentConnections(final Door door, final int count, final int perSecond) {
        this.door = door;
        this.count = count;
        this.perSecond = perSecond;
    }

    @Override
    public void run() throws IOException {
        try (Selector selector = Selector.open()) {
            try {
                final long startNs = System.nanoTime();
                while (!isStopped) {
                    final long due = (System.nanoTime() - startNs) * perSecond / TimeUnit.SECONDS.toNanos(1) + 1;
                    while (opened < due && places < count) {
                        connect(selector);
                    }
                    selector.select(ROUND_MS);
                    for (final SelectionKey key : selector.selectedKeys()) {
                        follow(key);
                    }
                    selector.selectedKeys().clear();
                }
            } finally {
                for (final SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
    }

    /** What fails here, such as too many open files, is a fault of this machine and ends the attack. */
    private void connect(final Selector selector) throws IOException {
        final SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(door.from(), 0));
        final SelectionKey key = channel.register(selector, 0);
        opened++;
        places++;
        try {
            if (channel.connect(door.address())) {
                isOpen(key);
            } else {
                key.interestOps(SelectionKey.OP_CONNECT);
            }
        } catch (final IOException refused) {
            isClosed(key, false);
        }
    }

    private void follow(final SelectionKey key) throws IOException {
        final SocketChannel channel = (SocketChannel) key.channel();
        final boolean wasOpen = channel.isConnected();
        try {
            if (!wasOpen && channel.finishConnect()) {
                isOpen(key);
            } else if (wasOpen && channel.read(unread.clear()) < 0) {
                isClosed(key, true);
            }
        } catch (final IOException refused) {
            isClosed(key, wasOpen);
        }
    }

    private void isOpen(final SelectionKey key) {
        key.interestOps(SelectionKey.OP_READ);
        open++;
        openMost = Math.max(openMost, open);
    }

    private void isClosed(final SelectionKey key, final boolean wasOpen) throws IOException {
        key.channel().close();
        places--;
        closed++;
        open -= wasOpen ? 1 : 0;
    }

    @Override
    public void stop() {
        isStopped = true;
    }

    @Override
    public Map<String, Long> counts() {
        final Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("connections_begun", opened);
        counts.put("open_at_most", openMost);
        counts.put("closed_by_the_server", closed);
        return counts;
    }
}
