package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.server.access.BlockedStations;
import io.swabline.server.control.ControlAnswer;
import io.swabline.server.ops.LogLines;
import io.swabline.server.ring.OperatorNotes;
import io.swabline.server.ring.Outcome;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told of a release while the pipeline stands still; the timeout is run by hand. */
class OperatorControlTest {
    @TempDir
    private Path directory;

    private final OperatorNotes notes = new OperatorNotes();
    private final Queue<Runnable> timeouts = new ArrayDeque<>();
    private long ticket;
    private boolean isRingFull;

    private CompletableFuture<ControlAnswer> release() {
        return new OperatorControl(BlockedStations.in(directory), () -> { }, (sample, given) -> {
            ticket = given;
            notes.put(given, () -> !isRingFull);
        }, notes, timeouts::add).release(Map.of("sample", "TUBE"));
    }

    @Test
    void shouldSayNotDoneOnlyWhereItWillNeverBeDone() {
        isRingFull = true;
        final CompletableFuture<ControlAnswer> answer = release();
        assertThat(answer).isNotDone();

        timeouts.remove().run();

        assertThat(answer.join().isDone()).isFalse();
        assertThat(answer.join().text("known")).isEmpty();
        assertThat(answer.join().reason()).contains("TUBE is not released and will not be", "no room for 4 s");
        assertThat(notes.put(ticket, () -> true)).isEqualTo(OperatorNotes.Attempt.WITHDRAWN);
        assertThat(notes.size()).isZero();
    }

    @Test
    void shouldSayThatItIsNotKnownWhileTheNoteIsInTheRingAndLogItOnceItIsDone() {
        final CompletableFuture<ControlAnswer> answer = release();

        timeouts.remove().run();

        assertThat(answer.join().isDone()).isFalse();
        assertThat(answer.join().text("known")).isEqualTo("false");
        assertThat(answer.join().reason()).contains("not known whether sample TUBE is released", "swabline samples release TUBE");
        try (LogLines lines = new LogLines(OperatorControl.class)) {
            notes.end(ticket, Outcome.NOTE);
            assertThat(lines.all()).singleElement().asString().contains("an operator released sample TUBE");
        }
        assertThat(notes.size()).isZero();
    }

    @Test
    void shouldAnswerInTimeWhateverTheTimeoutSaysLater() {
        final CompletableFuture<ControlAnswer> answer = release();
        notes.end(ticket, Outcome.NOTE);
        timeouts.remove().run();
        assertThat(answer.join().isDone()).isTrue();

        final CompletableFuture<ControlAnswer> full = release();
        notes.end(ticket, Outcome.NOTE_REFUSED);
        assertThat(full.join().reason()).contains("the journal takes nothing");
    }
}
