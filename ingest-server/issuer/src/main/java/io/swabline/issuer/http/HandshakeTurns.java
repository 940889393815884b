package io.swabline.issuer.http;

import io.netty.util.concurrent.EventExecutor;
import io.swabline.protocol.access.AddressQueue;
import java.util.concurrent.TimeUnit;

/**
 * Begins so many TLS handshakes a second, since those of a flood must not take the cores from the scans. Networks take turns:
 * one that begins thousands delays its own. Bounded by the connections that there may be. Used by the one event loop.
 */
final class HandshakeTurns {
    /** Short, so that a second's handshakes do not all come at once. */
    private static final long SLICE_MS = 50;
    private static final int SLICES_PER_SECOND = (int) (1_000 / SLICE_MS);

    private final int sliceMax;
    private final AddressQueue<HandshakeTurn> waiting = new AddressQueue<>();
    private int begunInSlice;
    private boolean isSliceRunning;

    HandshakeTurns(final int perSecondMax) {
        sliceMax = Math.max(1, perSecondMax / SLICES_PER_SECOND);
    }

    /** Begins the handshake now or when its network's turn comes. */
    void add(final String network, final HandshakeTurn turn, final EventExecutor executor) {
        waiting.add(network, turn);
        begin();
        if (!isSliceRunning) {
            isSliceRunning = true;
            executor.schedule(() -> endSlice(executor), SLICE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void endSlice(final EventExecutor executor) {
        begunInSlice = 0;
        begin();
        isSliceRunning = begunInSlice > 0 || !waiting.isEmpty();
        if (isSliceRunning) {
            executor.schedule(() -> endSlice(executor), SLICE_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Those that have gone meanwhile take no turn. */
    private void begin() {
        while (begunInSlice < sliceMax && !waiting.isEmpty()) {
            if (waiting.poll(any -> true).begin()) {
                begunInSlice++;
            }
        }
    }
}
