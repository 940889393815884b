package io.swabline.loadgen;

import io.swabline.loadgen.plan.StationClock;
import io.swabline.protocol.Durability;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.station.DisconnectCause;
import io.swabline.station.Station;
import io.swabline.station.StationListener;
import org.agrona.BitUtil;

/**
 * One station of a load thread: its scans on the way, by sequence, and how far it has come in the schedule. A ring with a place
 * for each scan that may be unacknowledged:
 *
 * <pre>
 *   due (ns from the start) | sent (likewise) | expected: detail (high 32 bits), verdict (bits 8-15), flags (bits 0-7)
 * </pre>
 *
 * Passes on to the {@link LoadThread} what the station hears; belongs to its event loop.
 */
final class StationLoad implements StationListener {
    /** Flag of a scan that is to be sent a second time. */
    static final int FLAG_RETRANSMIT = 1;
    /** Flag of a scan whose time the server has to correct; in place of a detail stands the right time, epoch seconds. */
    static final int FLAG_CLOCK_OFF = 2;

    private static final int PLACE_LENGTH = 3;

    private final int window;
    private final StationClock clock;
    private final int mask;
    private long limit;
    private long[] places;
    private Station station;
    private LoadThread thread;
    private int index;
    private boolean isOpen;
    private boolean wasOpen;

    /** Scans of its schedule that are due, and that have been offered. */
    private long dueCount;
    private long offeredCount;
    private boolean isHeld;
    private boolean isHeldByOutage;
    private boolean isTouched;
    private boolean isInStorm;

    /** Of the station and the thread it learns before it starts. */
    StationLoad(final int window, final StationClock clock) {
        this.window = window;
        this.clock = clock;
        limit = window;
        final int capacity = BitUtil.findNextPositivePowerOfTwo(window);
        mask = capacity - 1;
        places = new long[capacity * PLACE_LENGTH];
    }

    void station(final Station value) {
        station = value;
    }

    /** @param indexInThread of this station among the thread's */
    void thread(final LoadThread value, final int indexInThread) {
        thread = value;
        index = indexInThread;
    }

    Station station() {
        return station;
    }

    StationClock clock() {
        return clock;
    }

    int index() {
        return index;
    }

    boolean isOpen() {
        return isOpen;
    }

    // --- Places -----------------------------------------------------------------------------------------------------

    /** How many scans may be offered now: within the run's window and within the server's credit. */
    long room() {
        return limit - (station.lastSequence() - station.acknowledgedSequence());
    }

    /** As {@link #room()}, in frames of so many scans, or of as many as there may be under way if that is less. */
    long roomInWholeFrames(final int frame) {
        final long room = room();
        return room - room % Math.min(frame, limit);
    }

    private void limit(final long credit) {
        limit = Math.max(1, Math.min(window, credit));
    }

    void put(
        final long sequence,
        final long dueNs,
        final long sentNs,
        final int expectedDetail,
        final byte verdict,
        final int flags) {
        final int place = ((int) sequence & mask) * PLACE_LENGTH;
        places[place] = dueNs;
        places[place + 1] = sentNs;
        places[place + 2] = (long) expectedDetail << 32 | verdict << 8 | flags;
    }

    long dueNs(final long sequence) {
        return places[((int) sequence & mask) * PLACE_LENGTH];
    }

    long sentNs(final long sequence) {
        return places[((int) sequence & mask) * PLACE_LENGTH + 1];
    }

    long expected(final long sequence) {
        return places[((int) sequence & mask) * PLACE_LENGTH + 2];
    }

    static int detail(final long expected) {
        return (int) (expected >>> 32);
    }

    static byte verdict(final long expected) {
        return (byte) (expected >>> 8);
    }

    static boolean isClockOff(final long expected) {
        return (expected & FLAG_CLOCK_OFF) != 0;
    }

    static boolean isRetransmitted(final long expected) {
        return (expected & FLAG_RETRANSMIT) != 0;
    }

