package io.swabline.station;

/**
 * Judges from times whether the server still answers: scans in flight want an Ack or a Retry, a Ping wants anything at all. Owned
 * by the station's event loop; times are those of the lane.
 */
final class Liveness {
    private final long answerTimeoutNs;
    private final long pingIntervalNs;
    private long heardAtNs;
    private long pingedAtNs;
    private long waitingSinceNs;
    private boolean isPinged;
    private boolean isWaiting;

    Liveness(final long answerTimeoutNs, final long pingIntervalNs) {
        this.answerTimeoutNs = answerTimeoutNs;
        this.pingIntervalNs = pingIntervalNs;
    }

    /** How often to check; four times within the shorter of the two limits. */
    long checkIntervalNs() {
        return Math.min(answerTimeoutNs, pingIntervalNs) / 4;
    }

    void onOpen(final long nowNs) {
        heardAtNs = nowNs;
        isPinged = false;
        isWaiting = false;
    }

    void onHeard(final long nowNs) {
        heardAtNs = nowNs;
        isPinged = false;
    }

    /** Scans were sent: from now on an answer is due, unless it was already. */
    void onSent(final long nowNs) {
        if (!isWaiting) {
            isWaiting = true;
            waitingSinceNs = nowNs;
        }
    }

    /** An Ack or a Retry came; what is still in flight gets its whole time again. */
    void onAnswer(final long nowNs) {
        waitingSinceNs = nowNs;
    }

    void onPing(final long nowNs) {
        isPinged = true;
        pingedAtNs = nowNs;
    }

    boolean isPingDue(final long nowNs) {
        return !isPinged && nowNs - heardAtNs >= pingIntervalNs;
    }

    boolean isOverdue(final long nowNs, final long inFlight) {
        isWaiting = isWaiting && inFlight > 0;
        return isWaiting && nowNs - waitingSinceNs >= answerTimeoutNs || isPinged && nowNs - pingedAtNs >= answerTimeoutNs;
    }
}
