package io.swabline.issuer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps the desk's thread from its next group, so that what is asked meanwhile comes into one. */
final class Gate {
    private final CountDownLatch isOpen = new CountDownLatch(1);

    /** Returns when the desk's thread stands at the gate. */
    Gate(final RegistryDesk desk) {
        final Person waiter = Residents.person(987_654);
        final CountDownLatch isReached = new CountDownLatch(1);
        desk.code(waiter).thenRun(() -> {
            isReached.countDown();
            await(isOpen);
        });
        await(isReached);
    }

    void open() {
        isOpen.countDown();
    }

    private static void await(final CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came within 20 s");
            }
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
