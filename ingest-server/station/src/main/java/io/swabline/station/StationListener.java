package io.swabline.station;

import io.swabline.protocol.Durability;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;

/**
 * Hears what becomes of a station's scans. Called on the station's event loop, so it must not block; it may call every method of
 * the station. One listener can serve many stations. Every sequence gets exactly one verdict, by {@link #onAccepted},
 * {@link #onVerdict} or {@link #onUnknownVerdict} (beside those of {@link Station#sendAgain}). An exception thrown here is
 * logged and costs the connection; the verdicts of that Ack are told again afterwards.
 */
public interface StationListener {
    /** The server welcomed the station: scans flow. */
    default void onOpen(final Station station) {
    }

    /** A run of scans was plainly accepted. The scans can still be read in the station's buffer. */
    default void onAccepted(final Station station, final long firstSequence, final long throughSequence) {
    }

    /**
     * The verdict of one scan that was not plainly accepted, or was sent more than once.
     *
     * @param retransmit the server had this scan already: this is its first verdict, and there is no second record
     * @param detail     DOUBLE_SCAN: time of the first scan in epoch seconds; else 0
     */
    default void onVerdict(
        final Station station, final long sequence, final Verdict verdict, final boolean retransmit, final long detail) {
    }

    /**
     * A verdict that a newer server gave and this library does not know: final, and not accepted. Unless it is overridden, it is
     * told as {@link Verdict#MALFORMED}, whose advice is to update the terminal's software.
     *
     * @param code 15 to 254, as the server sent it
     */
    default void onUnknownVerdict(
        final Station station, final long sequence, final int code, final boolean retransmit, final long detail) {
        onVerdict(station, sequence, Verdict.MALFORMED, retransmit, detail);
    }

    /**
     * All verdicts from firstSequence through throughSequence have been told, their room in the buffer is free again.
     *
     * @param residenceUs microseconds that the first of these scans spent in the server
     */
    default void onAck(
        final Station station,
        final long firstSequence,
        final long throughSequence,
        final long residenceUs,
        final Durability durability) {
    }

    /**
     * The server took nothing from this sequence on; the station sends it again by itself after the time given. Told at each
     * attempt while it lasts. A reason of a newer server comes as {@code NULL_VAL}, here and below. {@link WaitAdvice} says for
     * each reason what to show to the staff.
     */
    default void onRetry(final Station station, final long fromSequence, final long afterMs, final RetryReason reason) {
    }

    /**
     * The next scan to send is by document, and the server is too old to know documents: this scan and all after it wait until
     * a newer server welcomes the station. The server has to be updated. Told once a connection, and logged.
     *
     * @param serverVersion the server's schema version, below 3
     */
    default void onDocumentHeld(final Station station, final long sequence, final int serverVersion) {
    }

    /** The server refused the connection; {@link #onDisconnect} follows. {@link WaitAdvice} says what to show to the staff. */
    default void onRefused(final Station station, final long retryAfterMs, final RefusedReason reason) {
    }

    /** The server closes the connection; {@link #onDisconnect} follows. */
    default void onGoodbye(final Station station, final long reconnectAfterMs, final GoodbyeReason reason) {
    }

    /** The connection, or the attempt to connect, is over. */
    default void onDisconnect(final Station station, final DisconnectCause cause, final String detail) {
    }

    /**
     * The station goes on under a new stream id: the server does not know the old one (any more), or its numbers are used up. The
     * pending scans are numbered from 1 again, the first of them was firstPendingOldSequence. Where serverLastSequence is below
     * firstPendingOldSequence - 1, the server has lost scans that it had acknowledged: those in between.
     */
    default void onStreamReplaced(
        final Station station,
        final long oldStream,
        final long newStream,
        final long firstPendingOldSequence,
        final long serverLastSequence) {
    }
}