    // --- Schedule ---------------------------------------------------------------------------------------------------

    /** One more scan of the schedule is due here. */
    void due() {
        dueCount++;
    }

    boolean hasBacklog() {
        return offeredCount < dueCount;
    }

    long backlog() {
        return dueCount - offeredCount;
    }

    /** Number of the next scan in this station's own schedule. */
    long nextScan() {
        return offeredCount;
    }

    void offered() {
        offeredCount++;
    }

    boolean isHeld() {
        return isHeld;
    }

    /** The next scan has no room: what is due waits here, through no fault of the generator. */
    void hold() {
        isHeld = true;
        isHeldByOutage |= !isOpen;
    }

    boolean isHeldByOutage() {
        return isHeldByOutage;
    }

    void release() {
        isHeld = false;
        isHeldByOutage = false;
    }

    /** Whether this is the first time since {@link #flushed()}. */
    boolean touch() {
        final boolean isFirst = !isTouched;
        isTouched = true;
        return isFirst;
    }

    void flushed() {
        isTouched = false;
    }

    // --- Storm ------------------------------------------------------------------------------------------------------

    /** Whether a connection was lost and not all verdicts have come since. */
    boolean isInStorm() {
        return isInStorm;
    }

    void isInStorm(final boolean value) {
        isInStorm = value;
    }

    // --- What the station hears -------------------------------------------------------------------------------------

    @Override
    public void onOpen(final Station opened) {
        if (!isOpen) {
            isOpen = true;
            limit(station.credit());
            thread.opened(this, wasOpen);
            wasOpen = true;
        }
    }

    @Override
    public void onAccepted(final Station from, final long firstSequence, final long throughSequence) {
        thread.answers().accepted(this, firstSequence, throughSequence);
    }

    @Override
    public void onVerdict(
        final Station from, final long sequence, final Verdict verdict, final boolean retransmit, final long detail) {
        thread.answers().verdict(this, sequence, verdict, retransmit, (int) detail);
    }

    @Override
    public void onAck(
        final Station from,
        final long firstSequence,
        final long throughSequence,
        final long residenceUs,
        final Durability durability) {
        limit(station.credit());
        thread.acknowledged(this, throughSequence - firstSequence + 1, residenceUs, durability);
    }

    @Override
    public void onRetry(final Station from, final long fromSequence, final long afterMs, final RetryReason reason) {
        thread.retried(reason);
    }

    @Override
    public void onRefused(final Station from, final long retryAfterMs, final RefusedReason reason) {
        thread.refused(retryAfterMs);
        thread.trouble("the server refused the connection: " + reason);
    }

    @Override
    public void onGoodbye(final Station from, final long reconnectAfterMs, final GoodbyeReason reason) {
        thread.trouble("the server said goodbye: " + reason);
    }

    @Override
    public void onDisconnect(final Station from, final DisconnectCause cause, final String detail) {
        if (cause != DisconnectCause.CLOSED && cause != DisconnectCause.REFUSED && cause != DisconnectCause.GOODBYE) {
            thread.trouble(cause + ": " + detail);
        }
        if (isOpen) {
            isOpen = false;
            isHeldByOutage |= isHeld;
            thread.closed(this);
        }
    }

    @Override
    public void onStreamReplaced(
        final Station from,
        final long oldStream,
        final long newStream,
        final long firstPendingOldSequence,
        final long serverLastSequence) {
        final long[] renumbered = new long[places.length];
        final long pending = station.lastSequence();
        for (long sequence = 1; sequence <= pending; sequence++) {
            final int source = ((int) (firstPendingOldSequence + sequence - 1) & mask) * PLACE_LENGTH;
            System.arraycopy(places, source, renumbered, ((int) sequence & mask) * PLACE_LENGTH, PLACE_LENGTH);
        }
        places = renumbered;
        thread.streamReplaced(Math.max(0, firstPendingOldSequence - 1 - serverLastSequence));
    }
}
