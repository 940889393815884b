package io.swabline.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.swabline.protocol.SampleId;
import io.swabline.server.ring.OperatorNotes;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Stage;
import io.swabline.server.ring.StageThread;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** An operator's notes while the pipeline stands still; time is the test's. */
class NoteDeskTest {
    private static final long INTERVAL_MS = 10;
    private static final int SLOTS = 2;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ScanRing ring = new ScanRing(SLOTS, 1);
    private final OperatorNotes notes = new OperatorNotes();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final StageThread pipeline = new StageThread(ring, null, List.of((Stage) (first, last) -> {
        for (long i = first; i <= last; i++) {
            notes.end(ring.slot(i).connection(), Outcome.NOTE);
        }
    }), 1, failure::complete);
    private final NoteDesk desk = new NoteDesk(channel.eventLoop(), ring, () -> 1_000, () -> 5);

    NoteDeskTest() {
        ring.gateOn(pipeline);
        channel.freezeTime();
    }

    private long release(final CompletableFuture<Byte> outcome) {
        final long ticket = notes.begin(outcome);
        desk.release(new UnsafeBuffer(new byte[SampleId.LENGTH]), notes, ticket);
        channel.runPendingTasks();
        return ticket;
    }

    private void passInterval() {
        channel.advanceTimeBy(INTERVAL_MS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void shouldNotPutANoteIntoTheRingThatNobodyWaitsForAnyMore() {
        final CompletableFuture<Byte> first = new CompletableFuture<>();
        final CompletableFuture<Byte> second = new CompletableFuture<>();
        final CompletableFuture<Byte> third = new CompletableFuture<>();
        final CompletableFuture<Byte> fourth = new CompletableFuture<>();
        final long firstTicket = release(first);
        release(second);
        final long withdrawn = release(third);
        release(fourth);
        passInterval();

        assertThat(notes.withdraw(withdrawn)).as("the ring is full: it was not put").isTrue();
        assertThat(notes.withdraw(firstTicket)).as("it is in the ring").isFalse();
        for (int i = 0; i < SLOTS + 1; i++) {
            pipeline.step(SLOTS);
            passInterval();
        }
        pipeline.step(SLOTS);

        assertThat(ring.cursor()).as("three notes, not four").isEqualTo(SLOTS);
        assertThat(first).isCompletedWithValue(Outcome.NOTE);
        assertThat(second).isCompletedWithValue(Outcome.NOTE);
        assertThat(third).isNotDone();
        assertThat(fourth).isCompletedWithValue(Outcome.NOTE);
        assertThat(notes.size()).as("nothing is kept").isZero();
        assertThat(failure).isNotDone();
    }

    @Test
    void shouldRefuseANoteThatComesWhileTheServerStops() {
        final CompletableFuture<Byte> held = new CompletableFuture<>();
        release(new CompletableFuture<>());
        release(new CompletableFuture<>());
        release(held);
        desk.close();
        passInterval();
        final CompletableFuture<Byte> late = new CompletableFuture<>();
        release(late);

        assertThat(held).isCompletedWithValue(Outcome.NOTE_REFUSED);
        assertThat(late).isCompletedWithValue(Outcome.NOTE_REFUSED);
        assertThat(notes.size()).as("only what is in the ring").isEqualTo(SLOTS);
    }
}
