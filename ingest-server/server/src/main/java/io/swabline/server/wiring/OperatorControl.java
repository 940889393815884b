package io.swabline.server.wiring;

import io.swabline.protocol.SampleId;
import io.swabline.server.access.BlockedStations;
import io.swabline.server.control.ControlAnswer;
import io.swabline.server.control.ControlOperation;
import io.swabline.server.edge.EdgeServer;
import io.swabline.server.ring.OperatorNotes;
import io.swabline.server.ring.Outcome;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator can do to stations and samples while the server runs, asked at its control socket. */
final class OperatorControl {
    static final String BLOCK = "block";
    static final String UNBLOCK = "unblock";
    static final String RELEASE = "release";
    static final String STATION = "station";
    static final String SAMPLE = "sample";

    /** Below the control socket's own deadline. */
    private static final long RELEASE_TIMEOUT_S = 4;
    private static final Logger LOGGER = LoggerFactory.getLogger(OperatorControl.class);

    private final BlockedStations blocked;
    private final Runnable checkAdmissions;
    private final ObjLongConsumer<DirectBuffer> desk;
    private final OperatorNotes notes;
    private final Executor afterTimeout;

    /**
     * @param desk         takes a sample's id and a ticket of the notes for the ring
     * @param afterTimeout runs a task once the time for a release is over
     */
    OperatorControl(final BlockedStations blocked, final Runnable checkAdmissions, final ObjLongConsumer<DirectBuffer> desk,
        final OperatorNotes notes, final Executor afterTimeout) {
        this.blocked = blocked;
        this.checkAdmissions = checkAdmissions;
        this.desk = desk;
        this.notes = notes;
        this.afterTimeout = afterTimeout;
    }

    static OperatorControl of(final BlockedStations blocked, final EdgeServer edge, final OperatorNotes notes) {
        return new OperatorControl(blocked, edge::checkAdmissions, (sampleId, ticket) -> edge.release(sampleId, notes, ticket),
            notes, CompletableFuture.delayedExecutor(RELEASE_TIMEOUT_S, TimeUnit.SECONDS));
    }

    void register(final ServerControl control) {
        control.register(BLOCK, ControlOperation.atOnce(arguments -> change(arguments, true)));
        control.register(UNBLOCK, ControlOperation.atOnce(arguments -> change(arguments, false)));
        control.register(RELEASE, this::release);
    }

    private ControlAnswer change(final Map<String, String> arguments, final boolean isBlock) {
        try {
            final long station = BlockedStations.number(arguments.getOrDefault(STATION, ""));
            final boolean isChanged = isBlock ? blocked.block(station) : blocked.unblock(station);
            if (!isChanged) {
                return ControlAnswer.alreadyDone();
            }
            LOGGER.warn("an operator {} station {}; {} stations are blocked now", isBlock ? "blocked" : "unblocked", station,
                blocked.size());
            checkAdmissions.run();
            return ControlAnswer.done();
        } catch (final NumberFormatException e) {
            return ControlAnswer.refused("there is no station number in the request (" + e.getMessage() + ")");
        } catch (final IOException e) {
            return ControlAnswer.refused("the list of blocked stations in the data directory cannot be written: " + e);
        }
    }

    /**
     * Answers what became of it, or after the timeout what is true then: a note that is not in the ring yet is withdrawn and
     * never gets there; one that is in the ring may be journaled later, and the log tells when.
     */
    CompletableFuture<ControlAnswer> release(final Map<String, String> arguments) {
        final String sample = arguments.getOrDefault(SAMPLE, "");
        final UnsafeBuffer id = new UnsafeBuffer(new byte[SampleId.LENGTH]);
        try {
            SampleId.put(sample, id, 0);
        } catch (final IllegalArgumentException e) {
            return CompletableFuture.completedFuture(ControlAnswer.refused(e.getMessage()));
        }
        final CompletableFuture<Byte> outcome = new CompletableFuture<>();
        // Apart from the answer, which may be given before: what happens to the sample is logged whenever it happens.
        outcome.thenAccept(became -> log(sample, became));
        final CompletableFuture<ControlAnswer> answer = outcome.thenApply(became -> answer(sample, became));
        final long ticket = notes.begin(outcome);
        desk.accept(id, ticket);
        afterTimeout.execute(() -> {
            if (!answer.isDone()) {
                answer.complete(notes.withdraw(ticket) ? noRoom(sample) : undecided(sample));
            }
        });
        return answer;
    }

    private static void log(final String sample, final byte became) {
        if (became == Outcome.NOTE) {
            LOGGER.warn("an operator released sample {}: any station may begin it anew, its count begins at 0", sample);
        }
    }

    private static ControlAnswer answer(final String sample, final byte became) {
        return switch (became) {
            case Outcome.NOTE -> ControlAnswer.done();
            case Outcome.NOTE_UNKNOWN -> ControlAnswer.refused(
                "no station has begun sample " + sample + " in the time that samples are remembered: nothing to release");
            default -> ControlAnswer.refused("the journal takes nothing at the moment (disk low, or the server stops); the log "
                + "says more, try again later");
        };
    }

    private static ControlAnswer noRoom(final String sample) {
        return ControlAnswer.refused("sample " + sample + " is not released and will not be: the pipeline had no room for "
            + RELEASE_TIMEOUT_S + " s; the log says what holds it up, try again later");
    }

    private static ControlAnswer undecided(final String sample) {
        return ControlAnswer.unknown("it is not known whether sample " + sample + " is released: the journal did not say within "
            + RELEASE_TIMEOUT_S + " s that the note is on the disk; the server's log says \"an operator released sample "
            + sample + "\" once it is; or ask again with 'swabline samples release " + sample + "', which says \"nothing to "
            + "release\" if this one was done and no station has begun the sample since");
    }
}
