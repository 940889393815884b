package io.swabline.station;

import io.swabline.protocol.Durability;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down what the station says, and fails the test when a sequence gets a second verdict. */
final class RecordingListener implements StationListener {
    final List<String> events = new ArrayList<>();
    /** First-time verdicts by scan, in the order told. */
    final Map<Long, Verdict> verdicts = new LinkedHashMap<>();
    /** Verdicts of scans that were sent again on purpose. */
    int answeredAgain;

    @Override
    public void onOpen(final Station station) {
        events.add("open");
    }

    @Override
    public void onAccepted(final Station station, final long firstSequence, final long throughSequence) {
        events.add("accepted " + firstSequence + ".." + throughSequence);
        for (long sequence = firstSequence; sequence <= throughSequence; sequence++) {
            note(station, sequence, Verdict.ACCEPTED);
        }
    }

    @Override
    public void onVerdict(
        final Station station, final long sequence, final Verdict verdict, final boolean retransmit, final long detail) {
        events.add(verdict + " " + sequence + (retransmit ? " retransmit" : "") + (detail == 0 ? "" : " " + detail));
        if (sequence <= station.acknowledgedSequence()) {
            answeredAgain++;
        } else {
            note(station, sequence, verdict);
        }
    }

    @Override
    public void onDocumentHeld(final Station station, final long sequence, final int serverVersion) {
        events.add("held " + sequence + ", server version " + serverVersion);
    }

    @Override
    public void onAck(
        final Station station, final long first, final long through, final long residenceUs, final Durability durability) {
        events.add("ack " + first + ".." + through + " " + residenceUs + " " + durability);
    }

    @Override
    public void onRetry(final Station station, final long fromSequence, final long afterMs, final RetryReason reason) {
        events.add("retry " + fromSequence + " " + afterMs + " " + reason);
    }

    @Override
    public void onRefused(final Station station, final long retryAfterMs, final RefusedReason reason) {
        events.add("refused " + retryAfterMs + " " + reason);
    }

    @Override
    public void onGoodbye(final Station station, final long reconnectAfterMs, final GoodbyeReason reason) {
        events.add("goodbye " + reconnectAfterMs + " " + reason);
    }

    @Override
    public void onDisconnect(final Station station, final DisconnectCause cause, final String detail) {
        events.add("disconnect " + cause + ": " + detail);
    }

    @Override
    public void onStreamReplaced(
        final Station station, final long oldStream, final long newStream, final long firstPending, final long serverLast) {
        events.add("replaced, first pending " + firstPending + ", server " + serverLast);
    }

    private void note(final Station station, final long sequence, final Verdict verdict) {
        final long scan = Scans.scannedAt(station, sequence);
        if (verdicts.put(scan, verdict) != null) {
            throw new AssertionError("a second verdict for scan " + scan + ", sequence " + sequence + "; " + events);
        }
    }
}
