package io.swabline.server.ops;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

class FreeSpaceGuardTest {
    private final AtomicLong usable = new AtomicLong(1_000);

    @Test
    void shouldBeLowBelowTheMinimumAloneAndRecover() {
        try (FreeSpaceGuard guard = new FreeSpaceGuard(usable::get, () -> false, 1_000)) {
            guard.look();
            assertThat(guard.isLow()).isFalse();
            usable.set(999);
            guard.look();
            assertThat(guard.isLow()).isTrue();
            usable.set(1_000);
            guard.look();
            assertThat(guard.isLow()).isFalse();
        }
    }

    @Test
    void shouldBeLowWhenTheDiskCannotBeAsked() {
        try (FreeSpaceGuard guard = new FreeSpaceGuard(() -> {
            throw new IllegalStateException("no such disk");
        }, () -> false, 1)) {
            guard.look();
            assertThat(guard.isLow()).isTrue();
        }
    }

    @Test
    void shouldKnowAtTheStart() {
        try (FreeSpaceGuard guard = new FreeSpaceGuard(() -> 0, () -> true, 1);
            FreeSpaceGuard none = new FreeSpaceGuard(() -> 0, () -> true, 0)) {
            guard.start();
            none.start();
            assertThat(guard.isLow()).isTrue();
            assertThat(none.isLow()).isFalse();
        }
    }
}
