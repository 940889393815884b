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
import java.util.concurrent.TimeUnit;
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
    private static final long RELEASE_TIMEOUT_MS = 4_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(OperatorControl.class);

    private final BlockedStations blocked;
    private final EdgeServer edge;
    private final OperatorNotes notes;

    OperatorControl(final BlockedStations blocked, final EdgeServer edge, final OperatorNotes notes) {
        this.blocked = blocked;
        this.edge = edge;
        this.notes = notes;
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
                return ControlAnswer.refused("station " + station + (isBlock ? " is blocked already" : " is not blocked"));
            }
            LOGGER.warn("an operator {} station {}; {} stations are blocked now", isBlock ? "blocked" : "unblocked", station,
                blocked.size());
            edge.checkAdmissions();
            return ControlAnswer.done();
        } catch (final NumberFormatException e) {
            return ControlAnswer.refused("there is no station number in the request (" + e.getMessage() + ")");
        } catch (final IOException e) {
            return ControlAnswer.refused("the list of blocked stations in the data directory cannot be written: " + e);
        }
    }

    private CompletableFuture<ControlAnswer> release(final Map<String, String> arguments) {
        final String sample = arguments.getOrDefault(SAMPLE, "");
        final UnsafeBuffer id = new UnsafeBuffer(new byte[SampleId.LENGTH]);
        try {
            SampleId.put(sample, id, 0);
        } catch (final IllegalArgumentException e) {
            return CompletableFuture.completedFuture(ControlAnswer.refused(e.getMessage()));
        }
        final CompletableFuture<Byte> outcome = new CompletableFuture<>();
        edge.release(id, notes.begin(outcome));
        return outcome.completeOnTimeout(Outcome.NOTE_REFUSED, RELEASE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
            .thenApply(became -> answer(sample, became));
    }

    private static ControlAnswer answer(final String sample, final byte became) {
        return switch (became) {
            case Outcome.NOTE -> {
                LOGGER.warn("an operator released sample {}: any station may begin it anew, its count begins at 0", sample);
                yield ControlAnswer.done();
            }
            case Outcome.NOTE_UNKNOWN -> ControlAnswer.refused(
                "no station has begun sample " + sample + " in the time that samples are remembered: nothing to release");
            default -> ControlAnswer.refused("the journal takes nothing at the moment (disk low, or the server stops); the log "
                + "says more, try again later");
        };
    }
}
