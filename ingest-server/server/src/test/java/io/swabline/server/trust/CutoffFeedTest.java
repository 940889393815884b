package io.swabline.server.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.RegistryNote;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeper and feed against a registry that is a list; every look is on the test's thread. */
class CutoffFeedTest {
    private static final long VALID_UNTIL_S = 10_000;
    private static final long BACKLOG_MS = 5_000_000;
    private static final int CUTOFFS_MAX = 5_000;
    private static final int LINKS_MAX = 3;

    @TempDir
    private Path directory;
    private final AtomicLong nowMs = new AtomicLong(1_000_000);
    private final List<RegistryNote> registry = new ArrayList<>();
    private boolean isAway;
    private Runnable meanwhile = () -> { };
    private CutoffKeeper keeper;
    private CutoffFeed feed;

    @BeforeEach
    void open() {
        keeper = new CutoffKeeper(directory, CUTOFFS_MAX, LINKS_MAX, BACKLOG_MS, nowMs::get);
        feed = new CutoffFeed(this::cutoffsAfter, keeper, 1);
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    private CompletableFuture<List<RegistryNote>> cutoffsAfter(final long sequence, final int limit) {
        meanwhile.run();
        return isAway ? CompletableFuture.failedFuture(new IllegalStateException("away")) : CompletableFuture.completedFuture(
            registry.stream().filter(cutoff -> cutoff.sequence() > sequence).limit(limit).toList());
    }

    private static Pseudonym person(final long number) {
        return Pseudonym.of(ByteBuffer.allocate(Pseudonym.LENGTH).putLong(number).putInt(7).array());
    }

    private static Cutoff cutoff(final long sequence, final long person) {
        return new Cutoff(sequence, 500, VALID_UNTIL_S, person(person), 3, person * 1_000_003);
    }

    private void issue(final long firstPerson, final int count) {
        for (int i = 0; i < count; i++) {
            registry.add(cutoff(registry.size() + 1L, firstPerson + i));
        }
    }

    private boolean isSuperseded(final long person) {
        return keeper.table().isSuperseded(new UnsafeBuffer(person(person).bytes()), 0, 3, 600);
    }

    private void lookThrough() {
        boolean isMore = true;
        for (int looks = 0; isMore; looks++) {
            assertThat(looks).isLessThan(20);
            isMore = feed.look();
        }
    }

    private void restart() {
        keeper.close();
        open();
    }

    @Test
    void shouldLearnWhatOtherServersSupersedeAndKnowItAtTheNextStart() {
        issue(1, 3_000);
        lookThrough();
        assertThat(keeper.completeThrough()).isEqualTo(3_000);
        restart();
        isAway = true;
        feed.look();

        assertThat(isSuperseded(1)).isTrue();
        assertThat(isSuperseded(3_000)).isTrue();
        assertThat(isSuperseded(3_001)).isFalse();
        assertThat(keeper.completeThrough()).isEqualTo(3_000);
    }

    @Test
    void shouldTakeTheDesksCutoffsAtOnceAndTheFeedsBeforeThemLater() {
        issue(1, 5);
        keeper.take(List.of(registry.get(4)));
        assertThat(isSuperseded(5)).isTrue();
        assertThat(isSuperseded(4)).isFalse();
        assertThat(keeper.completeThrough()).isZero();
        lookThrough();

        assertThat(isSuperseded(4)).isTrue();
        assertThat(keeper.known()).isEqualTo(5);
        assertThat(keeper.completeThrough()).isEqualTo(5);
        restart();
        assertThat(keeper.known()).isEqualTo(5);
        assertThat(keeper.completeThrough()).isEqualTo(5);
    }

    @Test
    void shouldNotMistakeTheDesksCutoffsOfThatMomentForAnotherRegistry() {
        issue(1, 5);
        lookThrough();
        meanwhile = () -> {
            issue(registry.size() + 1, 10);
            keeper.take(registry.subList(registry.size() - 10, registry.size()));
        };
        for (int i = 1; i <= 3; i++) {
            assertThat(feed.look()).as("read from the beginning").isFalse();
            assertThat(keeper.completeThrough()).isEqualTo(5 + 10 * i);
        }
    }

    @Test
    void shouldNotLowerTheHighestSequenceWhenTheSameRegistryIsReadAgain() {
        issue(1, 10);
        lookThrough();
        keeper.followAnotherRegistry();
        restart();
        lookThrough();
        assertThat(keeper.highestSequence()).isEqualTo(10);
    }

    @Test
    void shouldReadWhatWasCommittedAndNotLoggedWhenTheServerWasKilled() {
        issue(1, 2);
        keeper.take(registry.subList(0, 1));
        restart();
        lookThrough();
        assertThat(isSuperseded(2)).isTrue();
    }

    @Test
    void shouldReadAnotherRegistryFromItsBeginningAndKeepWhatItKnew() {
        issue(1, 10);
        lookThrough();
        registry.clear();
        issue(101, 20);
        lookThrough();

        assertThat(isSuperseded(1)).isTrue();
        assertThat(isSuperseded(101)).isTrue();
        assertThat(isSuperseded(120)).isTrue();
        assertThat(keeper.completeThrough()).isEqualTo(20);
        restart();
        lookThrough();
        assertThat(keeper.known()).isEqualTo(30);
        assertThat(keeper.completeThrough()).isEqualTo(20);
    }

    @Test
    void shouldReadARegistryThatWasRestoredFromABackup() {
        issue(1, 10);
        lookThrough();
        registry.subList(6, 10).clear();
        registry.add(cutoff(7, 77));
        lookThrough();

        assertThat(isSuperseded(77)).isTrue();
        assertThat(isSuperseded(10)).isTrue();
        assertThat(keeper.completeThrough()).isEqualTo(7);
    }

    @Test
    void shouldFollowARegistryThatForgetsWhatHasExpired() {
        issue(1, 10);
        lookThrough();
        registry.subList(0, 10).clear();
        lookThrough();
        registry.add(cutoff(11, 11));
        lookThrough();
        assertThat(isSuperseded(11)).isTrue();
        registry.add(cutoff(12, 12));
        lookThrough();
        assertThat(isSuperseded(12)).isTrue();
        assertThat(keeper.completeThrough()).isEqualTo(12);
    }

    @Test
    void shouldGoOnWhenTheRegistryIsBack() {
        issue(1, 1);
        isAway = true;
        assertThat(feed.look()).isFalse();
        isAway = false;
        lookThrough();
        assertThat(isSuperseded(1)).isTrue();
    }

    @Test
    void shouldForgetWhatNoScanCanNeedAnyMore() {
        issue(1, CUTOFFS_MAX);
        lookThrough();
        nowMs.set(VALID_UNTIL_S * 1_000 + BACKLOG_MS);
        keeper.forgetSome();
        assertThat(keeper.known()).as("a scan may still come").isEqualTo(CUTOFFS_MAX);
        assertThat(keeper.shortHashes()).as("terminals scan now").isEmpty();
        nowMs.addAndGet(1_000);
        keeper.forgetSome();

        assertThat(keeper.known()).isZero();
        assertThat(keeper.table().size()).isZero();
        assertThat(keeper.completeThrough()).isEqualTo(CUTOFFS_MAX);
        restart();
        assertThat(keeper.completeThrough()).isEqualTo(CUTOFFS_MAX);
    }

    @Test
    void shouldRefuseMoreThanTheLimitUntilThereIsRoom() {
        issue(1, CUTOFFS_MAX);
        lookThrough();
        final List<Cutoff> one = List.of(
            new Cutoff(CUTOFFS_MAX + 1, 500, VALID_UNTIL_S * 9, person(9_999), 3, 9_999 * 1_000_003L));
        assertThatThrownBy(() -> keeper.take(one)).hasMessageContaining("cutoffs.max");
        assertThat(isSuperseded(9_999)).isFalse();
        nowMs.set(VALID_UNTIL_S * 1_000 + BACKLOG_MS + 1_000);
        keeper.take(one);
        assertThat(isSuperseded(9_999)).isTrue();
        assertThat(keeper.known()).isOne();
    }
}
