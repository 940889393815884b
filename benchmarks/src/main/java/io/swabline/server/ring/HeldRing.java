package io.swabline.server.ring;

import java.util.List;

/**
 * A ring whose slots nobody takes until a fuzz target says so: so it fills up when the input wants it to. One thread.
 */
public final class HeldRing {
    private final ScanRing ring;
    private final StageThread reader;

    /** Of so many slots, a power of two. */
    public HeldRing(final int slotCount) {
        ring = new ScanRing(slotCount, 1);
        reader = new StageThread(ring, null, List.of(), 1, failure -> { });
        ring.gateOn(reader);
    }

    public ScanRing ring() {
        return ring;
    }

    /** Sequence of the next slot that was not taken yet. */
    public long next() {
        return reader.sequence().get() + 1;
    }

    /** Slots claimed and not taken; those that are published and not taken are {@code cursor() + 1 - next()}. */
    public long claimed() {
        return ring.capacity() - ring.remainingCapacity();
    }

    /** Frees all slots that are published. */
    public void takeAll() {
        reader.sequence().set(ring.cursor());
    }
}
